"""Copies every telemetry table out and back in, a file for each partition, in the engine's own format.

All tables are cloned first, by hard links and within milliseconds, and the clones are written out at leisure: nothing
waits for a backup, and no merge or retention changes what it copies. Files written by one engine can be read by the
other, so a backup is also the way from a laptop's chDB to a ClickHouse server.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tocsin.errors import Bug, Conflict
from tocsin.model import BackupFile, DatabaseBackup
from tocsin.store.files import described
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.upkeep.migrate import LEDGER, applied_migrations, make_tables, migrate

_CLONE = "backup_of_"
_LAST = ("spans", "trace_activity")
"""Cloned in this order, after all others: a task in the backup has its spans there, and a span its trace's activity."""


def export_telemetry(engine: Engine, folder: Path) -> Iterator[BackupFile | DatabaseBackup]:
    """Write all tables below a folder; yield each file when it is written, and at last the whole.

    Raises:
        StoreUnavailable: The engine refused or does not answer; what was written is incomplete.
    """
    schema = applied_migrations(engine)
    files: list[BackupFile] = []
    with _clones(engine) as tables:
        for table in tables:
            for partition, rows in _partitions(engine, table):
                file = folder / "telemetry" / table / f"{partition}.native.gz"
                file.parent.mkdir(parents=True, exist_ok=True)
                engine.export(f"SELECT * FROM {_CLONE}{table} WHERE _partition_id = '{partition}'", file)
                files.append(described(folder, file, table, rows))
                yield files[-1]
        counts = {table: sum(file.rows for file in files if file.table == table) for table in tables}
    yield DatabaseBackup(schema, counts, files)


def restore_telemetry(url: str, folder: Path, backup: DatabaseBackup) -> None:
    """Fill an empty database from a backup, count what arrived, and bring the schema up to date.

    Args:
        url: As `open_telemetry` takes it.
        folder: The backup's folder; its sums are taken to be verified.
        backup: What the manifest says.

    Raises:
        Conflict: The database holds rows already.
        SchemaTooNew: The backup was made by a newer Tocsin.
        StoreUnavailable: The engine refused or does not answer.
    """
    engine = Engine(url)
    try:
        _require_empty(engine)
        # Tables first and views last: a view would write what it derives a second time.
        make_tables(engine, backup.schema)
        for table in backup.rows:
            engine.execute(f"SYSTEM STOP MERGES {table}")  # which would remove replaced rows before they are counted
        for file in backup.files:
            engine.load(file.table, folder / file.path)
        _prove_counts(engine, backup)
        for table in backup.rows:
            engine.execute(f"SYSTEM START MERGES {table}")
        migrate(engine)
    finally:
        engine.close()


@contextmanager
def _clones(engine: Engine) -> Iterator[Sequence[str]]:
    """Give the names of all tables, each cloned under another name until the block ends."""
    _drop_clones(engine)  # a process that died during a backup left them
    names = _tables(engine)
    ordered = sorted(names, key=lambda name: (_LAST.index(name) if name in _LAST else -1, name))
    try:
        for name in ordered:
            engine.execute(f"CREATE TABLE {_CLONE}{name} CLONE AS {name}")
            engine.execute(f"SYSTEM STOP MERGES {_CLONE}{name}")
        yield ordered
    finally:
        _drop_clones(engine)


def _drop_clones(engine: Engine) -> None:
    sql = "SELECT name FROM system.tables WHERE database = currentDatabase() AND startsWith(name, {prefix:String})"
    for (name,) in engine.rows(sql, {"prefix": _CLONE}):
        engine.execute(f"DROP TABLE {name} SYNC")


def _tables(engine: Engine) -> Sequence[str]:
    """Return the tables that hold data of ours; the ledger is made again by the migrations."""
    sql = """
        SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'
            AND name != {ledger:String} AND NOT startsWith(name, {prefix:String}) ORDER BY name"""
    return [name for (name,) in engine.rows(sql, {"ledger": LEDGER, "prefix": _CLONE})]


def _partitions(engine: Engine, table: str) -> Sequence[tuple[str, int]]:
    return list(engine.rows(f"SELECT _partition_id, count() FROM {_CLONE}{table} GROUP BY 1 ORDER BY 1"))


def _require_empty(engine: Engine) -> None:
    sql = """
        SELECT name FROM system.tables WHERE database = currentDatabase() AND name != {ledger:String}
            AND total_rows > 0 ORDER BY name"""
    filled = [name for (name,) in engine.rows(sql, {"ledger": LEDGER})]
    if filled:
        raise Conflict(
            f"telemetry database {engine.url!r} holds rows already (in {', '.join(filled)}): restore into an empty one"
        )


def _prove_counts(engine: Engine, backup: DatabaseBackup) -> None:
    for table, rows in backup.rows.items():
        loaded = engine.rows(f"SELECT count() FROM {table}")[0][0]
        if loaded != rows:
            raise Bug(f"restored {loaded} rows into {table!r} where the backup has {rows}: do not use this copy")
