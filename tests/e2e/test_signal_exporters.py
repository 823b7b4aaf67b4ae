"""Official exporters of logs and metrics work unmodified against a real server, and a kill loses nothing."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from opentelemetry._logs import LogRecord, SeverityNumber
from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter as GrpcLogs
from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter as GrpcMetrics
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter as HttpLogs
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter as HttpMetrics
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor, LogRecordExporter
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import MetricExporter, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource
from opentelemetry.trace import NonRecordingSpan, SpanContext, set_span_in_context

from tests.kit.otlp import span_id, trace_id
from tests.kit.server import Server
from tests.kit.signals import evaluation, log_request

pytestmark = pytest.mark.slow

METRICS = "/api/v1/telemetry/metrics"
BODIES = 40
ROADS = ["http", "http-gzip", "grpc"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("signals")) as running:
        yield running


def log_exporter(server: Server, road: str) -> LogRecordExporter:
    if road == "grpc":
        return GrpcLogs(endpoint=server.otlp_grpc.removeprefix("http://"), insecure=True)
    compression = Compression.Gzip if road == "http-gzip" else None
    return HttpLogs(endpoint=f"{server.otlp_http}/v1/logs", compression=compression)


def metric_exporter(server: Server, road: str) -> MetricExporter:
    if road == "grpc":
        return GrpcMetrics(endpoint=server.otlp_grpc.removeprefix("http://"), insecure=True)
    compression = Compression.Gzip if road == "http-gzip" else None
    return HttpMetrics(endpoint=f"{server.otlp_http}/v1/metrics", compression=compression)


def resource(road: str) -> Resource:
    return Resource.create({"service.name": f"app-{road}"})


def in_span(trace: str, span: str) -> Context:
    context = SpanContext(int(trace, 16), int(span, 16), is_remote=False)
    return set_span_in_context(NonRecordingSpan(context))


@pytest.mark.parametrize("road", ROADS)
def test_the_sdk_exports_an_event_that_becomes_a_score(server: Server, road: str) -> None:
    trace = trace_id(100 + ROADS.index(road))
    logging = LoggerProvider(resource=resource(road))
    logging.add_log_record_processor(BatchLogRecordProcessor(log_exporter(server, road)))
    logging.get_logger("tests").emit(
        LogRecord(
            context=in_span(trace, span_id(2)),
            event_name="gen_ai.evaluation.result",
            severity_number=SeverityNumber.INFO,
            body={"judged": ["answer", {"by": "rubric"}]},
            attributes={"gen_ai.evaluation.name": "groundedness", "gen_ai.evaluation.score.value": 0.75},
        )
    )
    logging.shutdown()
    (record,) = server.get("/api/v1/logs", trace_id=trace).json()["items"]
    assert (record["event"], record["severity"], record["service"]) == ("gen_ai.evaluation.result", 9, f"app-{road}")
    assert record["body"] == '{"judged": ["answer", {"by": "rubric"}]}'
    (score,) = server.get("/api/v1/scores", trace_id=trace).json()["items"]
    assert (score["span_id"], score["evaluator"], score["value"]) == (span_id(2), "groundedness", 0.75)


@pytest.mark.parametrize("road", ROADS)
def test_the_sdk_exports_metrics_that_can_be_queried(server: Server, road: str) -> None:
    steep = View(instrument_name=f"latency.{road}", aggregation=ExponentialBucketHistogramAggregation())
    reader = PeriodicExportingMetricReader(metric_exporter(server, road))
    metering = MeterProvider(metric_readers=[reader], resource=resource(road), views=[steep])
    meter = metering.get_meter("tests")
    for tokens, kind in ((1_200, "input"), (64, "output"), (1_200, "input")):
        usage = meter.create_histogram(f"gen_ai.client.token.usage.{road}", unit="{token}")
        usage.record(tokens, {"gen_ai.token.type": kind})
    meter.create_counter(f"calls.{road}").add(3)
    for seconds in (0.5, 1.0, 2.0):
        meter.create_histogram(f"latency.{road}", unit="s").record(seconds)
    meter.create_gauge(f"queue.{road}").set(7)
    metering.shutdown()

    listed = {one["name"]: one["type"] for one in server.get(METRICS).json()["items"]}
    assert (
        listed.items()
        >= {
            f"gen_ai.client.token.usage.{road}": "histogram",
            f"calls.{road}": "sum",
            f"latency.{road}": "exponential_histogram",
            f"queue.{road}": "gauge",
        }.items()
    )
    tokens_by_kind = shown(server, f"gen_ai.client.token.usage.{road}", statistic="sum", group_by="gen_ai.token.type")
    assert tokens_by_kind == {"input": 2_400, "output": 64}
    assert shown(server, f"calls.{road}", statistic="increase") == {"": 3}
    assert shown(server, f"latency.{road}", statistic="p50")[""] == pytest.approx(1.0, rel=0.05)
    assert shown(server, f"queue.{road}") == {"": 7}


def shown(server: Server, name: str, **asked: str) -> dict[str, float]:
    """Return the sum over all steps of a metric's values, by its one group."""
    series = server.get(f"{METRICS}/{name}", **asked).json()["series"]
    return {"".join(one["group"].values()): sum(sample["value"] for sample in one["samples"]) for one in series}


def test_acknowledged_log_records_survive_sigkill_and_none_is_stored_twice(tmp_path: Path) -> None:
    bodies = [log_request([evaluation(trace_id(n), span_id(n))]).SerializeToString() for n in range(1, BODIES + 1)]
    server = Server(tmp_path).start()
    with httpx.Client() as client:
        for body in bodies[: BODIES // 2]:
            post(client, server, body).raise_for_status()
        server.kill()

    with server, httpx.Client() as client:
        for body in bodies:
            post(client, server, body).raise_for_status()
        counts = {one["disposition"]: one["count"] for one in server.get("/api/v1/accounting").json()["counts"]}
        assert counts == {"deduplicated": BODIES // 2, "accepted": BODIES - BODIES // 2}
        for number in range(1, BODIES + 1):
            found = server.get("/api/v1/logs", trace_id=trace_id(number)).json()["items"]
            scores = server.get("/api/v1/scores", trace_id=trace_id(number)).json()["items"]
            assert (len(found), len(scores)) == (1, 1)


def post(client: httpx.Client, server: Server, body: bytes) -> httpx.Response:
    headers = {"content-type": "application/x-protobuf"}
    return client.post(f"{server.otlp_http}/v1/logs", content=body, headers=headers)
