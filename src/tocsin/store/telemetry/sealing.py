"""Seals traces into tasks, many at a time, inside the engine: spans go in, one row a trace comes out.

Which traces are ready is decided by the ingest room; here is how they are found, and what a task is made of. Sealing a
trace again replaces its task: the new row carries a higher version, and a row that would stay behind under another
minute is deleted by a tombstone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.clock import to_nanoseconds
from tocsin.model import JourneyRule, TraceId
from tocsin.store.telemetry.engine import Engine, Row
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.task_query import (
    CLOCK_TOLERANCE,
    LATE_AFTER,
    TASK_COLUMNS,
    journey_expression,
    task_query,
)


@dataclass(frozen=True, slots=True)
class TraceActivity:
    """What inserts brought for one trace.

    Attributes:
        has_root: Whether a span without parent was among it.
    """

    trace_id: TraceId
    first_received_at: datetime
    last_received_at: datetime
    has_root: bool


class SealingStore:
    """Finds active traces and turns ready ones into tasks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def activity(self, after: datetime, until: datetime) -> Sequence[TraceActivity]:
        """Return what was received in (after, until], one row a trace."""
        sql = """
            SELECT trace_id, min(received_at), max(received_at), max(has_root) FROM trace_activity
            WHERE received_at > {after:DateTime64(9, 'UTC')} AND received_at <= {until:DateTime64(9, 'UTC')}
            GROUP BY trace_id"""
        return _activities(self._engine.rows(sql, {"after": after, "until": until}))

    def unsealed(self, since: datetime) -> Sequence[TraceActivity]:
        """Return traces received since an instant whose task is missing or older than their last span.

        For the start of a server: one pass over the activity of that time.
        """
        sql = """
            SELECT trace_id, first, last, root FROM (
                SELECT trace_id, min(received_at) AS first, max(received_at) AS last, max(has_root) AS root
                FROM trace_activity WHERE received_at >= {since:DateTime64(9, 'UTC')} GROUP BY trace_id
            ) AS a
            LEFT JOIN (
                SELECT trace_id, max(last_received_at) AS sealed_to FROM tasks
                WHERE last_received_at >= {since:DateTime64(9, 'UTC')} AND is_deleted = 0 GROUP BY trace_id
            ) AS t USING trace_id
            WHERE sealed_to < toDateTime64(last, 6, 'UTC')"""
        return _activities(self._engine.rows(sql, {"since": since}))

    def sealed_before(self, trace_ids: Sequence[TraceId]) -> Mapping[TraceId, datetime]:
        """Return, for the traces that have a task already, when their first span was received.

        Skips through the whole of `tasks` by its bloom filter: ask for few traces.
        """
        sql = """
            SELECT trace_id, min(first_received_at) FROM tasks
            WHERE trace_id IN {ids:Array(String)} AND is_deleted = 0 GROUP BY trace_id"""
        return dict(self._engine.rows(sql, {"ids": list(trace_ids)}))

    def seal(
        self,
        traces: Sequence[TraceActivity],
        rules: Sequence[JourneyRule],
        at: datetime,
        *,
        resealed: Sequence[TraceId] = (),
    ) -> Mapping[str, int]:
        """Make or replace the tasks of these traces; they become visible as of `at`.

        Args:
            traces: Every span of a trace since its `first_received_at` goes into its task.
            rules: Name the journeys of tasks that name none themselves.
            at: Also the version: a later one replaces an earlier one.
            resealed: Those of the traces that have a task already.

        Returns:
            How many of the tasks carry each data mark; under "" how many were sealed in all.
        """
        if not traces:
            return {"": 0}
        first = min(trace.first_received_at for trace in traces)
        parameters: Parameters = {
            "ids": [trace.trace_id for trace in traces],
            "first": first - timedelta(microseconds=1),
            "sealed_at": at,
            "version": to_nanoseconds(at),
            "tolerance_s": CLOCK_TOLERANCE.total_seconds(),
            "late_s": LATE_AFTER.total_seconds(),
        }
        sealed = task_query(journey_expression(rules, parameters))
        self._engine.execute(f"INSERT INTO tasks ({TASK_COLUMNS}, is_deleted) {sealed}", parameters)
        if resealed:
            self._bury_moved_rows(resealed, at)
        marks = self._engine.rows(
            """
            SELECT arrayJoin(arrayConcat(marks, [''])) AS mark, count() FROM tasks
            WHERE version = {version:UInt64} AND is_deleted = 0 AND trace_id IN {ids:Array(String)} GROUP BY mark""",
            parameters,
        )
        return {"": 0} | dict(marks)

    def _bury_moved_rows(self, trace_ids: Sequence[TraceId], at: datetime) -> None:
        """Delete earlier rows of these traces that stand under another minute than the one just written."""
        buried = TASK_COLUMNS.replace("version", "{version:UInt64} AS version")
        sql = f"""
            INSERT INTO tasks ({TASK_COLUMNS}, is_deleted) SELECT {buried}, 1 AS is_deleted FROM tasks AS t FINAL
            WHERE trace_id IN {{ids:Array(String)}} AND t.version < {{version:UInt64}}"""
        self._engine.execute(sql, {"ids": list(trace_ids), "version": to_nanoseconds(at)})


def _activities(rows: Sequence[Row]) -> Sequence[TraceActivity]:
    return tuple(TraceActivity(TraceId(i), first, last, bool(root)) for i, first, last, root in rows)
