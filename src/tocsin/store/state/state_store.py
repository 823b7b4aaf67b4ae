"""The state database as one value: a repository per aggregate over one pool of connections."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from tocsin.errors import StoreUnavailable
from tocsin.model import DatabaseBackup, DiskSpace
from tocsin.store.folder import measure_folder
from tocsin.store.state.audit import AuditLog
from tocsin.store.state.backup import export_state, fill_state
from tocsin.store.state.database import SQLITE, Database, first_line
from tocsin.store.state.documents import Documents
from tocsin.store.state.incidents import Incidents
from tocsin.store.state.kill_switch import KillSwitch
from tocsin.store.state.leases import Leases
from tocsin.store.state.migrate import migrate
from tocsin.store.state.postmortems import Postmortems
from tocsin.store.state.releases import Releases
from tocsin.store.state.ticks import Ticks


class StateStore:
    """Everything Tocsin remembers beside telemetry; safe to use from any thread.

    Attributes:
        engine_url: Where it is stored. `str()` of it masks the password; `render_as_string(hide_password=False)` is for
            handing it to another library, never for a log.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.engine_url: URL = database.url
        self.releases = Releases(database)
        self.incidents = Incidents(database)
        self.audit = AuditLog(database)
        self.documents = Documents(database)
        self.postmortems = Postmortems(database)
        self.kill_switch = KillSwitch(database)
        self.ticks = Ticks(database)

    def disk(self) -> DiskSpace | None:
        """Return how full the disk of the SQLite file is; None for PostgreSQL, whose disk is its own matter.

        Raises:
            StoreUnavailable: It cannot be looked at.
        """
        if self.engine_url.drivername != SQLITE:
            return None
        total, free = measure_folder(Path(self.engine_url.database or "").parent)
        return DiskSpace(total, free, reserve=0)

    def together(self) -> AbstractContextManager[object]:
        """Return a block in which everything that its thread writes is stored at its end, or nothing of it."""
        return self._database.write()

    def leases(self, new_token: Callable[[], str]) -> Leases:
        """Return the cluster's leases; `new_token` draws what tells one holding from another."""
        return Leases(self._database, new_token)

    def export(self, folder: Path) -> DatabaseBackup:
        """Write all of it, as of one instant, below a folder; raises StoreUnavailable."""
        return export_state(self._database, folder)

    def close(self) -> None:
        """Give up the connections."""
        self._database.close()


def open_state(url: str) -> StateStore:
    """Open a state database, and make or migrate its schema first.

    Args:
        url: `sqlite:////absolute/path/state.db` or `postgresql+psycopg://user:password@host:5432/database`.

    Raises:
        ConfigurationError: The URL names no database of these kinds.
        SchemaTooNew: A newer Tocsin has migrated it.
        StoreUnavailable: It does not answer, or is no database.
    """
    database = Database(url)
    try:
        migrate(database)
    except BaseException as error:
        database.close()
        if isinstance(error, DBAPIError):
            raise StoreUnavailable(f"state database {database.name!r} does not open: {first_line(error)}") from error
        raise
    return StateStore(database)


def restore_state(url: str, folder: Path, backup: DatabaseBackup) -> StateStore:
    """Fill an empty state database from a backup, and open it.

    Args:
        url: As `open_state` takes it.
        folder: The backup's folder; its sums are taken to be verified.
        backup: What the manifest says.

    Raises:
        Conflict: It holds rows already.
        ConfigurationError, SchemaTooNew, StoreUnavailable: As `open_state`.
    """
    database = Database(url)
    try:
        fill_state(database, folder, backup)
    finally:
        database.close()
    return open_state(url)
