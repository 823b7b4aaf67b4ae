"""What arrived, read from what is stored: the part of the account that a restart does not lose.

Reads columns of `spans` in order of receipt and never a span's body; a day of 10 million spans costs tens of
milliseconds. What sealing waits for is looked up among the traces of the last minutes only.
"""

from collections.abc import Sequence
from datetime import timedelta

from tocsin.model import (
    JourneyName,
    Outcome,
    SamplingEstimate,
    SealedTrace,
    StoredMinute,
    StoredSource,
    TraceId,
    TraceReceipt,
    UnmappedSpans,
    Window,
)
from tocsin.store.telemetry.engine import Engine

SEALED_WITHIN = timedelta(minutes=15)
"""A span received longer ago than this counts as queryable: sealing gives up waiting for a root long before."""
MOST_SCOPES = 100
_INSTANT = "DateTime64(9, 'UTC')"
_RECEIVED = f"received_at >= {{start:{_INSTANT}}} AND received_at < {{end:{_INSTANT}}}"
_AI_PREFIXES = ("gen_ai.", "llm.", "ai.", "openinference.", "traceloop.", "langfuse.", "mlflow.", "mcp.")
"""Attribute names that only instrumentation of AI systems uses."""
_NO_STEP = "attributes of an AI system, but no known name of the step"
_NO_MODEL = "a model call that names no model"
_NO_TOKENS = "a model call without token counts"


class IntakeStore:
    """Implements `IntakeReader`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def sources(self, window: Window) -> Sequence[StoredSource]:
        """Return what is stored of each source that was received in the window, busiest first."""
        recent = max(window.start, window.end - SEALED_WITHIN)
        bounds = {"start": window.start, "end": window.end, "recent": recent}
        received = self._engine.rows(
            f"""
            SELECT service, count() AS spans, max(received_at),
                maxOrNullIf(received_at, received_at < {{recent:{_INSTANT}}})
            FROM spans WHERE {_RECEIVED} GROUP BY service ORDER BY spans DESC, service""",
            bounds,
        )
        sealed = self._engine.rows(
            f"""
            SELECT service, max(received_at) FROM spans
            WHERE received_at >= {{recent:{_INSTANT}}} AND received_at < {{end:{_INSTANT}}} AND trace_id IN (
                SELECT trace_id FROM tasks WHERE last_received_at >= {{recent:{_INSTANT}}} AND is_deleted = 0)
            GROUP BY service""",
            bounds,
        )
        queryable = dict(sealed)
        return tuple(
            StoredSource(source, spans, last, queryable.get(source) or older) for source, spans, last, older in received
        )

    def minutes(self, window: Window, source: str = "") -> Sequence[StoredMinute]:
        """Return spans stored by minute of receipt and source, sorted by both; minutes without any are left out."""
        sql = f"""
            SELECT toStartOfMinute(received_at) AS minute, service, count() FROM spans
            WHERE {_RECEIVED} AND ({{source:String}} = '' OR service = {{source:String}})
            GROUP BY minute, service ORDER BY minute, service"""
        rows = self._engine.rows(sql, {"start": window.start, "end": window.end, "source": source})
        return tuple(StoredMinute(minute, service, spans) for minute, service, spans in rows)

    def estimates(self, window: Window) -> Sequence[SamplingEstimate]:
        """Return, by service of the task, how many spans tasks had that ended in the window, from those that are kept.

        The spans that are left are weighed by 1 / keep_probability; the standard error is that of independent draws.
        """
        sql = """
            SELECT service, count(), countIf(is_kept), sum(span_count),
                sumIf(span_count / keep_probability, is_kept),
                sqrt(sumIf(pow(span_count / keep_probability, 2) * (1 - keep_probability), is_kept))
            FROM tasks FINAL
            WHERE minute >= toStartOfMinute({start:DateTime64(6, 'UTC')}) AND minute <= {end:DateTime64(6, 'UTC')}
                AND ended_at >= {start:DateTime64(6, 'UTC')} AND ended_at < {end:DateTime64(6, 'UTC')}
            GROUP BY service ORDER BY service"""
        return tuple(
            SamplingEstimate(*row) for row in self._engine.rows(sql, {"start": window.start, "end": window.end})
        )

    def unmapped(self, window: Window) -> Sequence[UnmappedSpans]:
        """Return spans received in the window that conventions could not place, by source and scope, most first."""
        prefixed = " OR ".join(f"startsWith(k, '{prefix}')" for prefix in _AI_PREFIXES)
        model = "request_model = '' AND response_model = ''"
        reason = f"""multiIf(
            kind = 'other' AND arrayExists(k -> {prefixed}, mapKeys(attributes)), '{_NO_STEP}',
            kind = 'llm' AND {model}, '{_NO_MODEL}',
            kind = 'llm' AND status_code != 2 AND input_tokens IS NULL AND output_tokens IS NULL, '{_NO_TOKENS}', '')"""
        sql = f"""
            SELECT service, scope, {reason} AS why, count() AS spans, any(trace_id) FROM spans
            WHERE {_RECEIVED} AND kind IN ('other', 'llm') AND why != ''
            GROUP BY service, scope, why ORDER BY spans DESC, service, scope LIMIT {MOST_SCOPES}"""
        rows = self._engine.rows(sql, {"start": window.start, "end": window.end})
        return tuple(UnmappedSpans(source, scope, why, n, TraceId(i)) for source, scope, why, n, i in rows)

    def receipt(self, trace_id: TraceId) -> TraceReceipt | None:
        """Return what came of a trace and what became of it; None when nothing did."""
        first, last, has_root, inserts = self._engine.rows(
            "SELECT min(received_at), max(received_at), max(has_root), count() FROM trace_activity"
            " WHERE trace_id = {id:String}",
            {"id": trace_id},
        )[0]
        sealed = self._sealed(trace_id)
        if not inserts and sealed is None:
            return None
        microsecond = timedelta(microseconds=1)  # the driver writes instants to the microsecond
        spans, services, first_span, last_span = self._engine.rows(
            f"""
            SELECT count(), arraySort(groupUniqArray(service)), min(received_at), max(received_at) FROM spans
            WHERE trace_id = {{id:String}} AND {_RECEIVED}""",
            {"id": trace_id, "start": first - microsecond, "end": last + microsecond},
        )[0]
        # The activity notes reported outcomes too: where there are spans, or were, theirs are the instants.
        if spans:
            first, last = first_span, last_span
        elif sealed is not None:
            last = sealed.sealed_to
        return TraceReceipt(trace_id, spans, tuple(services), first, last, bool(has_root), sealed)

    def _sealed(self, trace_id: TraceId) -> SealedTrace | None:
        rows = self._engine.rows(
            """
            SELECT journey, outcome, marks, span_count, ended_at, sealed_at, last_received_at, is_kept, keep_probability
            FROM tasks FINAL WHERE trace_id = {id:String} ORDER BY version DESC LIMIT 1""",
            {"id": trace_id},
        )
        return next(
            (
                SealedTrace(
                    JourneyName(name), Outcome(outcome), tuple(marks), spans, ended, at, to, bool(kept), probability
                )
                for name, outcome, marks, spans, ended, at, to, kept, probability in rows
            ),
            None,
        )
