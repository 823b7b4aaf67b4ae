"""Writes batches of OTLP requests whole, and reads the spans of a trace back."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from tocsin.model import LogRecord, Span, SpanEvent, SpanId, SpanKind, Trace, TraceId
from tocsin.store.telemetry.batch import OtlpRequest, write_batch
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.messages import Recorded, messages_of
from tocsin.store.telemetry.otlp import BATCH_SCHEMA, LANDING_TABLE
from tocsin.store.telemetry.pricing.prices import priced
from tocsin.store.telemetry.values import readable

LogsOfTrace: TypeAlias = Callable[[TraceId], Sequence[LogRecord]]
"""Where the log records of a trace are read, in any order: some emitters put messages there and not on the span."""


class SpanStore:
    """Spans in the telemetry engine."""

    def __init__(self, engine: Engine, logs_of: LogsOfTrace) -> None:
        self._engine = engine
        self._logs_of = logs_of

    def write(self, requests: Iterable[OtlpRequest], received_at: datetime) -> None:
        """Store requests as one atomic part; when this returns they survive the death of the process.

        One caller at a time. About 8 microseconds a span on one busy core.
        """
        write_batch(self._engine, LANDING_TABLE, BATCH_SCHEMA, requests, received_at)

    def recent_digests(self, since: datetime) -> Mapping[int, datetime]:
        """Return the digests of requests stored since an instant, each with its receipt instant."""
        sql = """
            SELECT request_digest, max(received_at) FROM spans
            WHERE received_at >= {since:DateTime64(9, 'UTC')} GROUP BY request_digest"""
        return dict(self._engine.rows(sql, {"since": since}))

    def complete_activity(self, since: datetime) -> None:
        """Note the activity of spans received since an instant, and of the last ones before it, where there is none.

        For the start of a server: the engine writes spans first and their activity a moment later, and a process may
        be killed in between. A trace without activity would never be sealed.
        """
        last = self._engine.rows("SELECT max(received_at) FROM spans")[0][0]
        sql = """
            INSERT INTO trace_activity
            SELECT received_at, trace_id, max(parent_span_id = '') FROM spans
            WHERE received_at >= {since:DateTime64(9, 'UTC')} AND (received_at, trace_id) NOT IN (
                SELECT received_at, trace_id FROM trace_activity WHERE received_at >= {since:DateTime64(9, 'UTC')})
            GROUP BY received_at, trace_id"""
        self._engine.execute(sql, {"since": min(since, last - _BEFORE_A_KILL)})

    def trace(self, trace_id: TraceId) -> Trace | None:
        """Return all stored spans of a trace sorted by start, repeated spans once (the last one sent); None if none.

        Messages are read here, whatever convention wrote them and whether their log records came before or after.
        """
        minutes = self._minutes(trace_id)
        if not minutes:
            return None
        # The minutes are told, not asked for inside: the engine would run such a question more than once to plan.
        spans = f"""
            SELECT {_COLUMNS} FROM spans
            WHERE toStartOfMinute(received_at) IN {{minutes:Array(UInt32)}} AND trace_id = {{id:String}}
            ORDER BY received_at DESC LIMIT 1 BY span_id"""
        sql = f"{priced(spans)} ORDER BY start_ns, end_ns DESC, span_id"
        rows = self._engine.named_rows(sql, {"id": trace_id, "minutes": minutes})
        if not rows:
            return None
        logs: defaultdict[str | None, list[LogRecord]] = defaultdict(list)
        for record in self._logs_of(trace_id):
            logs[record.span_id].append(record)
        return Trace(trace_id, tuple(_span(row, logs.get(row["span_id"], ())) for row in rows))

    def _minutes(self, trace_id: TraceId) -> Sequence[int]:
        """Return in which minutes spans of a trace were received, in Unix seconds: that is where they lie."""
        sql = """
            SELECT DISTINCT toUnixTimestamp(toStartOfMinute(received_at)) FROM trace_activity
            WHERE trace_id = {id:String}"""
        return [minute for (minute,) in self._engine.rows(sql, {"id": trace_id})]


def _span(row: Mapping[str, Any], logs: Sequence[LogRecord]) -> Span:
    kind, attributes = SpanKind(row["kind"]), readable(row["attributes"])
    events = tuple(SpanEvent(at_ns=at, name=name, attributes=readable(a)) for at, name, a in row["dated_events"])
    contents = messages_of(Recorded(kind, row["name"], attributes, events, logs))
    return Span(
        trace_id=TraceId(row["trace_id"]),
        span_id=SpanId(row["span_id"]),
        parent_span_id=SpanId(row["parent_span_id"]) if row["parent_span_id"] else None,
        name=row["name"],
        kind=kind,
        service=row["service"],
        start_ns=row["start_ns"],
        end_ns=row["end_ns"],
        is_error=row["status_code"] == _STATUS_ERROR,
        status_message=row["status_message"],
        vendor=row["vendor"],
        model=row["response_model"] or row["request_model"],
        input_tokens=row["input_tokens"],
        output_tokens=row["output_tokens"],
        cache_read_tokens=row["cache_read_tokens"],
        cache_write_tokens=row["cache_write_tokens"],
        reasoning_tokens=row["reasoning_tokens"],
        cost_usd=row["cost_usd"],
        attributes=attributes,
        resource=readable(row["resource"]),
        events=events,
        input_messages=contents.input,
        output_messages=contents.output,
        documents=contents.documents,
    )


_COLUMNS = """trace_id, span_id, parent_span_id, name, kind, service, status_code, status_message, started_at,
    toUnixTimestamp64Nano(started_at) AS start_ns, toUnixTimestamp64Nano(ended_at) AS end_ns,
    vendor, request_model, response_model, service_tier, input_tokens, output_tokens, cache_read_tokens,
    cache_write_tokens, cache_write_1h_tokens, reasoning_tokens, input_audio_tokens, output_audio_tokens,
    attributes, resource, arrayMap(e -> (toUnixTimestamp64Nano(e.1), e.2, e.3), events) AS dated_events"""
"""What `priced` and `_span` read."""
_BEFORE_A_KILL = timedelta(minutes=1)
_STATUS_ERROR = 2
"""STATUS_CODE_ERROR of opentelemetry-proto."""
