"""What was ever written to each hour of tasks, kept by a view: by it, an answer about an hour is known to hold still.

An answer is remembered beside the digest of the hour it was made from. Sealing a task (again), burying a moved row or
anything else that is written to the hour changes the digest, and the answer is made anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.clock import from_nanoseconds
from tocsin.model import Window
from tocsin.store.telemetry.engine import Engine

HOUR = timedelta(hours=1)
SETTLING = timedelta(minutes=2)
"""An hour is left alone this long after its last write: rows and digest of one insert appear one after the other."""

HOURS_VIEW = "tasks_to_hours"
HOURS_QUERY = """
    SELECT toStartOfHour(minute) AS hour, count() AS writes,
        sumWithOverflow(cityHash64(trace_id, t.version, is_deleted, ended_at, outcome, journey, cost_usd)) AS digest,
        max(t.version) AS version
    FROM tasks AS t GROUP BY hour"""
"""Over the block of tasks just inserted, as a materialized view sees it."""


_HOURS = """
    SELECT hour, bitXor(sumWithOverflow(digest), sum(writes)) AS state, max(version) AS written FROM task_hours
    WHERE hour > {start:DateTime64(6, 'UTC')} - INTERVAL 1 HOUR AND hour < {end:DateTime64(6, 'UTC')} GROUP BY hour"""
DAYS_QUERY = f"""
    SELECT toStartOfDay(hour) AS day, sumWithOverflow(state) AS digest, max(written) AS written_ns
    FROM ({_HOURS}) GROUP BY day"""
"""The UTC days that were ever written to within the bound `start` and `end`, each with what names its state."""


@dataclass(frozen=True, slots=True)
class WrittenState:
    """What is known of one hour or day of tasks.

    Attributes:
        digest: Changes with everything that is written to it.
        written_at: Instant of the last seal that wrote to it.
    """

    digest: int
    written_at: datetime

    def is_settled(self, by: datetime) -> bool:
        """Return whether all of it was sealed and visible well before an instant."""
        return self.written_at <= by - SETTLING


class HourLedger:
    """Reads what the view keeps."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def hours(self, window: Window) -> Mapping[datetime, WrittenState]:
        """Return the hours that touch a window and were ever written to, in order, by their start."""
        return self._states(_HOURS, window)

    def days(self, window: Window) -> Mapping[datetime, WrittenState]:
        """Return the days that touch a window and were ever written to within it, in order, by their start."""
        return self._states(DAYS_QUERY, window)

    def _states(self, query: str, window: Window) -> Mapping[datetime, WrittenState]:
        rows = self._engine.rows(f"{query} ORDER BY 1", {"start": window.start, "end": window.end})
        return {start: WrittenState(digest, from_nanoseconds(written)) for start, digest, written in rows}
