"""Tail sampling: which traces keep their spans, letting the others go, and totals that stay unbiased.

Tasks are made of all spans before any goes, so what is counted from tasks is exact. What is computed from spans that
are left must weigh each by 1 / keep_probability of its task (Horvitz and Thompson, 1952).
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tocsin.clock import to_nanoseconds
from tocsin.model import SamplingPolicy, TraceId
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters, like_pattern
from tocsin.store.telemetry.task.task_query import SPANS_RECEIVED

DRAW = "bitShiftRight(sipHash64(trace_id), 11) / pow(2, 53)"
"""A number in [0, 1) that only the trace id decides, so that every server draws the same. SipHash mixes all its bits:
samplers before us that look at the bits themselves (W3C Trace Context 2, random flag) have drawn independently."""
SAMPLED_TABLES = ("spans", "logs")
_MOST_RUN = timedelta(days=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = "DateTime64(6, 'UTC')"
_SPANS = f"{SPANS_RECEIVED} AND trace_id IN {{ids:Array(String)}}"
# No span is read where no score came with the id of a response alone: then the first condition is known to fail. Else
# the responses of these spans are looked up among what may be millions that were scored within a year.
_SCORED = f"""
    SELECT trace_id FROM scores WHERE trace_id IN {{ids:Array(String)}}
    UNION ALL SELECT trace_id {_SPANS} AND (SELECT count() > 0 FROM response_scores) AND response_id IN (
        SELECT response_id FROM response_scores WHERE response_id IN (SELECT response_id {_SPANS}))"""


def sampling_columns(policy: SamplingPolicy, parameters: Parameters) -> tuple[str, str]:
    """Return SQL for `is_kept` and `keep_probability` of a task that is being sealed.

    Reads the columns of `tasks` by their names, and what sealing binds: `ids` of the traces, `first` receipt and
    `minutes` of their spans. Sealing again decides again, so a late failure, outcome or score keeps a trace whose
    spans are still there.
    """
    if policy.keeps_everything:
        return "1", "1."
    always = " OR ".join(["0", *_rules(policy, parameters)])
    rate = _rate(policy, parameters)
    return f"({always}) OR {DRAW} < {rate}", f"if({always}, 1., {rate})"


def _rules(policy: SamplingPolicy, parameters: Parameters) -> list[str]:
    rules = []
    if policy.failures:
        rules.append("outcome IN ('failure', 'abandoned')")
    if policy.errors:
        rules.append("error_count > 0")
    if policy.marked:
        rules.append("notEmpty(marks)")
    if policy.scored:
        rules.append(f"trace_id IN ({_SCORED})")
    if policy.slower_than is not None:
        parameters["sampling_slow_s"] = policy.slower_than.total_seconds()
        rules.append("duration_seconds > {sampling_slow_s:Float64}")
    if policy.costlier_than_usd is not None:
        parameters["sampling_costly_usd"] = policy.costlier_than_usd
        rules.append("cost_usd > {sampling_costly_usd:Float64}")
    for index, service in enumerate(policy.services):
        parameters[f"sampling_service_{index}"] = like_pattern(service)
        rules.append(f"service LIKE {{sampling_service_{index}:String}}")
    return rules


def _rate(policy: SamplingPolicy, parameters: Parameters) -> str:
    parameters["sampling_rate"] = policy.rate
    branches = []
    for index, (journey, rate) in enumerate(policy.journey_rates.items()):
        parameters |= {f"sampling_journey_{index}": like_pattern(journey), f"sampling_rate_{index}": rate}
        branches += [f"journey LIKE {{sampling_journey_{index}:String}}", f"{{sampling_rate_{index}:Float64}}"]
    general = "{sampling_rate:Float64}"
    return f"multiIf({', '.join(branches)}, {general})" if branches else general


def _not_kept(after: datetime, until: datetime) -> str:
    """Return SQL for the tasks of a range that lose their spans; a deletion takes no bound parameters of this type."""
    low, high = (to_nanoseconds(instant) // 1_000 for instant in (after, until))
    sealed = "toUnixTimestamp64Micro(sealed_at)"
    return f"is_kept = 0 AND {sealed} > {low} AND {sealed} <= {high}"


@dataclass(frozen=True, slots=True)
class _Run:
    after: datetime
    until: datetime
    is_done: bool
    written_at: datetime


class SamplingStore:
    """Lets go of the spans of traces that are not kept."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def let_go(self, grace: timedelta, at: datetime) -> int:
        """Delete the spans and log records of tasks that were sealed, not to be kept, before the grace time.

        First announces the range of tasks and deletes it with the next call: sealing that has begun meanwhile still
        finds all spans, and sealing from then on knows that they may be gone (`gone`). Safe to repeat after a crash.

        Args:
            grace: How long spans stay after their task was sealed.
            at: Now.

        Returns:
            How many traces lost their spans.
        """
        if not self._holds_spans():
            return 0
        runs = self._runs()
        traces = sum(self._delete(run, at) for run in runs if not run.is_done and run.written_at < at)
        after = max((run.until for run in runs), default=_BEGINNING)
        until = at - grace
        if until <= after:
            return traces
        # Sealing is never interrupted for long: a range of more than a day comes only after a long stop.
        start = max(after, self._first_not_kept(after) or until)
        until = min(until, start + _MOST_RUN)
        if self._not_kept(after, until):
            self._write(_Run(after, until, is_done=False, written_at=at))
        return traces

    def gone(self, trace_ids: Collection[TraceId]) -> frozenset[TraceId]:
        """Return those whose spans are gone, or may go any moment: their tasks must not be made anew from spans."""
        runs = self._runs() if trace_ids else []
        if not runs:
            return frozenset()
        sql = f"""
            SELECT trace_id FROM tasks FINAL
            WHERE trace_id IN {{ids:Array(String)}} AND is_kept = 0 AND sealed_at <= {{until:{_MICRO}}}"""
        rows = self._engine.rows(sql, {"ids": list(trace_ids), "until": max(run.until for run in runs)})
        return frozenset(TraceId(trace_id) for (trace_id,) in rows)

    def amend(self, trace_ids: Collection[TraceId], at: datetime) -> None:
        """Give tasks whose spans are gone the outcomes that were reported since; everything else of them stays."""
        if not trace_ids:
            return
        sql = f"""
            INSERT INTO tasks WITH (
                SELECT CAST(groupArray((trace_id, outcome)), 'Map(String, String)')
                FROM outcomes FINAL WHERE trace_id IN {{ids:Array(String)}}
            ) AS said
            SELECT * REPLACE (said[trace_id] AS outcome, 'reported' AS outcome_source,
                {{at:{_MICRO}}} AS last_received_at, {{version:UInt64}} AS version)
            FROM tasks FINAL WHERE trace_id IN {{ids:Array(String)}} AND mapContains(said, trace_id)"""
        self._engine.execute(sql, {"ids": list(trace_ids), "at": at, "version": to_nanoseconds(at)})

    def rescue(self, grace: timedelta, at: datetime) -> int:
        """Have tasks sealed again that were scored after they were sealed not to be kept; return how many.

        Outcomes and late spans cause sealing by themselves.
        """
        late = f"SELECT * FROM response_scores WHERE received_at > {{until:{_MICRO}}}"
        not_kept = f"tasks FINAL WHERE is_kept = 0 AND sealed_at > {{until:{_MICRO}}}"
        sql = f"""
            SELECT DISTINCT trace_id FROM (SELECT trace_id, sealed_at FROM {not_kept}) AS t INNER JOIN (
                SELECT trace_id, received_at FROM scores WHERE received_at > {{until:{_MICRO}}}
                UNION ALL
                SELECT spans.trace_id, r.received_at FROM spans INNER JOIN ({late}) AS r USING (response_id)
                WHERE (SELECT count() > 0 FROM ({late}))
                    AND spans.received_at >= (SELECT minOrNull(first_received_at) FROM {not_kept})
            ) AS s USING (trace_id)
            WHERE s.received_at > t.sealed_at"""
        rows = self._engine.rows(sql, {"until": at - grace})
        if rows:
            self._engine.insert(
                "trace_activity", ("received_at", "trace_id", "has_root"), [(at, trace_id, 0) for (trace_id,) in rows]
            )
        return len(rows)

    def _holds_spans(self) -> bool:
        """Return whether the spans are in this engine's own files; tables over shards delete none."""
        sql = "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'spans'"
        return bool(self._engine.rows(f"{sql} AND engine LIKE '%MergeTree'")[0][0])

    def _delete(self, run: _Run, at: datetime) -> int:
        not_kept = _not_kept(run.after, run.until)
        traces, days = self._engine.rows(
            f"""
            SELECT count(), arraySort(groupUniqArrayArray(
                arrayMap(n -> toString(toDate(first_received_at) + n),
                    range(1 + dateDiff('day', toDate(first_received_at), toDate(last_received_at))))))
            FROM tasks FINAL WHERE {not_kept}"""
        )[0]
        for table in SAMPLED_TABLES:
            for day in days:
                self._engine.execute(
                    f"DELETE FROM {table} IN PARTITION '{day}'"
                    f" WHERE trace_id IN (SELECT trace_id FROM tasks FINAL WHERE {not_kept})"
                )
        self._write(_Run(run.after, run.until, is_done=True, written_at=at))
        return int(traces)

    def _first_not_kept(self, after: datetime) -> datetime | None:
        sql = f"SELECT min(sealed_at), count() FROM tasks WHERE is_kept = 0 AND sealed_at > {{after:{_MICRO}}}"
        first, count = self._engine.rows(sql, {"after": after})[0]
        return first - timedelta(microseconds=1) if count else None

    def _not_kept(self, after: datetime, until: datetime) -> int:
        sql = f"SELECT count() FROM tasks FINAL WHERE {_not_kept(after, until)}"
        return int(self._engine.rows(sql)[0][0])

    def _runs(self) -> list[_Run]:
        rows = self._engine.rows("SELECT sealed_after, sealed_until, is_done, written_at FROM sampling_runs FINAL")
        return [_Run(after, until, bool(done), at) for after, until, done, at in rows]

    def _write(self, run: _Run) -> None:
        columns = ("sealed_after", "sealed_until", "is_done", "written_at")
        self._engine.insert("sampling_runs", columns, [(run.after, run.until, int(run.is_done), run.written_at)])
