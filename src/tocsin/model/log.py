"""One OTLP log record after normalization; records with a name are events."""

from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.model.ids import SpanId, TraceId


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One log record.

    Attributes:
        at_ns: UTC nanoseconds since the epoch: when it happened, or was observed where the emitter gives no time.
        event: Name of the event, from the record or its `event.name` attribute; empty for a plain log line.
        severity: OpenTelemetry severity number, 0 (unspecified) to 24.
        body: Text as it is, anything structured as JSON.
        trace_id: None when the record belongs to no trace.
    """

    at_ns: int
    event: str
    severity: int
    body: str
    trace_id: TraceId | None
    span_id: SpanId | None
    service: str
    attributes: Mapping[str, str]
    resource: Mapping[str, str]
