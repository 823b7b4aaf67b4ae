"""Logs and metrics take the road of traces: same statuses, same honesty, one account by signal and source."""

import asyncio
import json
import math

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest, ExportLogsServiceResponse
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

from tests.kit.ingest import endpoint
from tests.kit.otlp import NOON, chat, request, root, span_id, trace_id
from tests.kit.shared import shared
from tests.kit.signals import (
    CUMULATIVE,
    LogSpec,
    counter,
    exponential,
    gauge,
    histogram,
    log_request,
    metric_request,
    noon_and,
    pairs,
)
from tocsin.errors import InvalidInput
from tocsin.ingest import IngestLimits
from tocsin.ingest.admission import Draft, admit
from tocsin.ingest.otlp_json import protobuf_of_json
from tocsin.ingest.signals import LOGS, METRICS, TRACES, OtlpSignal
from tocsin.model import Disposition, Signal

LIMIT = 1_000
LATER = noon_and(1) - NOON
LOG_BODY = log_request([LogSpec("hello", trace_id(1))]).SerializeToString()
METRIC_BODY = metric_request([gauge(1.0), counter(3, LATER)]).SerializeToString()


@pytest.mark.parametrize(
    ("otlp", "body", "answer"),
    [(LOGS, LOG_BODY, ExportLogsServiceResponse()), (METRICS, METRIC_BODY, ExportMetricsServiceResponse())],
)
def test_each_signal_is_stored_by_its_own_writer_before_it_is_answered(
    otlp: OtlpSignal, body: bytes, answer: object
) -> None:
    async def scenario() -> None:
        async with endpoint() as running:
            told = await running.post(body, path=otlp.path)
            assert (told.status_code, otlp.response.FromString(told.content)) == (200, answer)
            assert {signal: writer.bodies for signal, writer in running.stored.items() if writer.bodies} == {
                otlp.signal: [body]
            }

    asyncio.run(scenario())


def test_the_account_tells_signals_and_sources_apart() -> None:
    async def scenario() -> None:
        async with endpoint() as running:
            broken = metric_request([gauge(1.0), gauge(math.nan)], service="meter").SerializeToString()
            for _ in range(2):
                await running.post(
                    log_request([LogSpec("a"), LogSpec("b")], "talker").SerializeToString(), path="/v1/logs"
                )
            await running.post(broken, path="/v1/metrics")
            await running.post(request([root(), chat()], trace=trace_id(1), service="asker").SerializeToString())
            counts = running.ledger.snapshot().counts
            assert {(one.signal, one.source, one.disposition, one.count) for one in counts} == {
                (Signal.LOGS, "talker", Disposition.ACCEPTED, 2),
                (Signal.LOGS, "talker", Disposition.DEDUPLICATED, 2),
                (Signal.METRICS, "meter", Disposition.ACCEPTED, 1),
                (Signal.METRICS, "meter", Disposition.REJECTED, 1),
                (Signal.TRACES, "asker", Disposition.ACCEPTED, 2),
            }
            assert running.ledger.snapshot().accepted_spans == 2

    asyncio.run(scenario())


def test_all_signals_share_the_memory_of_what_is_in_flight() -> None:
    async def scenario() -> None:
        limits = IngestLimits(max_in_flight_bytes=len(LOG_BODY) + len(METRIC_BODY) - 1)
        async with endpoint(limits) as running:
            running.stored[Signal.LOGS].open.clear()
            waiting = asyncio.create_task(running.post(LOG_BODY, path="/v1/logs"))
            await running.received(len(LOG_BODY))
            refused = await running.post(METRIC_BODY, path="/v1/metrics")
            assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
            running.stored[Signal.LOGS].open.set()
            assert (await waiting).status_code == 200
            assert (await running.post(METRIC_BODY, path="/v1/metrics")).status_code == 200

    asyncio.run(scenario())


def test_a_request_the_store_cannot_read_is_stored_without_what_nobody_knows() -> None:
    async def scenario() -> None:
        unknown = LOG_BODY + b"\xf8\x7f\x01"
        async with endpoint() as running:
            running.stored[Signal.LOGS].refused.add(unknown)
            assert (await running.post(unknown, path="/v1/logs")).status_code == 200
            assert running.stored[Signal.LOGS].bodies == [LOG_BODY]
            running.stored[Signal.METRICS].refused.add(METRIC_BODY)
            assert (await running.post(METRIC_BODY, path="/v1/metrics")).status_code == 503

    asyncio.run(scenario())


def test_a_step_sees_what_can_be_stored_before_it_is_cut_and_is_accounted() -> None:
    seen: list[str] = []

    def step(draft: Draft) -> None:
        for source, attributes in draft.attributes():
            for pair in attributes:
                if pair.key == "secret":
                    seen.append(pair.value.string_value)
                    pair.value.string_value = "[redacted]"
                    draft.note(Disposition.REDACTED, source, "key")

    long = "x" * 2 * LIMIT
    body = log_request([LogSpec("a", attributes={"secret": long, "other": "kept"})]).SerializeToString()
    admitted = admit(body, LIMIT, LOGS, (step,))
    assert admitted.request is not None
    (attributes,) = [
        record.attributes
        for logs in ExportLogsServiceRequest.FromString(admitted.request.body).resource_logs
        for scope in logs.scope_logs
        for record in scope.log_records
    ]
    assert {pair.key: pair.value.string_value for pair in attributes} == {"secret": "[redacted]", "other": "kept"}
    assert (seen, admitted.noted) == ([long], {(Disposition.REDACTED, "assistant", "key"): 1})
    assert admitted.message == ""


def test_a_long_body_is_cut_and_counted() -> None:
    admitted = admit(log_request([LogSpec("x" * 2 * LIMIT, at=LATER)]).SerializeToString(), LIMIT, LOGS)
    assert admitted.request is not None
    stored = ExportLogsServiceRequest.FromString(admitted.request.body)
    record = stored.resource_logs[0].scope_logs[0].log_records[0]
    assert (len(record.body.string_value), list(record.attributes)) == (LIMIT, pairs({"tocsin.cut": ["(body)"]}))
    assert (admitted.truncated, admitted.items) == (1, 1)


def test_what_was_cut_of_one_record_stands_in_one_list() -> None:
    """So does what an instance before this one cut: the record was forwarded."""
    long, cut_before = "x" * 2 * LIMIT, {"tocsin.cut": ["elsewhere"]}
    record = LogSpec(long, attributes={"long": long, **cut_before})
    admitted = admit(log_request([record]).SerializeToString(), LIMIT, LOGS)
    assert admitted.request is not None
    stored = ExportLogsServiceRequest.FromString(admitted.request.body)
    attributes = stored.resource_logs[0].scope_logs[0].log_records[0].attributes
    assert list(attributes) == pairs({"long": long[:LIMIT], "tocsin.cut": ["elsewhere", "long", "(body)"]})
    assert admitted.message == "2 values truncated"


def test_a_log_record_of_a_time_nobody_can_hold_is_refused_alone() -> None:
    message = log_request([LogSpec("a"), LogSpec("b")])
    message.resource_logs[0].scope_logs[0].log_records[0].time_unix_nano = 2**63
    admitted = admit(message.SerializeToString(), LIMIT, LOGS)
    assert (admitted.items, admitted.message.split(":")[0]) == (1, "1 log record rejected")


def broken(metric: Metric, **fields: object) -> Metric:
    """Return a metric whose first point says something else."""
    holder = getattr(metric, str(metric.WhichOneof("data")))
    for name, value in fields.items():
        target = holder if name == "aggregation_temporality" else holder.data_points[0]
        if isinstance(value, list):
            del getattr(target, name)[:]
            getattr(target, name).extend(value)
        else:
            setattr(target, name, value)
    return metric


@pytest.mark.parametrize(
    ("metric", "reason"),
    [
        (gauge(math.nan), "finite number"),
        (gauge(math.inf), "finite number"),
        (gauge(1.0, name=""), "needs a name"),
        (broken(gauge(1.0), time_unix_nano=0), "time must be"),
        (broken(gauge(1.0), start_time_unix_nano=2**62), "start must not be after"),
        (broken(counter(1, LATER), aggregation_temporality=0), "delta or cumulative"),
        (broken(histogram([1, 1, 1, 1], LATER), count=5), "add up"),
        (broken(histogram([1, 1, 1, 1], LATER), explicit_bounds=[1.0]), "one bucket more"),
        (broken(histogram([1, 1, 1, 1], LATER), explicit_bounds=[1.0, 1.0, 2.0]), "increasing"),
        (broken(histogram([1, 1, 1, 1], LATER), sum=math.nan), "finite numbers"),
        (broken(exponential([1, 2], LATER), zero_count=1), "add up"),
        (broken(exponential([1, 2], LATER), scale=99), "scale must be"),
        (histogram([0] * 5_000, LATER, bounds=[float(n) for n in range(4_999)]), "buckets at most"),
    ],
)
def test_a_point_that_means_nothing_is_refused_by_the_name_of_its_metric(metric: Metric, reason: str) -> None:
    admitted = admit(metric_request([metric, gauge(2.0, name="fine")]).SerializeToString(), 1 << 20, METRICS)
    assert (admitted.items, sum(admitted.rejected.values())) == (1, 1)
    assert reason in admitted.message
    assert not metric.name or f"(metric {metric.name!r})" in admitted.message


def test_a_point_without_a_value_is_taken_when_it_says_so() -> None:
    ended = Metric(name="ended")
    ended.gauge.data_points.add(time_unix_nano=1, flags=1)
    silent = Metric(name="silent")
    silent.gauge.data_points.add(time_unix_nano=1)
    admitted = admit(metric_request([ended, silent]).SerializeToString(), LIMIT, METRICS)
    assert (admitted.items, dict(admitted.rejected)) == (1, {"a point needs a value": 1})


def test_json_ids_of_logs_and_exemplars_are_hexadecimal() -> None:
    logs = ExportLogsServiceRequest.FromString(
        protobuf_of_json(shared("fixtures/otlp/otlp-spec/logs.json").read_bytes(), LOGS)
    )
    record = logs.resource_logs[0].scope_logs[0].log_records[0]
    assert (record.trace_id.hex(), record.span_id.hex()) == ("5b8efff798038103d269b633813fc60c", "eee19b7ec3c1b174")
    exemplar = {"traceId": trace_id(7), "spanId": span_id(8), "asDouble": 1}
    point = {"timeUnixNano": "1", "asInt": "5", "exemplars": [exemplar]}
    metric = {"name": "m", "sum": {"aggregationTemporality": CUMULATIVE, "dataPoints": [point]}}
    document = {"resourceMetrics": [{"scopeMetrics": [{"metrics": [metric]}]}]}
    message = ExportMetricsServiceRequest.FromString(protobuf_of_json(json.dumps(document).encode(), METRICS))
    (kept,) = message.resource_metrics[0].scope_metrics[0].metrics[0].sum.data_points[0].exemplars
    assert (kept.trace_id.hex(), kept.span_id.hex()) == (trace_id(7), span_id(8))


@pytest.mark.parametrize(("otlp", "said"), [(TRACES, "OTLP trace"), (LOGS, "OTLP log"), (METRICS, "OTLP metric")])
def test_a_body_of_no_signal_is_refused_in_the_words_of_the_one_asked(otlp: OtlpSignal, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        admit(b"\xff\xff", LIMIT, otlp)
