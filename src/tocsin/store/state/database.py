"""The one road to the state database: read and write transactions on SQLite or PostgreSQL, errors in our own words.

Writers serialize: SQLite has one at a time (`BEGIN IMMEDIATE`), PostgreSQL locks rows, or takes the `Lock` asked for.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum
from functools import partial
from pathlib import Path
from sqlite3 import Connection as SqliteConnection

from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DataError, InterfaceError, OperationalError, StatementError
from sqlalchemy.exc import TimeoutError as NoFreeConnection

from tocsin.errors import ConfigurationError, InvalidInput, StoreUnavailable, TocsinError
from tocsin.store.state.fence import require_lease

SQLITE = "sqlite"
POSTGRESQL = "postgresql+psycopg"

_SQLITE_BUSY_SECONDS = 15.0
"""How long a writer waits for the other ones; a transaction here takes milliseconds."""
_POSTGRESQL_CONNECT_SECONDS = "5"
_POSTGRESQL_IDLE_MILLISECONDS = 5_000
"""How long a transaction may rest between two statements. A server that was paused inside of one gives up its locks,
so that another one can take over; a transaction here never rests."""
_BEGIN = "tocsin_begin"


class Lock(IntEnum):
    """What one transaction at a time may do, in the whole cluster. Keys of PostgreSQL advisory locks; never reuse one.

    "tocsin" in ASCII fills the upper six bytes, so that a key is unlikely to meet one of another application.
    """

    MIGRATION = 0x746F_6373_696E_0001
    AUDIT = 0x746F_6373_696E_0002


class Database:
    """A pool of connections to one state database; opens the first one when it is first used.

    Args:
        url: `sqlite:////absolute/file` or `postgresql+psycopg://user:password@host:5432/database`.

    Raises:
        ConfigurationError: The URL names no database of these kinds.
        StoreUnavailable: The folder of an SQLite file cannot be made.
    """

    def __init__(self, url: str) -> None:
        self.url = _parsed(url)
        self.name = _masked(self.url)
        self._engine = self._sqlite() if self.url.drivername == SQLITE else self._postgresql()
        self._writers = self._engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        self._thread = threading.local()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection for reading; it waits for no writer, and sees only what was committed.

        Inside `write`, its thread reads what it has written.
        """
        with self._translated():
            if self._writing is not None:
                yield self._writing
                return
            with self._engine.connect() as connection:
                yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """Give a connection for reading that sees one instant, however long it reads and whoever writes meanwhile."""
        with self._translated(), self._engine.connect() as connection:
            if self.url.drivername == POSTGRESQL:
                # SQLite's readers do so anyway.
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection

    @contextmanager
    def write(self, lock: Lock | None = None) -> Iterator[Connection]:
        """Give a connection in a transaction that commits when the block ends, and rolls back when it raises.

        Inside another such block of the same thread it is that one's transaction, and ends with it.

        Args:
            lock: Held until the transaction ends; on SQLite every writer is alone already.

        Raises:
            LeaseLost: Inside `fenced`, and the lease is another's now; nothing is written.
        """
        with self._translated(), self._begun() as connection:
            if lock is not None and self.url.drivername == POSTGRESQL:
                connection.execute(select(func.pg_advisory_xact_lock(lock.value)))
            yield connection

    @property
    def _writing(self) -> Connection | None:
        """The transaction that this thread has begun."""
        return getattr(self._thread, "connection", None)

    @contextmanager
    def _begun(self) -> Iterator[Connection]:
        if self._writing is not None:
            yield self._writing
            return
        with self._writers.begin() as connection:
            require_lease(connection)
            self._thread.connection = connection
            try:
                yield connection
            finally:
                self._thread.connection = None

    def close(self) -> None:
        """Close every idle connection; one in use closes when it is given back."""
        self._engine.dispose()

    def _sqlite(self) -> Engine:
        folder = Path(self.url.database or "").parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreUnavailable(f"the folder of state database {self.name!r} cannot be made: {error}") from error
        engine = create_engine(self.url, connect_args={"timeout": _SQLITE_BUSY_SECONDS})
        event.listen(engine, "connect", partial(_prepare_sqlite, folder))
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    def _postgresql(self) -> Engine:
        arguments = {} if "connect_timeout" in self.url.query else {"connect_timeout": _POSTGRESQL_CONNECT_SECONDS}
        if "options" not in self.url.query:
            arguments["options"] = f"-c idle_in_transaction_session_timeout={_POSTGRESQL_IDLE_MILLISECONDS}"
        return create_engine(
            self.url,
            connect_args=arguments,
            # Whoever waited for a lock must see what its holder wrote, whatever the server's own default is.
            isolation_level="READ COMMITTED",
            # Replaces connections that a restart of the server has cut, before a statement is lost on them.
            pool_pre_ping=True,
        )

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            raise StoreUnavailable(f"state database {self.name!r} failed: {first_line(error)}") from error
        except NoFreeConnection as error:
            raise StoreUnavailable(f"state database {self.name!r} has no free connection: {error}") from error
        except DataError as error:
            raise InvalidInput(f"the state database cannot hold a value: {first_line(error)}") from error
        except StatementError as error:
            if isinstance(error.orig, TocsinError):  # raised by a column type, wrapped on its way
                raise error.orig from None
            raise


def first_line(error: StatementError) -> str:
    """Return what the driver said, without statement and values, which are not for every reader's eyes."""
    said = str(error.orig).strip()
    return said.splitlines()[0] if said else type(error.orig).__name__


def _parsed(url: str) -> URL:
    wanted = "use sqlite:////absolute/path/state.db or postgresql+psycopg://user:password@host:5432/database"
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # Not chained and not shown: what cannot be parsed cannot be masked.
        raise ConfigurationError(f"the state URL cannot be read: {wanted}") from None
    if parsed.drivername not in {SQLITE, POSTGRESQL}:
        raise ConfigurationError(f"state URL {_masked(parsed)!r} names no known database: {wanted}")
    if parsed.drivername == SQLITE and parsed.database in {None, "", ":memory:"}:
        raise ConfigurationError(f"state URL {_masked(parsed)!r} names no file: {wanted}")
    return parsed


def _masked(url: URL) -> str:
    # libpq takes a password as a parameter, too.
    return url.difference_update_query(["password"]).render_as_string(hide_password=True)


def _prepare_sqlite(folder: Path, connection: SqliteConnection, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own never locks at the start
    with _one_at_a_time(folder):
        connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA foreign_keys = ON")


@contextmanager
def _one_at_a_time(folder: Path) -> Iterator[None]:
    """Hold the folder's file lock: SQLite gives up at once, whatever its timeout, when two turn WAL on together."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
