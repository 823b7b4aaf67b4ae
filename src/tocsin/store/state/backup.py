"""Copies every state table out and back in, one file of JSON lines each, all of one instant.

The same files for SQLite and PostgreSQL, so a backup is also the way from one to the other. Leases and the record of
ticks belong to running servers and stay behind; so does what DBOS remembers of half-done actions, which a restored
server must not take up: it would act on a world that has moved on.
"""

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, MetaData, Table, column, func, insert, select, table, text

from tocsin.errors import Bug, Conflict
from tocsin.model import DatabaseBackup
from tocsin.store.files import described
from tocsin.store.state.database import POSTGRESQL, Database
from tocsin.store.state.migrate import VERSION_TABLE, migrate
from tocsin.store.state.schema import LEFT_BEHIND, metadata

_ROWS_AT_ONCE = 1_000


def export_state(database: Database, folder: Path) -> DatabaseBackup:
    """Write all tables below a folder.

    Raises:
        StoreUnavailable: The database did not answer.
    """
    target = folder / "state"
    target.mkdir(parents=True)
    files = []
    with database.snapshot() as connection:
        revisions: list[str] = list(connection.scalars(select(column("version_num")).select_from(table(VERSION_TABLE))))
        for name in _tables():
            file = target / f"{name}.jsonl.gz"
            files.append(described(folder, file, name, _write(connection, name, file)))
    return DatabaseBackup(revisions, {file.table: file.rows for file in files}, files)


def fill_state(database: Database, folder: Path, backup: DatabaseBackup) -> None:
    """Fill an empty database from a backup, count what arrived, and bring the schema up to date.

    Raises:
        Conflict: The database holds rows already.
        SchemaTooNew: The backup was made by a newer Tocsin.
        StoreUnavailable: The database did not answer.
    """
    (revision,) = backup.schema
    migrate(database, revision)
    with database.write() as connection:
        for file in backup.files:
            rows = _reflected(connection, file.table)
            if connection.scalar(select(func.count()).select_from(rows)):
                raise Conflict(
                    f"state database {database.name!r} holds rows already (in {file.table}): restore into an empty one"
                )
            _read(connection, rows, folder / file.path)
            found = connection.scalar(select(func.count()).select_from(rows))
            if found != file.rows:
                raise Bug(f"restored {found} rows into {file.table!r} where the backup has {file.rows}")
            _count_on(connection, rows)
    migrate(database)


def _tables() -> Sequence[str]:
    return [one.name for one in metadata.sorted_tables if one.name not in LEFT_BEHIND]


def _reflected(connection: Connection, name: str) -> Table:
    """Return a table as it stands in the database: values go out and in as they are stored, whatever the schema."""
    return Table(name, MetaData(), autoload_with=connection)


def _write(connection: Connection, name: str, file: Path) -> int:
    rows = _reflected(connection, name)
    count = 0
    with gzip.open(file, "xt", encoding="utf-8") as target:
        for row in connection.execute(select(rows).order_by(*rows.primary_key.columns)).mappings():
            target.write(json.dumps(dict(row), ensure_ascii=False) + "\n")
            count += 1
    return count


def _read(connection: Connection, rows: Table, file: Path) -> None:
    with gzip.open(file, "rt", encoding="utf-8", newline="\n") as source:
        values = _decoded(source)
        while chunk := list(islice(values, _ROWS_AT_ONCE)):
            connection.execute(insert(rows), chunk)


def _decoded(lines: Iterator[str]) -> Iterator[Mapping[str, Any]]:
    for line in lines:
        yield json.loads(line)


def _count_on(connection: Connection, rows: Table) -> None:
    """Have PostgreSQL number new rows after the restored ones; SQLite does so by itself."""
    if connection.dialect.name != POSTGRESQL.partition("+")[0] or "sequence" not in rows.c:
        return
    highest = connection.scalar(select(func.max(rows.c["sequence"]))) or 0
    name = connection.scalar(select(func.pg_get_serial_sequence(rows.name, "sequence")))
    if name is not None and highest:
        connection.execute(text("SELECT setval(:name, :highest)"), {"name": name, "highest": int(highest)})
