"""Builders for real OTLP requests of logs and metrics."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

from tests.kit.otlp import NOON, Value, any_value
from tocsin.clock import to_nanoseconds

DELTA, CUMULATIVE = 1, 2


@dataclass(frozen=True)
class LogSpec:
    """One log record to send; its time is an offset from noon."""

    body: Value = ""
    trace: str = ""
    span: str = ""
    event: str = ""
    severity: int = 0
    at: timedelta = timedelta(0)
    attributes: Mapping[str, Value] = field(default_factory=dict)


def pairs(attributes: Mapping[str, Value]) -> list[KeyValue]:
    """Return attributes as OTLP has them."""
    return [KeyValue(key=key, value=any_value(value)) for key, value in attributes.items()]


def log_request(records: Sequence[LogSpec], service: str = "assistant") -> ExportLogsServiceRequest:
    """Return a request that holds these records of one service."""
    message = ExportLogsServiceRequest()
    resource_logs = message.resource_logs.add()
    resource_logs.resource.attributes.extend(pairs({"service.name": service}))
    scope_logs = resource_logs.scope_logs.add()
    scope_logs.scope.name = "tests"
    for spec in records:
        record = scope_logs.log_records.add(
            time_unix_nano=to_nanoseconds(NOON + spec.at),
            trace_id=bytes.fromhex(spec.trace),
            span_id=bytes.fromhex(spec.span),
            event_name=spec.event,
            severity_number=spec.severity,
            attributes=pairs(spec.attributes),
        )
        if spec.body != "":
            record.body.CopyFrom(any_value(spec.body))
    return message


def evaluation(trace: str = "", span: str = "", at: timedelta = timedelta(0), **attributes: Value) -> LogSpec:
    """Return the event of an evaluation: groundedness of 0.8 unless told; `__` in names stands for a dot."""
    dotted = {key.replace("__", "."): value for key, value in attributes.items()}
    said: dict[str, Value] = {"gen_ai.evaluation.name": "groundedness", "gen_ai.evaluation.score.value": 0.8}
    return LogSpec(trace=trace, span=span, at=at, event="gen_ai.evaluation.result", attributes=said | dotted)


def metric_request(metrics: Sequence[Metric], service: str = "assistant") -> ExportMetricsServiceRequest:
    """Return a request that holds these metrics of one service."""
    message = ExportMetricsServiceRequest()
    resource_metrics = message.resource_metrics.add()
    resource_metrics.resource.attributes.extend(pairs({"service.name": service}))
    resource_metrics.scope_metrics.add(metrics=metrics).scope.name = "tests"
    return message


def gauge(value: float, at: timedelta = timedelta(0), name: str = "temperature", **attributes: Value) -> Metric:
    """Return a gauge of one point."""
    metric = Metric(name=name, unit="Cel")
    metric.gauge.data_points.add(as_double=value, attributes=pairs(attributes), **_times(at, None))
    return metric


def counter(
    value: int,
    at: timedelta,
    *,
    since: timedelta | None = timedelta(0),
    temporality: int = CUMULATIVE,
    name: str = "requests",
    is_monotonic: bool = True,
    **attributes: Value,
) -> Metric:
    """Return a sum of one point that counts from `since`; None when the emitter does not say."""
    metric = Metric(name=name, unit="{request}")
    metric.sum.aggregation_temporality = temporality  # type: ignore[assignment] # as it stands on the wire
    metric.sum.is_monotonic = is_monotonic
    metric.sum.data_points.add(as_int=value, attributes=pairs(attributes), **_times(at, since))
    return metric


def histogram(
    counts: Sequence[int],
    at: timedelta,
    *,
    bounds: Sequence[float] = (1.0, 2.0, 4.0),
    total: float = 0.0,
    since: timedelta | None = timedelta(0),
    temporality: int = CUMULATIVE,
    name: str = "duration",
    **attributes: Value,
) -> Metric:
    """Return an explicit histogram of one point."""
    metric = Metric(name=name, unit="s")
    metric.histogram.aggregation_temporality = temporality  # type: ignore[assignment] # as it stands on the wire
    metric.histogram.data_points.add(
        count=sum(counts),
        sum=total,
        bucket_counts=counts,
        explicit_bounds=bounds,
        attributes=pairs(attributes),
        **_times(at, since),
    )
    return metric


def exponential(
    positive: Sequence[int],
    at: timedelta,
    *,
    scale: int = 0,
    offset: int = 0,
    zeros: int = 0,
    since: timedelta | None = timedelta(0),
    temporality: int = CUMULATIVE,
    name: str = "latency",
    negative: Sequence[int] = (),
    **attributes: Value,
) -> Metric:
    """Return an exponential histogram of one point; buckets of both signs begin at the offset."""
    metric = Metric(name=name, unit="s")
    metric.exponential_histogram.aggregation_temporality = temporality  # type: ignore[assignment] # as on the wire
    point = metric.exponential_histogram.data_points.add(
        count=sum(positive) + sum(negative) + zeros,
        scale=scale,
        zero_count=zeros,
        attributes=pairs(attributes),
        **_times(at, since),
    )
    point.positive.offset = point.negative.offset = offset
    point.negative.bucket_counts.extend(negative)
    point.positive.bucket_counts.extend(positive)
    return metric


def noon_and(minutes: float) -> datetime:
    """Return an instant by its minutes after noon."""
    return NOON + timedelta(minutes=minutes)


def _times(at: timedelta, since: timedelta | None) -> dict[str, int]:
    start = 0 if since is None else to_nanoseconds(NOON + since)
    return {"time_unix_nano": to_nanoseconds(NOON + at), "start_time_unix_nano": start}
