"""Log records and the scores among them, on each engine."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest

from tests.kit.otlp import NOON, SpanSpec, request, root, span_id, trace_id
from tests.kit.shared import shared
from tests.kit.signals import LogSpec, evaluation, log_request
from tocsin.clock import CLOCKS_SET, to_nanoseconds
from tocsin.ingest.otlp_json import protobuf_of_json
from tocsin.ingest.signals import LOGS
from tocsin.model import TraceId, Window
from tocsin.store.telemetry import OtlpRequest, TelemetryStore

FIRST = TraceId(trace_id(1))
HOUR = Window(NOON - timedelta(minutes=30), NOON + timedelta(minutes=30))
SECOND = timedelta(seconds=1)
SET = to_nanoseconds(CLOCKS_SET)


def store(telemetry: TelemetryStore, *requests: ExportLogsServiceRequest) -> None:
    telemetry.logs.write([OtlpRequest(one.SerializeToString(), n) for n, one in enumerate(requests, 1)], NOON)


def test_a_trace_has_its_records_in_the_order_of_their_time(telemetry: TelemetryStore) -> None:
    store(
        telemetry,
        log_request([LogSpec("later", FIRST, span_id(2), at=SECOND), LogSpec("of another", trace_id(2))]),
        log_request([LogSpec("earlier", FIRST)]),
    )
    earlier, later = telemetry.logs.of_trace(FIRST)
    assert [(earlier.body, earlier.span_id), (later.body, later.span_id)] == [("earlier", None), ("later", span_id(2))]
    assert (later.trace_id, later.service, later.at_ns) == (FIRST, "assistant", to_nanoseconds(NOON + SECOND))


def test_requests_are_known_by_their_digests_after_a_restart(telemetry: TelemetryStore) -> None:
    store(telemetry, log_request([LogSpec("a")]), log_request([LogSpec("b")]))
    assert telemetry.logs.recent_digests(NOON) == {1: NOON, 2: NOON}
    assert telemetry.logs.recent_digests(NOON + SECOND) == {}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((SET + 5, SET + 7), SET + 5),
        ((0, SET + 7), SET + 7),
        ((0, 0), to_nanoseconds(NOON)),
        ((SET - 1, SET + 7), SET + 7),
        ((SET - 1, 5), to_nanoseconds(NOON)),
    ],
    ids=["told", "observed", "received", "told by a clock never set", "observed by one, too"],
)
def test_a_record_without_a_time_happened_when_it_was_seen(
    telemetry: TelemetryStore, told: tuple[int, int], expected: int
) -> None:
    message = log_request([LogSpec("a", FIRST)])
    record = message.resource_logs[0].scope_logs[0].log_records[0]
    record.time_unix_nano, record.observed_time_unix_nano = told
    store(telemetry, message)
    assert [record.at_ns for record in telemetry.logs.of_trace(FIRST)] == [expected]


def test_ids_of_a_wrong_length_are_none(telemetry: TelemetryStore) -> None:
    store(telemetry, log_request([LogSpec("short", "00ff", "01"), LogSpec("zero", "00" * 16, "00" * 8)]))
    found = telemetry.logs.search(HOUR, limit=10)
    assert {(record.body, record.trace_id, record.span_id) for record in found} == {
        ("short", None, None),
        ("zero", None, None),
    }


def test_an_event_is_named_by_its_field_or_by_its_attribute(telemetry: TelemetryStore) -> None:
    named = LogSpec("a", FIRST, event="gen_ai.choice", attributes={"event.name": "another"})
    store(telemetry, log_request([named, LogSpec("b", FIRST, at=SECOND, attributes={"event.name": "legacy"})]))
    assert [record.event for record in telemetry.logs.of_trace(FIRST)] == ["gen_ai.choice", "legacy"]


@pytest.mark.parametrize(("sent", "kept"), [(17, 17), (99, 24), (-3, 0), (-(2**31), 0)])
def test_a_severity_that_is_none_is_kept_within_bounds(telemetry: TelemetryStore, sent: int, kept: int) -> None:
    store(telemetry, log_request([LogSpec("a", FIRST, severity=sent)]))
    assert [record.severity for record in telemetry.logs.of_trace(FIRST)] == [kept]


def test_structured_bodies_come_back_as_json(telemetry: TelemetryStore) -> None:
    body = protobuf_of_json(shared("fixtures/otlp/otlp-spec/events.json").read_bytes(), LOGS)
    telemetry.logs.write([OtlpRequest(body, 1)], NOON)
    (record,) = telemetry.logs.search(Window(NOON - timedelta(days=4000), NOON), limit=10)
    assert (record.event, record.severity, record.service) == ("browser.page_view", 9, "my.service")
    assert json.loads(record.body)["title"] == "Free Online GUID Generator"


def test_messages_that_came_only_as_events_are_there_with_their_structure(telemetry: TelemetryStore) -> None:
    body = shared("fixtures/otlp/generated-otlp/pb/otel-genai-event_only.logs.pb").read_bytes()
    telemetry.logs.write([OtlpRequest(body, 1)], NOON)
    records = telemetry.logs.search(Window(NOON, NOON + timedelta(days=2)), limit=10)
    assert {record.event for record in records} == {"gen_ai.client.inference.operation.details"}
    told = [record.attributes["gen_ai.input.messages"] for record in records if record.trace_id and record.span_id]
    assert len(told) == 4
    assert json.loads(told[-1])[-1]["parts"][0]["type"] == "text"


def test_a_search_holds_every_condition(telemetry: TelemetryStore) -> None:
    store(
        telemetry,
        log_request([LogSpec("Rate LIMITED", severity=17), LogSpec("rate limited", severity=9), LogSpec("fine")]),
        log_request([LogSpec("rate limited", severity=17)], service="other"),
    )
    found = telemetry.logs.search(HOUR, service="assistant", min_severity=13, text="rate limited", limit=10)
    assert [record.body for record in found] == ["Rate LIMITED"]


def test_a_listing_goes_on_where_it_stopped_even_within_one_instant(telemetry: TelemetryStore) -> None:
    store(telemetry, log_request([LogSpec(str(n), at=SECOND * (n // 4)) for n in range(8)]))
    seen: list[str] = []
    before: tuple[int, int] | None = None
    while page := telemetry.logs.search(HOUR, limit=3, before=before):
        seen += [record.body for record in page]
        last = page[-1].at_ns
        before = (
            last,
            sum(record.at_ns == last for record in page) + (before[1] if before and before[0] == last else 0),
        )
    assert sorted(seen) == [str(n) for n in range(8)]
    assert set(seen[:4]) == {"4", "5", "6", "7"}


def test_an_evaluation_event_is_a_score_of_its_span_and_not_two_when_sent_again(telemetry: TelemetryStore) -> None:
    told = evaluation(
        FIRST,
        span_id(2),
        gen_ai__evaluation__score__label="grounded",
        gen_ai__evaluation__explanation="cites the article",
        tocsin__evaluator__version="3",
        tocsin__sampling__probability=0.25,
    )
    store(telemetry, log_request([told]))
    store(telemetry, log_request([told]), log_request([LogSpec("no evaluation", FIRST)]))
    (score,) = telemetry.scores.of_trace(FIRST)
    assert (score.span_id, score.evaluator, score.evaluator_version) == (span_id(2), "groundedness", "3")
    assert (score.value, score.label, score.explanation) == (0.8, "grounded", "cites the article")
    assert (score.sampling_probability, score.at) == (0.25, NOON)


@pytest.mark.parametrize("off", [datetime(1970, 1, 2, tzinfo=UTC) - NOON, timedelta(days=1)], ids=["behind", "ahead"])
@pytest.mark.parametrize("trace", [FIRST, ""], ids=["of a trace", "of a response"])
def test_an_evaluation_by_a_wrong_clock_is_a_score_of_its_receipt(
    telemetry: TelemetryStore, off: timedelta, trace: str
) -> None:
    """A time before clocks were set is none, and under one to come no later score could take its place."""
    call = SpanSpec("chat", span_id(2), attributes={"gen_ai.response.id": "r"})
    telemetry.spans.write([OtlpRequest(request([call], trace=FIRST).SerializeToString(), 1)], NOON)
    store(telemetry, log_request([evaluation(trace, at=off, gen_ai__response__id="r")]))
    assert [score.at for score in telemetry.scores.of_trace(FIRST)] == [NOON]


@pytest.mark.parametrize("said", ["not a number", "NaN", "inf", ""])
def test_an_evaluation_without_a_number_has_its_label_only(telemetry: TelemetryStore, said: str) -> None:
    told = evaluation(FIRST, gen_ai__evaluation__score__value=said, gen_ai__evaluation__score__label="fail")
    store(telemetry, log_request([told, evaluation(FIRST, gen_ai__evaluation__name="")]))
    (score,) = telemetry.scores.of_trace(FIRST)
    assert (score.value, score.label, score.sampling_probability) == (None, "fail", 1.0)


@pytest.mark.parametrize("event_first", [True, False])
def test_an_evaluation_of_a_response_finds_its_span_whichever_came_first(
    telemetry: TelemetryStore, event_first: bool
) -> None:
    call = SpanSpec("chat", span_id(2), span_id(1), attributes={"gen_ai.response.id": "chatcmpl-7"})
    spans = OtlpRequest(request([root(), call], trace=FIRST).SerializeToString(), 1)
    if not event_first:
        telemetry.spans.write([spans], NOON)
    store(telemetry, log_request([evaluation(gen_ai__response__id="chatcmpl-7")]))
    if event_first:
        telemetry.spans.write([spans], NOON)
    (score,) = telemetry.scores.of_trace(FIRST)
    assert (score.trace_id, score.span_id, score.value) == (FIRST, span_id(2), 0.8)


def test_scores_that_a_kill_cut_off_from_their_events_are_made_again(telemetry: TelemetryStore) -> None:
    store(telemetry, log_request([evaluation(FIRST), LogSpec("no evaluation", FIRST)]))
    kept = telemetry.scores.of_trace(FIRST)
    telemetry.scores.complete(NOON)
    assert telemetry.scores.of_trace(FIRST) == kept
    telemetry._engine.execute("TRUNCATE TABLE scores")
    telemetry.scores.complete(NOON + SECOND)
    assert telemetry.scores.of_trace(FIRST) == ()
    telemetry.scores.complete(NOON)
    assert telemetry.scores.of_trace(FIRST) == kept


def test_a_trace_without_scores_has_none(telemetry: TelemetryStore) -> None:
    assert telemetry.scores.of_trace(FIRST) == ()
