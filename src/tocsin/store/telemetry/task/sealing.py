"""Seals traces into tasks, many at a time, inside the engine: spans go in, one row a trace comes out.

Which traces are ready is decided by the ingest room; here is how they are found. Sealing a trace again replaces its
task: the new row carries a higher version, and a row that would stay behind under another minute is deleted by a
tombstone. Servers that seal the same trace at once leave one task, too: each looks for rows of the trace after it wrote
its own, and of several the highest version stays, whoever wrote it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.clock import CLOCKS_SET, to_nanoseconds
from tocsin.model import KEEP_EVERYTHING, JourneyRule, SamplingPolicy, SealedCount, TraceId
from tocsin.store.telemetry.engine import Engine, Row
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.task.sampling import sampling_columns
from tocsin.store.telemetry.task.task_query import (
    CLOCK_TOLERANCE,
    LATE_AFTER,
    SPANS_RECEIVED,
    TASK_COLUMNS,
    journey_expression,
    task_query,
)

SPANS_PER_STATEMENT = 200_000
"""Bounds the memory of one statement; a trace that is larger has one of its own."""
FRESH = timedelta(minutes=10)
"""Traces that began to come within this time are read from all minutes since; older ones from their own minutes."""
MOVED_WITHIN = timedelta(minutes=5)
"""A new trace is not looked for among tasks that ended longer before its first span came."""
FOR_EVER = timedelta.max
"""How long tasks are kept where nobody says: then a clock is behind only where it was never set."""
INSERT_TAKES = timedelta(seconds=30)
"""A span may become visible this long after its receipt instant: whoever sealed sooner may not have seen it."""
MOST_UNSEALED = 1_000_000
_MINUTE = timedelta(minutes=1)
_SETTINGS = "SETTINGS max_threads = 1, query_plan_merge_expressions = 0, optimize_and_compare_chain = 0"
"""Handing a few thousand traces from thread to thread, planning as one what is written as steps, and looking in all
conditions for comparisons that follow from others cost more CPU than they save: together more than half. The other
cores are for intake and queries."""


@dataclass(frozen=True, slots=True)
class TraceActivity:
    """What inserts brought for one trace.

    Attributes:
        has_root: Whether a span without parent was among it.
        has_task: Whether it is known to have a task already.
    """

    trace_id: TraceId
    first_received_at: datetime
    last_received_at: datetime
    has_root: bool
    has_task: bool = False


class SealingStore:
    """Finds active traces and turns ready ones into tasks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def receipts(self, after: datetime, until: datetime) -> Mapping[int, int]:
        """Return how many traces each insert in (after, until] brought, by its receipt instant in Unix nanoseconds."""
        sql = """
            SELECT toUnixTimestamp64Nano(received_at) AS at, count() FROM trace_activity
            WHERE received_at > {after:DateTime64(9, 'UTC')} AND received_at <= {until:DateTime64(9, 'UTC')}
            GROUP BY at ORDER BY at"""
        return dict(self._engine.rows(sql, {"after": after, "until": until}))

    def activity(
        self, after: datetime, until: datetime, *, among: Collection[int] | None = None
    ) -> Sequence[TraceActivity]:
        """Return what was received in (after, until], one row a trace.

        Args:
            after: Excluded.
            until: Included.
            among: Only inserts with these receipt instants, from `receipts`; None for all.
        """
        chosen = "1" if among is None else "toUnixTimestamp64Nano(received_at) IN {among:Array(Int64)}"
        sql = f"""
            SELECT trace_id, min(received_at), max(received_at), max(has_root), 0 FROM trace_activity
            WHERE received_at > {{after:DateTime64(9, 'UTC')}} AND received_at <= {{until:DateTime64(9, 'UTC')}}
                AND {chosen}
            GROUP BY trace_id"""
        return _activities(self._engine.rows(sql, {"after": after, "until": until, "among": list(among or ())}))

    def unsealed(self, since: datetime, *, limit: int = MOST_UNSEALED) -> Sequence[TraceActivity]:
        """Return traces received since an instant whose task is missing or older than their last span.

        For the start of a server: one pass over the activity of that time. Longest quiet first, at most `limit`.
        """
        sql = """
            SELECT trace_id, first, last, root, sealed_to > toDateTime64(0, 6, 'UTC') FROM (
                SELECT trace_id, min(received_at) AS first, max(received_at) AS last, max(has_root) AS root
                FROM trace_activity WHERE received_at >= {since:DateTime64(9, 'UTC')} GROUP BY trace_id
            ) AS a
            LEFT JOIN (
                SELECT trace_id, max(last_received_at) AS sealed_to, max(sealed_at) AS sealed FROM tasks
                WHERE last_received_at >= {since:DateTime64(9, 'UTC')} AND is_deleted = 0 GROUP BY trace_id
            ) AS t USING trace_id
            WHERE sealed_to < toDateTime64(last, 6, 'UTC') AND sealed < addSeconds(last, {takes:Float64})
            ORDER BY last LIMIT {limit:UInt32}"""
        parameters = {"since": since, "takes": INSERT_TAKES.total_seconds(), "limit": limit}
        return _activities(self._engine.rows(sql, parameters))

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
        resealed: Collection[TraceId] = (),
        unfinished: Collection[TraceId] = (),
        sampling: SamplingPolicy = KEEP_EVERYTHING,
        keep: timedelta = FOR_EVER,
    ) -> Sequence[SealedCount]:
        """Make or replace the tasks of these traces; they become visible as of `at`.

        Args:
            traces: Every span of a trace since its `first_received_at` goes into its task.
            rules: Name the journeys of tasks that name none themselves.
            at: Also the version: a later one replaces an earlier one.
            resealed: Those of the traces that have a task already.
            unfinished: Those that are sealed although more is expected; they are marked.
            sampling: Decides which of them keep their spans.
            keep: How long tasks are kept. One that claims to have ended longer ago counts at its receipt: under its own
                time it would be gone as soon as it is written.

        Returns:
            What was found in them, by source.
        """
        if not traces:
            return ()
        shared: Parameters = {
            "unfinished": list(unfinished),
            "sealed_at": at,
            "version": to_nanoseconds(at),
            "tolerance_s": CLOCK_TOLERANCE.total_seconds(),
            "late_s": LATE_AFTER.total_seconds(),
            "kept_since": at - min(keep, at - CLOCKS_SET),
        }
        for old in (False, True):
            of_age = [trace for trace in traces if (trace.first_received_at < at - FRESH) == old]
            for portion in self._portions(of_age, at):
                self._seal_portion(rules, sampling, shared | self._where(portion, at))
        first = min(trace.first_received_at for trace in traces)
        self._bury_moved([trace.trace_id for trace in traces], first - MOVED_WITHIN)
        if resealed:
            self._bury_moved(list(resealed), None)
        ids: Parameters = {"ids": [trace.trace_id for trace in traces], "version": to_nanoseconds(at)}
        rows = self._engine.rows(
            """
            SELECT service, count(), sumMap(marks, arrayMap(_ -> 1, marks)) AS marked, sum(unpriced_calls),
                countIf(is_kept = 0)
            FROM tasks WHERE version = {version:UInt64} AND is_deleted = 0 AND trace_id IN {ids:Array(String)}
            GROUP BY service ORDER BY service""",
            ids,
        )
        return tuple(
            SealedCount(source, tasks, dict(zip(*marked, strict=True)), unpriced, sampled_out)
            for source, tasks, marked, unpriced, sampled_out in rows
        )

    def _seal_portion(self, rules: Sequence[JourneyRule], sampling: SamplingPolicy, parameters: Parameters) -> None:
        sealed = task_query(journey_expression(rules, parameters), sampling_columns(sampling, parameters))
        self._engine.execute(f"INSERT INTO tasks ({TASK_COLUMNS}, is_deleted) {sealed} {_SETTINGS}", parameters)

    def _where(self, traces: Sequence[TraceActivity], at: datetime) -> Parameters:
        """Return the bound values that lead to the spans of traces, without reading what lies between them."""
        ids = [trace.trace_id for trace in traces]
        first = min(trace.first_received_at for trace in traces) - timedelta(microseconds=1)
        if first >= at - FRESH - _MINUTE:
            last = max(at, *(trace.last_received_at for trace in traces))
            start = first.replace(second=0, microsecond=0)
            minutes = [start + _MINUTE * n for n in range((last - start) // _MINUTE + 2)]
        else:
            sql = """
                SELECT DISTINCT toStartOfMinute(received_at) FROM trace_activity
                WHERE received_at >= {first:DateTime64(9, 'UTC')} AND trace_id IN {ids:Array(String)}"""
            minutes = [minute for (minute,) in self._engine.rows(sql, {"ids": ids, "first": first})]
        return {"ids": ids, "first": first, "minutes": [minute.strftime("%Y-%m-%d %H:%M:%S") for minute in minutes]}

    def _portions(self, traces: Sequence[TraceActivity], at: datetime) -> Iterator[Sequence[TraceActivity]]:
        """Part traces into portions of bounded size; counts the spans of each only where there may be many."""
        if not traces:
            return
        where = self._where(traces, at)
        if self._engine.rows(f"SELECT count() {SPANS_RECEIVED}", where)[0][0] <= SPANS_PER_STATEMENT:
            yield traces
            return
        sql = f"SELECT trace_id, count() {SPANS_RECEIVED} AND trace_id IN {{ids:Array(String)}} GROUP BY trace_id"
        spans = dict(self._engine.rows(sql, where))
        portion: list[TraceActivity] = []
        size = 0
        for trace in traces:
            size += spans.get(trace.trace_id, 0)
            if portion and size > SPANS_PER_STATEMENT:
                yield portion
                portion, size = [], spans.get(trace.trace_id, 0)
            portion.append(trace)
        yield portion

    def _bury_moved(self, trace_ids: Sequence[TraceId], since: datetime | None) -> None:
        """Leave of each trace the row of the highest version, among those that stand under a minute since then.

        Args:
            trace_ids: What was just written.
            since: None for the whole of `tasks`, by its bloom filter: for few traces.
        """
        recent = "" if since is None else "minute >= toStartOfMinute({since:DateTime64(9, 'UTC')}) AND "
        where = f"{recent} trace_id IN {{ids:Array(String)}}"
        bounds: Parameters = {"ids": trace_ids} | ({} if since is None else {"since": since})
        several = f"SELECT trace_id FROM tasks FINAL WHERE {where} GROUP BY trace_id HAVING count() > 1"
        moved = [trace_id for (trace_id,) in self._engine.rows(several, bounds)]
        if not moved:
            return
        # One more than the version it buries, so that it buries no row that is written later.
        buried = TASK_COLUMNS.removesuffix("version") + "t.version + 1 AS version"
        newest = f"SELECT trace_id, max((version, minute)) FROM tasks FINAL WHERE {where} GROUP BY trace_id"
        sql = f"""
            INSERT INTO tasks ({TASK_COLUMNS}, is_deleted) SELECT {buried}, 1 AS is_deleted FROM tasks AS t FINAL
            WHERE {where} AND (t.trace_id, (t.version, t.minute)) NOT IN ({newest})"""
        self._engine.execute(sql, bounds | {"ids": moved})


def _activities(rows: Sequence[Row]) -> Sequence[TraceActivity]:
    return tuple(TraceActivity(TraceId(i), first, last, bool(root), bool(task)) for i, first, last, root, task in rows)
