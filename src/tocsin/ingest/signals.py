"""The three OTLP signals side by side: how each is spelled on the wire, and what a request of each is made of.

Everything that admits, counts, cuts or redacts walks requests through these descriptions, so a rule is written once
and holds for spans, log records and metric points alike.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from tocsin.ingest.acceptable import unacceptable_log_record, unacceptable_span
from tocsin.ingest.acceptable_points import unacceptable_metric, unacceptable_point
from tocsin.model import Signal

Repeated: TypeAlias = Any
"""A repeated field of a protobuf message: it can be read, cleared and extended. upb gives it no public type."""

UNKNOWN_SERVICE = "unknown_service"
"""What a resource without a name is called (OpenTelemetry semantic conventions, "service.name")."""
_POINT_HOLDERS = ("gauge", "sum", "histogram", "exponential_histogram", "summary")


@dataclass(frozen=True, slots=True)
class Batch:
    """Items that stand in one list of a request.

    Attributes:
        items: The spans, log records or data points; taking one out here takes it out of the request.
        refusal: Returns why an item cannot be stored, "" when it can; one of a closed set of reasons.
        name: What they belong to, for messages: a metric's name; empty for spans and log records.
    """

    items: Repeated
    refusal: Callable[[Any], str]
    name: str = ""


@dataclass(frozen=True, slots=True)
class OtlpSignal:
    """One signal.

    Attributes:
        words: What its items are called in messages.
        path: Of its HTTP endpoint.
        grpc_service: Whose method Export takes it.
        request: Type of its requests.
        response: Type of its answers.
        rejected_field: Where a partial success counts refused items.
        resources_field: The list of a request by resource.
        scopes_field: The list of a resource by scope.
        batches: Returns the lists of items of one scope.
        attributes: Returns the attribute lists of one item, nested ones too.
        bodies: Returns the values of one item that stand in no attribute list.
    """

    signal: Signal
    words: str
    path: str
    grpc_service: str
    request: type[Message]
    response: type[Message]
    rejected_field: str
    resources_field: str
    scopes_field: str
    batches: Callable[[Any], Iterator[Batch]]
    attributes: Callable[[Any], Iterator[Repeated]]
    bodies: Callable[[Any], Iterator[Any]]

    @property
    def noun(self) -> str:
        """What one request is a request of, for messages: "trace", "log" or "metric"."""
        return self.signal.value.removesuffix("s")

    def resources(self, request: Message) -> Repeated:
        """Return a request's parts by resource."""
        return getattr(request, self.resources_field)

    def scopes(self, resource: Message) -> Repeated:
        """Return a resource's parts by scope."""
        return getattr(resource, self.scopes_field)

    def answer(self, rejected: int, message: str) -> Message:
        """Return the answer to a request that was stored; a partial success when there is something to say."""
        answer = self.response()
        if message:
            partial: Any = answer.partial_success  # type: ignore[attr-defined] # all three answers have one
            setattr(partial, self.rejected_field, rejected)
            partial.error_message = message
        return answer


def counted(count: int, words: str) -> str:
    """Return a number of things in words, such as "1 span" of "spans"."""
    return f"{count} {words.removesuffix('s') if count == 1 else words}"


def source_of(resource: Any) -> str:
    """Return the service that sent a resource's part of a request, as the store and the account name it."""
    for pair in resource.resource.attributes:
        if pair.key == "service.name" and pair.value.string_value:
            name: str = pair.value.string_value
            return name
    return UNKNOWN_SERVICE


def _nothing(_: Any) -> Iterator[Any]:
    return iter(())


def _span_attributes(span: Any) -> Iterator[Repeated]:
    yield span.attributes
    yield from (event.attributes for event in span.events)
    yield from (link.attributes for link in span.links)


def _log_body(record: Any) -> Iterator[Any]:
    if record.HasField("body"):
        yield record.body


def _point_attributes(point: Any) -> Iterator[Repeated]:
    yield point.attributes
    yield from (exemplar.filtered_attributes for exemplar in getattr(point, "exemplars", ()))


def _metric_points(scope: Any) -> Iterator[Batch]:
    for metric in scope.metrics:
        holder = metric.WhichOneof("data")
        if holder in _POINT_HOLDERS:
            whole = unacceptable_metric(metric, holder)
            refusal = (lambda _, reason=whole: reason) if whole else unacceptable_point(holder)
            yield Batch(getattr(metric, holder).data_points, refusal, metric.name)


def _spans(scope: Any) -> Iterator[Batch]:
    yield Batch(scope.spans, unacceptable_span)


def _log_records(scope: Any) -> Iterator[Batch]:
    yield Batch(scope.log_records, unacceptable_log_record)


TRACES = OtlpSignal(
    signal=Signal.TRACES,
    words="spans",
    path="/v1/traces",
    grpc_service="opentelemetry.proto.collector.trace.v1.TraceService",
    request=ExportTraceServiceRequest,
    response=ExportTraceServiceResponse,
    rejected_field="rejected_spans",
    resources_field="resource_spans",
    scopes_field="scope_spans",
    batches=_spans,
    attributes=_span_attributes,
    bodies=_nothing,
)
LOGS = OtlpSignal(
    signal=Signal.LOGS,
    words="log records",
    path="/v1/logs",
    grpc_service="opentelemetry.proto.collector.logs.v1.LogsService",
    request=ExportLogsServiceRequest,
    response=ExportLogsServiceResponse,
    rejected_field="rejected_log_records",
    resources_field="resource_logs",
    scopes_field="scope_logs",
    batches=_log_records,
    attributes=lambda record: iter((record.attributes,)),
    bodies=_log_body,
)
METRICS = OtlpSignal(
    signal=Signal.METRICS,
    words="data points",
    path="/v1/metrics",
    grpc_service="opentelemetry.proto.collector.metrics.v1.MetricsService",
    request=ExportMetricsServiceRequest,
    response=ExportMetricsServiceResponse,
    rejected_field="rejected_data_points",
    resources_field="resource_metrics",
    scopes_field="scope_metrics",
    batches=_metric_points,
    attributes=_point_attributes,
    bodies=_nothing,
)
SIGNALS = (TRACES, LOGS, METRICS)
