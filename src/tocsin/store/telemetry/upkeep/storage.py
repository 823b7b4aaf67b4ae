"""What is stored: rows, bytes and age by table, the disk, and how long it lasts at the rate of the last day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tocsin.model import DiskSpace, Storage, StoredTable
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.upkeep.retention import Retained, RetentionPolicy, rules

_DAY = timedelta(days=1)


class StorageStore:
    """Reads the engine's own bookkeeping, and the time column of each table once over its last day."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def disk(self) -> DiskSpace:
        """Return how full the disk is, at most a second old."""
        return self._engine.disk.space()

    def require_room(self) -> None:
        """Raise StoreUnavailable while nothing is taken in because the disk is full."""
        self._engine.disk.require_room()

    def storage(self, policy: RetentionPolicy, at: datetime) -> Storage:
        """Return what is stored as of now."""
        rule_of = {rule.table: rule for rule in rules(policy)}
        tables = [self._table(name, rows, size, rule_of, at) for name, rows, size in self._sizes()]
        disk = self.disk()
        net = sum(table.bytes_per_day for table in tables if not _is_steady(table, at))
        room = max(disk.free - disk.reserve, 0)
        return Storage(at, tables, disk, net, room / net if net > 0 else None)

    def _sizes(self) -> Sequence[tuple[str, int, int]]:
        sql = """
            SELECT t.name, toUInt64(ifNull(t.total_rows, 0)), toUInt64(ifNull(t.total_bytes, 0)) FROM system.tables AS t
            WHERE t.database = currentDatabase() AND (t.engine LIKE '%MergeTree' OR t.engine = 'Distributed')
            ORDER BY t.total_bytes DESC NULLS LAST, t.name"""
        return list(self._engine.rows(sql))

    def _table(self, name: str, rows: int, size: int, rule_of: Mapping[str, Retained], at: datetime) -> StoredTable:
        rule = rule_of.get(name)
        if rule is None or not rows:
            keep = rule.keep.total_seconds() if rule else None
            return StoredTable(name, rows, size, None, None, keep, 0.0)
        column = rule.column
        sql = f"""
            SELECT toDateTime64(min({column}), 6, 'UTC'), toDateTime64(max({column}), 6, 'UTC'),
                countIf({column} >= {{since:DateTime64(6, 'UTC')}}) FROM {name}"""
        oldest, newest, recent = self._engine.rows(sql, {"since": at - _DAY})[0]
        # A store younger than a day is taken to go on as it began, but not faster than its first hour tells.
        seen = min(max(at - oldest, timedelta(hours=1)), _DAY)
        per_day = size / rows * recent * (_DAY / seen)
        return StoredTable(name, rows, size, oldest, newest, rule.keep.total_seconds(), per_day)


def _is_steady(table: StoredTable, at: datetime) -> bool:
    """Return whether as much leaves as comes: its oldest rows are about as old as they get."""
    if table.oldest is None or table.retain_seconds is None:
        return False
    return (at - table.oldest).total_seconds() >= table.retain_seconds - _DAY.total_seconds()
