"""Sums of whole days, made once a day is over and quiet, and made again when anything was written to it since.

A day's sums carry the digest of what they were made of. They are read only while the ledger of hours shows the same
digest, so an answer from sums is the answer from tasks; a day that is open, or was written to, is read from its tasks.
"""

import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from tocsin.model import Dimension, TaskFilter, Window
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.queries.dimensions import (
    ALL,
    BY_JOURNEY_AND_OUTCOME,
    MANY_VALUED,
    SECONDS,
    SEEN,
    SUMS,
    parts_of,
    sums,
)
from tocsin.store.telemetry.queries.hours import DAYS_QUERY, HourLedger
from tocsin.store.telemetry.queries.spells import DAY
from tocsin.store.telemetry.queries.visible import visible_tasks

MOST_DAYS_AT_ONCE = 4
"""Bounds how long one refresh keeps a core busy: about a second a day of 40,000 tasks."""
MOST_RELEASE_KEYS = 50
"""A day whose tasks carry more release keys than this is split by release from its tasks: sums would take too long."""

_COLUMNS = ", ".join(("day", "dimension", "journey", "outcome", "value", "digest", "built_at", *SUMS, "seconds",
                      "services", "last_task_at"))  # fmt: skip
_SPLIT = ("journey", "outcome")
_UNSPLIT = ("''", "''")
_FIRST_DAY = datetime(1970, 1, 1, tzinfo=UTC)
_BUILT = """
    SELECT day, argMax(digest, built_at) FROM task_sums WHERE dimension = {dimension:String}
        AND day >= {start:DateTime64(6, 'UTC')} AND day < {end:DateTime64(6, 'UTC')} GROUP BY day"""


class RollupStore:
    """Keeps sums of days up to date, says which of them hold, and where they are read."""

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
            ever = Window(_FIRST_DAY, at)
            built = self._built(ever)
            stale = [
                (day, state.digest)
                for day, state in sorted(self._ledger.days(ever).items(), reverse=True)
                if day + DAY <= at and state.is_settled(at) and built.get(day) != state.digest
            ]
            for day, digest in stale[:MOST_DAYS_AT_ONCE]:
                self._build(day, digest, at)
            return len(stale[:MOST_DAYS_AT_ONCE])

    def days(self, by: str, where: TaskFilter, window: Window) -> Mapping[datetime, int]:
        """Return the days within a window whose sums hold and can answer, each with the digest that its sums carry."""
        can_answer = TaskFilter()
        if by not in MANY_VALUED:
            can_answer = TaskFilter(journeys=where.journeys, outcomes=where.outcomes)
        if where != can_answer:
            return {}
        sql = f"SELECT day, digest FROM ({DAYS_QUERY}) WHERE (day, digest) IN ({_BUILT}) ORDER BY day"
        complete = held_as(Dimension.RELEASE, "") if by == Dimension.RELEASE else ALL
        rows = self._engine.rows(sql, {"dimension": complete, "start": window.start, "end": window.end})
        return {day: digest for day, digest in rows if window.start <= day and day + DAY <= window.end}

    def _built(self, window: Window) -> Mapping[datetime, int]:
        return dict(self._engine.rows(_BUILT, {"dimension": ALL, "start": window.start, "end": window.end}))

    def _build(self, day: datetime, digest: int, at: datetime) -> None:
        """Write the sums of a day. The rows that say that others are complete are written after them.

        Those are the rows of ALL for every dimension, and those of RELEASE without a key for every key.
        """
        parameters: Parameters = {"day": day, "digest": digest, "built_at": at}
        tasks = visible_tasks(Window(day, day + DAY), None, parameters)
        keys = self._release_keys(tasks, parameters)
        if len(keys) <= MOST_RELEASE_KEYS:
            for key in (*keys, ""):
                bound = parameters | {"release_key": key, "held_as": held_as(Dimension.RELEASE, key)}
                self._insert([_day_query("{held_as:String}", parts_of(Dimension.RELEASE, tasks))], bound)
        split = (_day_query(f"'{one}'", parts_of(one, tasks)) for one in BY_JOURNEY_AND_OUTCOME)
        unsplit = (_day_query(f"'{one}'", parts_of(one, tasks), key=_UNSPLIT) for one in MANY_VALUED)
        self._insert([*split, *unsplit], parameters)
        self._insert([_day_query(f"'{ALL}'", parts_of(ALL, tasks))], parameters)

    def _release_keys(self, tasks: str, parameters: Parameters) -> Sequence[str]:
        """Return the release keys that the tasks carry, at most one more than are summed."""
        sql = f"SELECT DISTINCT arrayJoin(mapKeys(releases)) AS key FROM {tasks} ORDER BY key LIMIT {{limit:UInt32}}"
        return [key for (key,) in self._engine.rows(sql, parameters | {"limit": MOST_RELEASE_KEYS + 1})]

    def _insert(self, queries: Sequence[str], parameters: Parameters) -> None:
        self._engine.execute(f"INSERT INTO task_sums ({_COLUMNS}) {' UNION ALL '.join(queries)}", parameters)


def held_as(by: str, release_key: str) -> str:
    """Return the name under which sums are held; without a key, those of all tasks as carrying no release."""
    return f"{by}:{release_key}" if by == Dimension.RELEASE else by


def _day_query(dimension: str, parts: str, *, key: tuple[str, str] = _SPLIT) -> str:
    of_journey, of_outcome = key
    return f"""
        SELECT toDateTime({{day:DateTime64(6, 'UTC')}}, 'UTC') AS day, {dimension} AS dimension,
            {of_journey} AS of_journey, {of_outcome} AS of_outcome, value, {{digest:UInt64}} AS digest,
            {{built_at:DateTime64(6, 'UTC')}} AS built_at, {(sums() + SECONDS + SEEN).counted}
        FROM ({parts}) GROUP BY of_journey, of_outcome, value"""
