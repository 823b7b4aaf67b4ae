"""The one road to the telemetry engine: chDB in this process or a ClickHouse server, behind the same few calls.

Both are driven through clickhouse-connect, so the SQL above is written once. Calls block; a handle serves one call at a
time, so a small pool lets reads go on beside each other and beside the writer.
"""

import fcntl
import gzip
import hashlib
import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import Queue
from typing import Any, BinaryIO, TypeAlias, cast
from urllib.parse import urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, OperationalError, ProgrammingError

from tocsin.errors import ConfigurationError, FolderInUse, StoreUnavailable
from tocsin.settings import masked_url
from tocsin.store.folder import measure_folder
from tocsin.store.telemetry.disk import DiskGuard

READ_HANDLES = 4
"""Reads that may run beside each other; more would only queue on the cores of a small machine."""

_CHUNK_BYTES = 1 << 20
_AS_IT_IS = "optimize_on_insert = 0"  # replaced rows are loaded, too: what was copied out can be counted
_GZIP_LEVEL = 1  # the one compression that both roads and every shell have; higher levels cost more than they save
_EMBEDDED = "chdb"
_SERVER_SCHEMES = {"clickhouse": "http", "clickhouses": "https"}

Row: TypeAlias = Any
"""One tuple of values in column order."""


Settings: TypeAlias = Mapping[str, object]
"""Engine settings of one statement."""


@dataclass(frozen=True, slots=True)
class ProtobufSchema:
    """The text of a .proto file, and which of its messages is meant."""

    text: str
    message: str


class Engine:
    """A pool of connections to one telemetry database.

    Args:
        url: `chdb:///absolute/folder`, or `clickhouse://user:password@host:8123/database` (`clickhouses://` for TLS).
        disk_reserve: Bytes that intake leaves free on the disk; None for the default.

    Attributes:
        url: Without its password.
        folder: Of the chDB database, which belongs to this process; None for a server.
        disk: Whether there is room for more.

    Raises:
        ConfigurationError: The URL names no known engine.
        FolderInUse: Another process owns the chDB folder.
        StoreUnavailable: The server does not answer.
    """

    def __init__(self, url: str, *, disk_reserve: int | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme != _EMBEDDED and parts.scheme not in _SERVER_SCHEMES:
            raise ConfigurationError(
                f"telemetry URL {masked_url(url)!r} names no known engine: use chdb:///folder or clickhouse://host:8123/db"
            )
        self.url = masked_url(url)
        self.folder = Path(parts.path) if parts.scheme == _EMBEDDED else None
        self._lock_file = _own_folder(self.folder) if self.folder else None
        dsn = url if self.folder else url.replace(parts.scheme, _SERVER_SCHEMES[parts.scheme], 1)
        self._clients = [self._connect(dsn) for _ in range(READ_HANDLES + 1)]
        self._writer = self._clients[0]
        self._writing = threading.Lock()
        self._readers: Queue[Client] = Queue()
        for client in self._clients[1:]:
            self._readers.put(client)
        self.disk = DiskGuard(self._measure_disk, disk_reserve)

    def _measure_disk(self) -> tuple[int, int]:
        if self.folder is not None:
            return measure_folder(self.folder)
        # The disk that is filled first decides; a server may spread its tables over several.
        sql = "SELECT total_space, unreserved_space FROM system.disks ORDER BY unreserved_space LIMIT 1"
        total, free = self.rows(sql)[0]
        return int(total), int(free)

    def _connect(self, dsn: str) -> Client:
        try:
            return clickhouse_connect.get_client(dsn=dsn, tz_mode="aware")
        except (ClickHouseError, OSError, RuntimeError) as error:
            raise StoreUnavailable(f"telemetry database {self.url!r} does not open: {error}") from error

    def rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> Sequence[Row]:
        """Return the rows of a query; `{name:Type}` placeholders are bound by the engine."""
        with self._client() as client:
            return client.query(sql, parameters=_bound(parameters)).result_rows

    def named_rows(self, sql: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
        """Return the rows of a query as dictionaries by column name."""
        with self._client() as client:
            return list(client.query(sql, parameters=_bound(parameters)).named_results())

    def execute(self, sql: str, parameters: Mapping[str, object] | None = None) -> None:
        """Run a statement that returns nothing: DDL or INSERT ... SELECT."""
        with self._client() as client:
            client.command(sql, parameters=_bound(parameters))

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
        """Insert rows given in column order; returns once they are stored."""
        with self._client() as client:
            client.insert(table, rows, column_names=list(columns))

    def insert_protobuf(self, table: str, payload: bytes, schema: ProtobufSchema, settings: Settings) -> None:
        """Insert one protobuf message that the engine itself parses; returns once it is stored.

        Callers wait for each other: one insert at a time keeps the parts large and the memory of a full batch single.

        Raises:
            StoreUnavailable: The disk is full or the engine does not answer; nothing was stored.
        """
        self.disk.require_room()
        located = self._located(schema) | dict(settings)
        with self._translated(), self._writing:
            self._writer.raw_insert(table, insert_block=payload, fmt="ProtobufSingle", settings=located)

    def export(self, query: str, file: Path) -> None:
        """Write the rows of a query to a new file in the engine's own format, compressed; in bounded memory."""
        if self.folder is not None:
            self.execute(f"{query} INTO OUTFILE '{_quoted(file)}' COMPRESSION 'gzip' LEVEL {_GZIP_LEVEL} FORMAT Native")
            return
        with (
            self._client() as client,
            gzip.open(file, "xb", compresslevel=_GZIP_LEVEL) as target,
            client.raw_stream(query, fmt="Native") as rows,
        ):
            while chunk := rows.read(_CHUNK_BYTES):
                target.write(chunk)

    def load(self, table: str, file: Path) -> None:
        """Insert all rows of a file that `export` wrote; columns that the file does not have get their defaults."""
        if self.folder is not None:
            source = f"FROM INFILE '{_quoted(file)}' COMPRESSION 'gzip'"
            self.execute(f"INSERT INTO {table} {source} SETTINGS {_AS_IT_IS} FORMAT Native")
            return
        with self._client() as client, gzip.open(file) as rows:
            block = cast("BinaryIO", rows)
            client.raw_insert(table, insert_block=block, fmt="Native", settings={"optimize_on_insert": 0})

    def _located(self, schema: ProtobufSchema) -> dict[str, object]:
        """Return the settings by which the engine finds a schema: a server takes the text, chDB a file of ours.

        Given the text, chDB would keep it in a file of its own in the current directory, wherever that is.
        """
        if self.folder is None:
            return {
                "format_schema_source": "string",
                "format_schema": schema.text,
                "format_schema_message_name": schema.message,
            }
        name = hashlib.sha256(schema.text.encode()).hexdigest()[:16]
        file = self.folder.parent / f"{self.folder.name}-{name}.proto"
        if not file.exists():
            file.write_text(schema.text, encoding="utf-8")
        return {"format_schema": f"{file.absolute()}:{schema.message}"}

    def close(self) -> None:
        """Close every connection and give up the folder."""
        for client in self._clients:
            client.close()
        if self._lock_file is not None:
            os.close(self._lock_file)

    @contextmanager
    def _client(self) -> Iterator[Client]:
        """Lend a handle of the pool, waiting for one while all are busy."""
        client = self._readers.get()
        try:
            with self._translated():
                yield client
        finally:
            self._readers.put(client)

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except ProgrammingError:
            raise
        except (ClickHouseError, OSError) as error:
            kind = "did not answer" if isinstance(error, OperationalError | OSError) else "refused a statement"
            raise StoreUnavailable(f"telemetry database {self.url!r} {kind}: {_first_line(error)}") from error


def _bound(parameters: Mapping[str, object] | None) -> dict[str, object]:
    return {name: _bindable(value) for name, value in (parameters or {}).items()}


def _bindable(value: object) -> object:
    """Write out what the driver would not write well: it cuts instants to the second, and takes texts by the letter."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
        letters = "".join(value)
        if letters.isascii() and letters.isalnum():
            return _Literal("['" + "','".join(value) + "']")
    return value


@dataclass(frozen=True, slots=True)
class _Literal:
    """SQL of a value, which the driver passes on as it is: it knows no such type."""

    text: str

    def __str__(self) -> str:
        return self.text


def _own_folder(folder: Path) -> int:
    """Take the folder for this process until it ends, however it ends; chDB has one owner at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder.parent / f"{folder.name}.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        owner = os.pread(descriptor, 32, 0).decode(errors="replace").strip() or "unknown"
        os.close(descriptor)
        raise FolderInUse(
            f"telemetry folder {str(folder)!r} belongs to the running process {owner}: stop it, or give this one"
            " another --data folder"
        ) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
    return descriptor


def _quoted(file: Path) -> str:
    return str(file.absolute()).replace("\\", "\\\\").replace("'", "\\'")


def _first_line(error: BaseException) -> str:
    return str(error).strip().splitlines()[0][:500] if str(error).strip() else type(error).__name__
