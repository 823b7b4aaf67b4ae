"""Sums of whole days, made once a day is over and quiet, and made again when anything was written to it since.

A day's sums carry the digest of what they were made of. They are read only while the ledger of hours shows the same
digest, so an answer from sums is the answer from tasks; a day that is open, or was written to, is read from its tasks.
"""

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tocsin.model import Window
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.queries.dimensions import ALL, PARTIAL_SUMS, ROLLED, SUMS, parts_of
from tocsin.store.telemetry.queries.hours import HourLedger, HourState
from tocsin.store.telemetry.queries.spells import DAY
from tocsin.store.telemetry.queries.visible import visible_tasks

MOST_DAYS_AT_ONCE = 4
"""Bounds how long one refresh keeps a core busy: some tenths of a second a day of 40,000 tasks."""

_COLUMNS = ", ".join(("day", "dimension", "journey", "value", "digest", "built_at", *SUMS, "seconds", "services",
                      "last_task_at"))  # fmt: skip
_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)
_DIGEST_BITS = (1 << 64) - 1


class RollupStore:
    """Keeps sums of days up to date, and says which of them hold."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._ledger = HourLedger(engine)
        self._lock = threading.Lock()

    def refresh(self, at: datetime) -> int:
        """Make the sums of days that are over and changed, newest first, some at a time.

        Returns:
            How many days were made; fewer than `MOST_DAYS_AT_ONCE` when nothing is left to do.
        """
        with self._lock:
            states = _by_day(self._ledger.hours(Window(_FIRST_DAY, at)))
            built = self._built(Window(_FIRST_DAY, at))
            stale = [
                (day, digest_of(hours))
                for day, hours in sorted(states.items(), reverse=True)
                if day + DAY <= at and all(hour.is_settled(at) for hour in hours) and built.get(day) != digest_of(hours)
            ]
            for day, digest in stale[:MOST_DAYS_AT_ONCE]:
                self._build(day, digest, at)
            return len(stale[:MOST_DAYS_AT_ONCE])

    def days(self, window: Window) -> Mapping[datetime, int]:
        """Return the days within a window whose sums hold, each with the digest that its sums carry."""
        states = _by_day(self._ledger.hours(window))
        built = self._built(window)
        return {
            day: built[day]
            for day, hours in states.items()
            if window.start <= day and day + DAY <= window.end and built.get(day) == digest_of(hours)
        }

    def _built(self, window: Window) -> Mapping[datetime, int]:
        sql = """
            SELECT day, argMax(digest, built_at) FROM task_days WHERE dimension = {all:String}
                AND day >= {start:DateTime64(6, 'UTC')} AND day < {end:DateTime64(6, 'UTC')} GROUP BY day"""
        parameters = {"all": ALL, "start": window.start, "end": window.end}
        return {day: int(digest) for day, digest in self._engine.rows(sql, parameters)}

    def _build(self, day: datetime, digest: int, at: datetime) -> None:
        """Write one row for each dimension, journey and value; the one that says "made" (ALL) last."""
        for dimensions in (ROLLED[1:], ROLLED[:1]):
            parameters: Parameters = {"day": day, "digest": digest, "built_at": at}
            tasks = visible_tasks(Window(day, day + DAY), None, parameters)
            selects = [_day_query(dimension, tasks) for dimension in dimensions]
            self._engine.execute(f"INSERT INTO task_days ({_COLUMNS}) {' UNION ALL '.join(selects)}", parameters)


def _day_query(dimension: str, tasks: str) -> str:
    return f"""
        SELECT toDateTime({{day:DateTime64(6, 'UTC')}}, 'UTC') AS day, '{dimension}' AS dimension, journey, value,
            {{digest:UInt64}} AS digest, {{built_at:DateTime64(6, 'UTC')}} AS built_at, {PARTIAL_SUMS}
        FROM ({parts_of(dimension, tasks)}) GROUP BY journey, value"""


def _by_day(hours: Mapping[datetime, HourState]) -> Mapping[datetime, Sequence[HourState]]:
    days: defaultdict[datetime, list[HourState]] = defaultdict(list)
    for hour, state in hours.items():
        days[hour.replace(hour=0)].append(state)
    return days


def digest_of(hours: Sequence[HourState]) -> int:
    """Return what names the state of a day: the sum of its hours' digests, in 64 bits."""
    return sum(hour.digest for hour in hours) & _DIGEST_BITS
