"""Searches: text wherever a trace may carry it, and conditions that only a search asks."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList

from tests.kit.otlp import NOON, chat, request, root, span_id, trace_id
from tests.kit.signals import evaluation, log_request
from tocsin.model import Comparison, JourneyName, ScoreRange, TaskField, TaskFilter, Threshold, TraceId, Window
from tocsin.store import ScoreRecord
from tocsin.store.telemetry import OtlpRequest, TelemetryStore
from tocsin.store.telemetry.queries.search import TextSearch

pytestmark = pytest.mark.slow

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY = Window(NOON - 12 * HOUR, NOON + 12 * HOUR)
ANY = TaskFilter()


def stored_task(telemetry: TelemetryStore, number: int, *, at: datetime = NOON, **attributes: str) -> None:
    """Store and seal one trace: a root and a model call that carries the attributes."""
    message = request([root(), chat(2, **attributes)], trace=trace_id(number), at=at)
    stored_bytes(telemetry, message.SerializeToString(), at + 10 * SECOND)


def stored_bytes(telemetry: TelemetryStore, body: bytes, at: datetime) -> None:
    telemetry.spans.write([OtlpRequest(body, 1)], at)
    telemetry.sealing.seal(telemetry.sealing.activity(at - SECOND, at), [], at + 6 * SECOND)


def found(telemetry: TelemetryStore, text: str, where: TaskFilter = ANY) -> Sequence[int]:
    """Return the numbers of the traces found, newest first."""
    result = telemetry.tasks.search(where, DAY, text, limit=10)
    assert result.searched_until is None
    return [int(task.trace_id, 16) for task in result.tasks]


def test_a_text_is_found_in_any_case_of_letters_and_only_where_it_stands(telemetry: TelemetryStore) -> None:
    stored_task(telemetry, 1, gen_ai__input__messages='[{"content": "About my REFUND, please"}]')
    stored_task(telemetry, 2, gen_ai__input__messages='[{"content": "About my order"}]')
    assert found(telemetry, "my refund") == [1]
    assert found(telemetry, "about MY") == [2, 1]
    assert found(telemetry, "my 100%") == []


@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_text_is_found_as_json_writes_it(telemetry: TelemetryStore, *, ascii_only: bool) -> None:
    said = 'Grüße, "Straße"\nzwei'
    stored_task(telemetry, 1, gen_ai__output__messages=json.dumps([{"content": said}], ensure_ascii=ascii_only))
    assert found(telemetry, said) == [1]


@pytest.mark.parametrize("depth", ["map", "list of maps"])
def test_a_text_is_found_in_structured_messages(telemetry: TelemetryStore, depth: str) -> None:
    # Long enough that its base64 has every digit, the slash included, which JSON may escape.
    words = " ".join(f"word{number}?>" for number in range(200)) + " needle"
    part = KeyValueList(values=[KeyValue(key="content", value=AnyValue(string_value=words))])
    value = AnyValue(kvlist_value=part)
    if depth == "list of maps":
        value = AnyValue(array_value=ArrayValue(values=[value]))
    message = request([root()], trace=trace_id(1))
    span = message.resource_spans[0].scope_spans[0].spans[0]
    span.attributes.append(KeyValue(key="gen_ai.input.messages", value=value))
    stored_bytes(telemetry, message.SerializeToString(), NOON + 10 * SECOND)
    assert found(telemetry, "Needle") == [1]
    assert found(telemetry, "haystack") == []


def test_a_text_is_found_in_an_event_and_in_a_status(telemetry: TelemetryStore) -> None:
    message = request([replace(root(), error=True)], trace=trace_id(1))
    span = message.resource_spans[0].scope_spans[0].spans[0]
    event = span.events.add(name="exception")
    event.attributes.append(KeyValue(key="exception.message", value=AnyValue(string_value="socket closed")))
    stored_bytes(telemetry, message.SerializeToString(), NOON + 10 * SECOND)
    assert found(telemetry, "Socket Closed") == [1]
    assert found(telemetry, "it broke") == [1]


def test_a_text_is_found_in_a_log_record_of_the_trace(telemetry: TelemetryStore) -> None:
    stored_task(telemetry, 1)
    columns: Mapping[str, object] = {
        "received_at": NOON + SECOND,
        "trace_id": trace_id(1),
        "at": NOON,
        "body": "Overheard",
    }
    telemetry._engine.insert("logs", tuple(columns), [tuple(columns.values())])
    assert found(telemetry, "overheard") == [1]
    telemetry._engine.execute("TRUNCATE TABLE logs")


def test_a_text_is_found_in_a_trace_that_came_days_late(telemetry: TelemetryStore) -> None:
    body = request([root(said="belated")], trace=trace_id(1), at=NOON).SerializeToString()
    stored_bytes(telemetry, body, NOON + timedelta(days=3))
    stored_task(telemetry, 2)
    assert found(telemetry, "belated") == [1]


def test_a_search_for_text_also_asks_its_conditions(telemetry: TelemetryStore) -> None:
    stored_task(telemetry, 1, tocsin__journey="draft", said="same")
    stored_task(telemetry, 2, tocsin__journey="answer", said="same")
    assert found(telemetry, "same", TaskFilter(journeys=(JourneyName("draft"),))) == [1]


def test_a_search_pages_through_everything_once(telemetry: TelemetryStore) -> None:
    for number in range(1, 8):
        stored_task(telemetry, number, at=NOON + number * 7 * MINUTE, said="yes" if number != 4 else "no")
    seen: list[str] = []
    before = None
    while True:
        page = telemetry.tasks.search(ANY, DAY, "yes", limit=2, before=before)
        seen += [task.trace_id for task in page.tasks]
        if len(page.tasks) < 2:
            break
        before = (page.tasks[-1].ended_at, page.tasks[-1].trace_id)
    assert seen == [trace_id(number) for number in (7, 6, 5, 3, 2, 1)]


def test_a_search_that_stops_early_says_how_far_it_came_and_goes_on_there(telemetry: TelemetryStore) -> None:
    for number in range(1, 7):
        stored_task(telemetry, number, at=NOON + number * 7 * MINUTE, said="yes" if number < 3 else "no")
    search = TextSearch(telemetry._engine, most_spans=4, first_spans=1)
    seen, stops, before = [], [], None
    while True:
        page = search.matches(ANY, DAY, "yes", limit=10, before=before)
        seen += [trace for _, trace in page.found]
        if page.searched_until is None:
            break
        stops.append(page.searched_until)
        before = (page.searched_until, TraceId(""))
    assert seen == [trace_id(2), trace_id(1)]
    assert stops == sorted(stops, reverse=True)
    assert len(stops) == 2


def test_a_score_decides_by_evaluator_and_bounds(telemetry: TelemetryStore) -> None:
    for number, value in ((1, 0.2), (2, 0.9), (3, None)):
        stored_task(telemetry, number)
        record = ScoreRecord(TraceId(trace_id(number)), span_id(2), "faithful", "1", value, "", "", 1.0, NOON)
        telemetry.scores.add_score(record, NOON)
    cases = {
        ScoreRange("faithful"): {1, 2},
        ScoreRange("faithful", most=0.5): {1},
        ScoreRange("faithful", least=0.5): {2},
        ScoreRange("faithful", least=0.3, most=0.5): set(),
        ScoreRange("other"): set(),
    }
    for score, expected in cases.items():
        tasks = telemetry.tasks.tasks(TaskFilter(scores=(score,)), DAY, limit=10)
        assert {int(task.trace_id, 16) for task in tasks} == expected, score


@pytest.mark.parametrize("event_first", [True, False])
def test_a_score_that_knows_only_a_response_decides_whichever_came_first(
    telemetry: TelemetryStore, event_first: bool
) -> None:
    def score() -> None:
        good = evaluation(gen_ai__response__id="chatcmpl-1")
        poor = evaluation(gen_ai__response__id="chatcmpl-2", gen_ai__evaluation__score__value=0.1)
        telemetry.logs.write([OtlpRequest(log_request([good, poor]).SerializeToString(), 1)], NOON)

    if event_first:
        score()
    for number in (1, 2, 3):
        stored_task(telemetry, number, gen_ai__response__id=f"chatcmpl-{number}")
    stored_task(telemetry, 4)
    if not event_first:
        score()
    cases = {
        ScoreRange("groundedness"): {1, 2},
        ScoreRange("groundedness", least=0.5): {1},
        ScoreRange("groundedness", most=0.5): {2},
        ScoreRange("other"): set(),
    }
    for wanted, expected in cases.items():
        tasks = telemetry.tasks.tasks(TaskFilter(scores=(wanted,)), DAY, limit=10)
        assert {int(task.trace_id, 16) for task in tasks} == expected, wanted


def test_tokens_are_input_and_output_together(telemetry: TelemetryStore) -> None:
    stored_task(telemetry, 1)
    for value, expected in ((1_100, 1), (1_101, 0)):
        where = TaskFilter(thresholds=(Threshold(TaskField.TOKENS, Comparison.GTE, value),))
        assert len(telemetry.tasks.tasks(where, DAY, limit=10)) == expected
