"""Builders for real OTLP requests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue

from tocsin.clock import to_nanoseconds

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
Scalar = str | bool | int | float
Value = Scalar | Sequence[Scalar]


@dataclass(frozen=True)
class SpanSpec:
    """One span to send; times are offsets from the trace's start."""

    name: str
    span_id: str
    parent: str = ""
    start: timedelta = timedelta(0)
    length: timedelta = timedelta(seconds=1)
    error: bool = False
    attributes: Mapping[str, Value] = field(default_factory=dict)


def trace_id(number: int) -> str:
    """Return a trace id, 32 hexadecimal digits, that no other number has."""
    return f"{number:032x}"


def span_id(number: int) -> str:
    """Return a span id, 16 hexadecimal digits, that no other number has."""
    return f"{number:016x}"


def any_value(value: Value) -> AnyValue:
    """Return the OTLP value of a Python one."""
    match value:
        case bool():
            return AnyValue(bool_value=value)
        case int():
            return AnyValue(int_value=value)
        case float():
            return AnyValue(double_value=value)
        case str():
            return AnyValue(string_value=value)
        case _:
            return AnyValue(array_value=ArrayValue(values=[any_value(item) for item in value]))


def request(
    spans: Sequence[SpanSpec],
    *,
    trace: str,
    at: datetime = NOON,
    service: str = "assistant",
    resource: Mapping[str, Value] | None = None,
    scope: str = "tests",
) -> ExportTraceServiceRequest:
    """Return a request that holds the spans of one trace which starts at `at`."""
    message = ExportTraceServiceRequest()
    resource_spans = message.resource_spans.add()
    for key, value in {"service.name": service, **(resource or {})}.items():
        resource_spans.resource.attributes.append(KeyValue(key=key, value=any_value(value)))
    scope_spans = resource_spans.scope_spans.add()
    scope_spans.scope.name = scope
    for spec in spans:
        span = scope_spans.spans.add(name=spec.name, trace_id=bytes.fromhex(trace), span_id=bytes.fromhex(spec.span_id))
        span.parent_span_id = bytes.fromhex(spec.parent)
        span.start_time_unix_nano = to_nanoseconds(at + spec.start)
        span.end_time_unix_nano = to_nanoseconds(at + spec.start + spec.length)
        if spec.error:
            span.status.code = span.status.STATUS_CODE_ERROR
            span.status.message = "it broke"
        for key, value in spec.attributes.items():
            span.attributes.append(KeyValue(key=key, value=any_value(value)))
    return message


def root(name: str = "answer", **attributes: Value) -> SpanSpec:
    """Return a root span that lasts two seconds; `__` in attribute names stands for a dot."""
    dotted = {key.replace("__", "."): value for key, value in attributes.items()}
    return SpanSpec(name, span_id(1), length=timedelta(seconds=2), attributes=dotted)


def chat(number: int = 2, *, vendor: str = "openai", model: str = "gpt-4o", **attributes: Value) -> SpanSpec:
    """Return a model call below the root: 1,000 tokens in, 100 out unless told."""
    dotted = {key.replace("__", "."): value for key, value in attributes.items()}
    return SpanSpec(
        f"chat {model}",
        span_id(number),
        parent=span_id(1),
        attributes={
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": vendor,
            "gen_ai.request.model": model,
            "gen_ai.usage.input_tokens": 1_000,
            "gen_ai.usage.output_tokens": 100,
            **dotted,
        },
    )
