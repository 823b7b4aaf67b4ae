"""What is stored: rows, bytes and age by table, the disk, and how long it lasts at the rate of the last day."""

import math
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tocsin.model import DiskSpace, Storage, StoredTable
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.upkeep.retention import Retained, RetentionPolicy, rules

_DAY = timedelta(days=1)
_RECEIVED = {
    "spans": "received_at",
    "trace_activity": "received_at",
    "logs": "received_at",
    "metric_points": "received_at",
    "tasks": "first_received_at",
    "outcomes": "reported_at",
}
"""Where rows say when they came, by our clock: what a day brought is told from that, or a backfill would be history."""


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
        sizes = self._sizes()
        tables = [self._table(name, rows, size, rule_of, at) for name, rows, size in sizes]
        first = [self._first_received(name) for name, rows, _ in sizes if rows and name in _RECEIVED]
        disk = self.disk()
        growing = [(table.bytes_per_day, _days_of_growth(table, at)) for table in tables if table.bytes_per_day]
        net = sum(rate for rate, days in growing if days > 1)
        covered = min(at - min(first, default=at), _DAY)
        room = max(disk.free - disk.reserve, 0)
        days_left = days_until_full(room, growing) if covered == _DAY else None
        return Storage(at, tables, disk, net, covered.total_seconds(), days_left)

    def _sizes(self) -> Sequence[tuple[str, int, int]]:
        sql = """
            SELECT t.name, toUInt64(ifNull(t.total_rows, 0)), toUInt64(ifNull(t.total_bytes, 0)) FROM system.tables AS t
            WHERE t.database = currentDatabase() AND (t.engine LIKE '%MergeTree' OR t.engine = 'Distributed')
            ORDER BY t.total_bytes DESC NULLS LAST, t.name"""
        return list(self._engine.rows(sql))

    def _table(self, name: str, rows: int, size: int, rule_of: Mapping[str, Retained], at: datetime) -> StoredTable:
        rule = rule_of.get(name)
        keep = rule.keep.total_seconds() if rule else None
        ordinary = rule.ordinary.total_seconds() if rule and rule.ordinary else None
        if rule is None or not rows:
            return StoredTable(name, rows, size, None, None, keep, 0.0, ordinary)
        column = rule.column
        sql = f"""
            SELECT toDateTime64(min({column}), 6, 'UTC'), toDateTime64(max({column}), 6, 'UTC'),
                countIf({_RECEIVED.get(name, column)} >= {{since:DateTime64(6, 'UTC')}}) FROM {name}"""
        oldest, newest, recent = self._engine.rows(sql, {"since": at - _DAY})[0]
        return StoredTable(name, rows, size, oldest, newest, keep, size / rows * recent, ordinary)

    def _first_received(self, name: str) -> datetime:
        """Return when the first row came of those that a table holds; it holds some."""
        first: datetime = self._engine.rows(f"SELECT toDateTime64(min({_RECEIVED[name]}), 6, 'UTC') FROM {name}")[0][0]
        return first


def days_until_full(room: float, growing: Sequence[tuple[float, float]]) -> float | None:
    """Return in how many days tables take so much room that grow at steady rates, each for a time of its own.

    Args:
        room: Bytes that are left, at least 0.
        growing: Of each table, bytes a day and for how many days it grows; infinite when nothing of it ever leaves.

    Returns:
        None when all of them end growing before.
    """
    rate, day = sum(rate for rate, _ in growing), 0.0
    for its_rate, until in sorted(growing, key=lambda one: one[1]):
        if rate * (until - day) >= room:
            return day + room / rate
        room -= rate * (until - day)
        rate, day = rate - its_rate, until
    return None


def _days_of_growth(table: StoredTable, at: datetime) -> float:
    """Return how long the oldest rows of a table still stay."""
    if table.oldest is None or table.retain_seconds is None:
        return math.inf
    return max(table.retain_seconds - (at - table.oldest).total_seconds(), 0.0) / _DAY.total_seconds()
