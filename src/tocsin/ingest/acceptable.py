"""Which spans and log records can be stored at all; each reason for a refusal is one constant text."""

from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_TRACE_ID_BYTES = 16
_SPAN_ID_BYTES = 8
MAX_INSTANT_NS = 2**63 - 1
"""The engine keeps instants in signed 64-bit nanoseconds: up to the year 2262."""


def unacceptable_span(span: Span) -> str:
    """Return why a span cannot be stored; "" when it can."""
    if len(span.trace_id) != _TRACE_ID_BYTES or not any(span.trace_id):
        return "trace_id must be 16 bytes, not all zero"
    if len(span.span_id) != _SPAN_ID_BYTES or not any(span.span_id):
        return "span_id must be 8 bytes, not all zero"
    if not 0 < span.start_time_unix_nano <= MAX_INSTANT_NS or not 0 < span.end_time_unix_nano <= MAX_INSTANT_NS:
        return "start and end must be nanoseconds since 1970 that a signed 64-bit number holds"
    return ""


def unacceptable_log_record(record: LogRecord) -> str:
    """Return why a log record cannot be stored; "" when it can.

    Ids that are none are no reason: the record then belongs to no trace (opentelemetry-proto, logs.proto, `trace_id`).
    """
    if record.time_unix_nano > MAX_INSTANT_NS or record.observed_time_unix_nano > MAX_INSTANT_NS:
        return "time and observed time must be nanoseconds since 1970 that a signed 64-bit number holds"
    return ""
