"""Spans go in as OTLP bytes; tasks, traces and counts come out."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList

from tests.kit.otlp import NOON, SpanSpec, chat, request, root, span_id, trace_id
from tests.kit.prices import price, rates
from tocsin.model import (
    JourneyName,
    JourneyRule,
    Outcome,
    OutcomeSource,
    PriceKey,
    SliCounts,
    SliQuery,
    SpanKind,
    Task,
    TaskField,
    TaskFilter,
    Threshold,
    TraceId,
    Window,
)
from tocsin.model.task import Comparison
from tocsin.store.telemetry import OtlpRequest, TelemetryStore
from tocsin.store.telemetry.task.sealing import FOR_EVER

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
DAY = Window(NOON - 12 * HOUR, NOON + 12 * HOUR)
SUCCESS_RATE = SliQuery(
    valid=TaskFilter(outcomes=(Outcome.SUCCESS, Outcome.FAILURE)), good=TaskFilter(outcomes=(Outcome.SUCCESS,))
)


def write(telemetry: TelemetryStore, *requests: ExportTraceServiceRequest, at: datetime) -> None:
    """Store requests as received at an instant."""
    telemetry.spans.write([OtlpRequest(r.SerializeToString(), n) for n, r in enumerate(requests)], at)


def seal(
    telemetry: TelemetryStore,
    at: datetime,
    rules: Sequence[JourneyRule] = (),
    *,
    again: bool = False,
    since: datetime = NOON - 48 * HOUR,
    keep: timedelta = FOR_EVER,
) -> None:
    """Seal every trace received since an instant."""
    activity = telemetry.sealing.activity(since, at)
    telemetry.sealing.seal(activity, rules, at, resealed=[a.trace_id for a in activity] if again else [], keep=keep)


def sealed_task(telemetry: TelemetryStore, *spans: SpanSpec, number: int = 1, at: datetime = NOON) -> Task:
    """Send the spans as one trace, received ten seconds after it began, and return its task."""
    write(telemetry, request(spans, trace=trace_id(number), at=at), at=at + timedelta(seconds=10))
    seal(telemetry, at + timedelta(seconds=20), since=at)
    task = telemetry.tasks.task(TraceId(trace_id(number)))
    assert task is not None
    return task


def test_a_task_takes_its_shape_from_the_spans_of_its_trace(telemetry: TelemetryStore) -> None:
    tool = SpanSpec("look up", span_id(3), parent=span_id(1), attributes={"gen_ai.operation.name": "execute_tool"})
    task = sealed_task(telemetry, root(), chat(), tool)
    assert (task.journey, task.service, task.root_name) == ("assistant/answer", "assistant", "answer")
    assert (task.span_count, task.llm_calls, task.tool_calls, task.error_count) == (3, 1, 1, 0)
    assert (task.input_tokens, task.output_tokens) == (1_000, 100)
    assert (task.started_at, task.ended_at) == (NOON, NOON + timedelta(seconds=2))
    assert task.duration_seconds == pytest.approx(2)
    assert (task.outcome, task.outcome_source) == (Outcome.SUCCESS, OutcomeSource.ROOT_STATUS)
    assert (task.vendors, task.models) == (("openai",), ("gpt-4o",))


def test_the_journey_is_what_a_span_says_before_any_rule(telemetry: TelemetryStore) -> None:
    assert sealed_task(telemetry, root(tocsin__journey="ask")).journey == "ask"


def test_rules_name_the_journey_by_service_root_and_attribute(telemetry: TelemetryStore) -> None:
    by_attribute = JourneyRule(JourneyName("order"), service="assist*", attributes={"topic": "order_*"})
    by_root = JourneyRule(JourneyName("any answer"), root_name="ans*")
    write(telemetry, request([root(topic="order_status")], trace=trace_id(1)), at=NOON)
    write(telemetry, request([root(topic="orderXstatus")], trace=trace_id(2)), at=NOON)
    write(telemetry, request([root("other")], trace=trace_id(3)), at=NOON)
    seal(telemetry, NOON, [by_attribute, by_root])
    named = {task.trace_id: task.journey for task in telemetry.tasks.tasks(TaskFilter(), DAY, limit=10)}
    assert named == {trace_id(1): "order", trace_id(2): "any answer", trace_id(3): "assistant/other"}


def test_the_outcome_attribute_wins_over_the_root_status(telemetry: TelemetryStore) -> None:
    task = sealed_task(telemetry, root(tocsin__outcome="failure"), chat())
    assert (task.outcome, task.outcome_source) == (Outcome.FAILURE, OutcomeSource.ATTRIBUTE)


def test_a_root_in_error_is_a_failure(telemetry: TelemetryStore) -> None:
    assert sealed_task(telemetry, replace(root(), error=True)).outcome == Outcome.FAILURE


def test_a_trace_without_root_has_no_known_outcome(telemetry: TelemetryStore) -> None:
    task = sealed_task(telemetry, chat())
    assert (task.outcome, task.outcome_source, task.marks) == (Outcome.UNKNOWN, OutcomeSource.NONE, ("no_root",))


def test_a_reported_outcome_wins_whether_it_comes_before_or_after_sealing(telemetry: TelemetryStore) -> None:
    telemetry.outcomes.report_outcome(TraceId(trace_id(1)), Outcome.ABANDONED, NOON, "")
    assert sealed_task(telemetry, root()).outcome == Outcome.ABANDONED
    telemetry.outcomes.report_outcome(TraceId(trace_id(1)), Outcome.FAILURE, NOON + timedelta(seconds=30), "")
    seal(telemetry, NOON + timedelta(seconds=40), again=True)
    tasks = telemetry.tasks.tasks(TaskFilter(), DAY, limit=10)
    assert [(task.outcome, task.outcome_source) for task in tasks] == [(Outcome.FAILURE, OutcomeSource.REPORTED)]


def test_a_repeated_span_counts_once(telemetry: TelemetryStore) -> None:
    spans = request([root(), chat()], trace=trace_id(1))
    write(telemetry, spans, at=NOON)
    write(telemetry, spans, at=NOON + timedelta(seconds=1))
    seal(telemetry, NOON + timedelta(seconds=2))
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    trace = telemetry.tasks.trace(TraceId(trace_id(1)))
    assert task is not None
    assert trace is not None
    assert (task.span_count, task.input_tokens, len(trace.spans)) == (2, 1_000, 2)


def test_a_late_root_replaces_the_task_even_when_its_minute_moves(telemetry: TelemetryStore) -> None:
    write(telemetry, request([chat()], trace=trace_id(1)), at=NOON)
    seal(telemetry, NOON + timedelta(seconds=1))
    long_root = replace(root(), length=timedelta(minutes=3))
    write(telemetry, request([long_root], trace=trace_id(1)), at=NOON + timedelta(minutes=3))
    seal(telemetry, NOON + timedelta(minutes=4), again=True)
    tasks = telemetry.tasks.tasks(TaskFilter(), DAY, limit=10)
    assert [(task.span_count, task.marks, task.ended_at) for task in tasks] == [(2, (), NOON + timedelta(minutes=3))]


def test_cost_is_tokens_times_price_and_cached_tokens_are_not_paid_twice(telemetry: TelemetryStore) -> None:
    charged = rates(2.0e-6, 10.0e-6, read=1.0e-6, write=4.0e-6)
    telemetry.prices.put([price(PriceKey("openai", "gpt-4o"), charged)], NOON)
    cached = chat(gen_ai__usage__cache_read__input_tokens=600, gen_ai__usage__cache_write__input_tokens=100)
    task = sealed_task(telemetry, root(), cached)
    assert task.cost_usd == pytest.approx(300 * 2.0e-6 + 600 * 1.0e-6 + 100 * 4.0e-6 + 100 * 10.0e-6)
    assert task.unpriced_calls == 0


def test_what_wraps_a_call_does_not_count_its_tokens_again(telemetry: TelemetryStore) -> None:
    wrapper = SpanSpec(
        "invoke_agent helper",
        span_id(9),
        parent=span_id(1),
        attributes={"gen_ai.operation.name": "invoke_agent", "gen_ai.usage.input_tokens": 1_000},
    )
    task = sealed_task(
        telemetry, root(ai__operationId="ai.generateText", ai__usage__inputTokens=1_000), wrapper, chat()
    )
    assert (task.input_tokens, task.llm_calls) == (1_000, 1)


def test_a_model_without_price_is_counted_not_free(telemetry: TelemetryStore) -> None:
    task = sealed_task(telemetry, root(), chat(model="house-model"))
    assert (task.cost_usd, task.unpriced_calls) == (0, 1)
    trace = telemetry.tasks.trace(TraceId(trace_id(1)))
    assert trace is not None
    assert [span.cost_usd for span in trace.spans if span.kind is SpanKind.LLM] == [None]


def test_what_was_live_is_collected_from_every_span(telemetry: TelemetryStore) -> None:
    call = chat(
        gen_ai__prompt__name="support",
        gen_ai__prompt__version="v3",
        gen_ai__response__model="gpt-4o-2024-11-20",
        tocsin__release__index="kb=2026-11-01",
        tocsin__release__routing="r7",
    )
    write(telemetry, request([root(), call], trace=trace_id(1), resource={"service.version": "1.4"}), at=NOON)
    seal(telemetry, NOON)
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    assert task is not None
    assert task.releases == {
        "prompt:support": "v3",
        "index:kb": "2026-11-01",
        "routing:routing": "r7",
        "code:assistant": "1.4",
        "model:openai/gpt-4o": "gpt-4o-2024-11-20",
    }


def test_a_clock_that_runs_ahead_is_marked_and_counts_at_receipt(telemetry: TelemetryStore) -> None:
    message = request([root()], trace=trace_id(1), at=NOON + 5 * HOUR)
    write(telemetry, message, at=NOON)
    seal(telemetry, NOON + timedelta(seconds=1))
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    assert task is not None
    assert (task.ended_at, task.marks) == (NOON, ("clock_ahead",))
    assert task.duration_seconds == pytest.approx(2)


@pytest.mark.parametrize("ends_ns", [2, int((NOON - 401 * 24 * HOUR).timestamp()) * 10**9])
def test_a_task_that_would_be_gone_at_once_counts_at_receipt_and_stays(telemetry: TelemetryStore, ends_ns: int) -> None:
    message = request([root()], trace=trace_id(1))
    span = message.resource_spans[0].scope_spans[0].spans[0]
    span.start_time_unix_nano, span.end_time_unix_nano = ends_ns - 1, ends_ns
    write(telemetry, message, at=NOON)
    seal(telemetry, NOON + timedelta(seconds=1), keep=400 * 24 * HOUR)
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    assert task is not None
    assert (task.ended_at, task.marks) == (NOON, ("clock_behind",))
    assert task.duration_seconds < 1
    receipt = telemetry.intake.receipt(TraceId(trace_id(1)))
    assert receipt is not None
    assert receipt.sealed is not None
    assert (receipt.sealed.ended_at, receipt.sealed.sealed_to) == (NOON, NOON)


def test_where_tasks_are_kept_for_ever_an_old_one_counts_at_its_own_time(telemetry: TelemetryStore) -> None:
    ended = NOON - 401 * 24 * HOUR
    write(telemetry, request([root()], trace=trace_id(1), at=ended - timedelta(seconds=2)), at=NOON)
    seal(telemetry, NOON + timedelta(seconds=1))
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    assert task is not None
    assert (task.ended_at, task.marks) == (ended, ("late",))


def test_a_start_before_clocks_were_set_is_no_start(telemetry: TelemetryStore) -> None:
    message = request([root()], trace=trace_id(1))
    message.resource_spans[0].scope_spans[0].spans[0].start_time_unix_nano = 1
    write(telemetry, message, at=NOON)
    seal(telemetry, NOON + timedelta(seconds=1))
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    assert task is not None
    assert (task.duration_seconds, task.started_at, task.marks) == (0, task.ended_at, ())


def test_late_spans_count_at_their_own_time_and_are_marked(telemetry: TelemetryStore) -> None:
    write(telemetry, request([root()], trace=trace_id(1), at=NOON - 3 * HOUR), at=NOON)
    seal(telemetry, NOON)
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    assert task is not None
    assert (task.ended_at, task.marks) == (NOON - 3 * HOUR + timedelta(seconds=2), ("late",))


def test_attributes_of_every_type_read_back_as_they_were_sent(telemetry: TelemetryStore) -> None:
    message = request([root(text="snö", count=3, share=0.5, flag=True, list=["a", 1, False])], trace=trace_id(1))
    nested = AnyValue(kvlist_value=KeyValueList(values=[KeyValue(key="k", value=AnyValue(int_value=7))]))
    span = message.resource_spans[0].scope_spans[0].spans[0]
    span.attributes.append(KeyValue(key="nested", value=nested))
    write(telemetry, message, at=NOON)
    trace = telemetry.tasks.trace(TraceId(trace_id(1)))
    assert trace is not None
    assert trace.spans[0].attributes == {
        "text": "snö",
        "count": "3",
        "share": "0.5",
        "flag": "true",
        "list": '["a",1,false]',
        "nested": '{"k": 7}',
    }


def test_structured_messages_read_back_as_json(telemetry: TelemetryStore) -> None:
    """OpenTelemetry allows messages as structured values: a list of maps, which hold lists of maps."""
    message = request([root()], trace=trace_id(1))
    part = AnyValue(kvlist_value=KeyValueList(values=[KeyValue(key="content", value=AnyValue(string_value="Hi"))]))
    said = KeyValueList(
        values=[
            KeyValue(key="role", value=AnyValue(string_value="user")),
            KeyValue(key="parts", value=AnyValue(array_value=ArrayValue(values=[part]))),
        ]
    )
    messages = AnyValue(array_value=ArrayValue(values=[AnyValue(kvlist_value=said)]))
    span = message.resource_spans[0].scope_spans[0].spans[0]
    span.attributes.append(KeyValue(key="gen_ai.input.messages", value=messages))
    write(telemetry, message, at=NOON)
    trace = telemetry.tasks.trace(TraceId(trace_id(1)))
    assert trace is not None
    text = trace.spans[0].attributes["gen_ai.input.messages"]
    assert json.loads(text) == [{"role": "user", "parts": [{"content": "Hi"}]}]


@pytest.mark.parametrize("text", ["\0otlp:", "\0otlp:m", "\0otlp:m!", "\0otlp:mAAAA", '["\0otlp:"', r"[\u0000otlp:"])
def test_text_that_only_looks_encoded_reads_back_somehow(telemetry: TelemetryStore, text: str) -> None:
    write(telemetry, request([root(odd=text)], trace=trace_id(1)), at=NOON)
    trace = telemetry.tasks.trace(TraceId(trace_id(1)))
    assert trace is not None
    assert trace.spans[0].attributes["odd"]


def test_an_unknown_trace_is_none(telemetry: TelemetryStore) -> None:
    assert telemetry.tasks.trace(TraceId(trace_id(9))) is None
    assert telemetry.tasks.task(TraceId(trace_id(9))) is None


def test_counts_see_only_what_was_sealed_by_then(telemetry: TelemetryStore) -> None:
    sealed_task(telemetry, root(), number=1, at=NOON)
    sealed_task(telemetry, root(tocsin__outcome="failure"), number=2, at=NOON + timedelta(minutes=1))
    early, late = NOON + timedelta(seconds=30), NOON + HOUR
    windows = [DAY, Window(NOON + timedelta(seconds=30), NOON + HOUR)]
    assert telemetry.slis.counts(SUCCESS_RATE, windows, early) == (SliCounts(1, 1), SliCounts(0, 0))
    assert telemetry.slis.counts(SUCCESS_RATE, windows, late) == (SliCounts(1, 2), SliCounts(0, 1))


def test_cohorts_and_release_keys_count_by_version(telemetry: TelemetryStore) -> None:
    for number, (version, outcome) in enumerate([("v1", "success"), ("v2", "failure"), ("v2", "success")], start=1):
        call = chat(gen_ai__prompt__name="p", gen_ai__prompt__version=version)
        sealed_task(telemetry, root(tocsin__outcome=outcome), call, number=number)
    later = NOON + HOUR
    cohorts = {c.version: c.counts for c in telemetry.slis.cohorts(SUCCESS_RATE, "prompt:p", DAY, later)}
    assert cohorts == {"v1": SliCounts(1, 1), "v2": SliCounts(1, 2)}
    assert telemetry.slis.release_keys(SUCCESS_RATE, DAY, later)["prompt:p"] == {"v2": 1}
    assert [t.trace_id for t in telemetry.tasks.failing(SUCCESS_RATE, DAY, limit=5, as_of=later)] == [trace_id(2)]


def test_a_series_has_a_point_for_each_step_with_tasks(telemetry: TelemetryStore) -> None:
    for minute in (0, 0, 7):
        sealed_task(telemetry, root(), number=minute * 10 + len(str(minute)), at=NOON + timedelta(minutes=minute))
    points = telemetry.slis.series(SUCCESS_RATE, DAY, timedelta(minutes=5), NOON + HOUR)
    assert [(p.start, p.counts.total) for p in points] == [(NOON, 1), (NOON + timedelta(minutes=5), 1)]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (TaskFilter(journeys=(JourneyName("assistant/answer"),)), {1, 2}),
        (TaskFilter(outcomes=(Outcome.FAILURE,)), {2}),
        (TaskFilter(models=("gpt-4o",)), {1}),
        (TaskFilter(releases={"prompt:p": "v1"}), {1}),
        (TaskFilter(thresholds=(Threshold(TaskField.LLM_CALLS, Comparison.LT, 1),)), {2}),
        (TaskFilter(services=("it's",)), set()),
    ],
)
def test_filters_choose_tasks(telemetry: TelemetryStore, where: TaskFilter, expected: set[int]) -> None:
    sealed_task(telemetry, root(), chat(gen_ai__prompt__name="p", gen_ai__prompt__version="v1"), number=1)
    sealed_task(telemetry, root(tocsin__outcome="failure"), number=2)
    assert {t.trace_id for t in telemetry.tasks.tasks(where, DAY, limit=10)} == {trace_id(n) for n in expected}


def test_a_listing_continues_where_it_stopped(telemetry: TelemetryStore) -> None:
    for number in range(1, 6):
        sealed_task(telemetry, root(), number=number, at=NOON + timedelta(seconds=number))
    first = telemetry.tasks.tasks(TaskFilter(), DAY, limit=3)
    rest = telemetry.tasks.tasks(TaskFilter(), DAY, limit=3, before=(first[-1].ended_at, first[-1].trace_id))
    assert [t.trace_id for t in (*first, *rest)] == [trace_id(n) for n in (5, 4, 3, 2, 1)]


def test_a_listing_reaches_as_far_back_as_it_must(telemetry: TelemetryStore) -> None:
    ages = [timedelta(minutes=1), timedelta(minutes=90), timedelta(days=2), timedelta(days=20)]
    for number, age in enumerate(ages, start=1):
        sealed_task(telemetry, root(), number=number, at=NOON - age)
    month = Window(NOON - timedelta(days=30), NOON)

    def listed(limit: int, **options: Any) -> list[TraceId]:
        return [task.trace_id for task in telemetry.tasks.tasks(TaskFilter(), month, limit=limit, **options)]

    assert [listed(limit) for limit in range(1, 6)] == [
        [trace_id(n) for n in range(1, 1 + min(limit, 4))] for limit in range(1, 6)
    ]
    second = telemetry.tasks.tasks(TaskFilter(), month, limit=2)[-1]
    assert listed(5, before=(second.ended_at, second.trace_id)) == [trace_id(3), trace_id(4)]


def test_journeys_are_summed_up(telemetry: TelemetryStore) -> None:
    sealed_task(telemetry, root(), number=1)
    sealed_task(telemetry, root(tocsin__outcome="failure"), number=2)
    (summary,) = telemetry.tasks.journeys(DAY)
    assert (summary.tasks, summary.successes, summary.failures, summary.unknown) == (2, 1, 1, 0)
    assert summary.p95_seconds == pytest.approx(2)


def test_stored_digests_are_found_again(telemetry: TelemetryStore) -> None:
    body = request([root()], trace=trace_id(1)).SerializeToString()
    telemetry.spans.write([OtlpRequest(body, 2**64 - 1)], NOON)
    assert telemetry.spans.recent_digests(NOON - HOUR) == {2**64 - 1: NOON}
    assert telemetry.spans.recent_digests(NOON + HOUR) == {}


def test_unsealed_traces_are_found_after_a_restart(telemetry: TelemetryStore) -> None:
    sealed_task(telemetry, root(), number=1)
    write(telemetry, request([root()], trace=trace_id(2)), at=NOON + timedelta(minutes=1))
    assert [a.trace_id for a in telemetry.sealing.unsealed(NOON - HOUR)] == [trace_id(2)]
