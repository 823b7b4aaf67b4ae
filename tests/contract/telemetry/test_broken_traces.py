"""Traces that came in pieces, in circles, by wrong clocks or not at all: each has a task that was decided on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.kit.otlp import NOON, SpanSpec, chat, request, root, span_id, trace_id
from tocsin.clock import to_nanoseconds
from tocsin.model import Outcome, OutcomeSource, Task, TaskFilter, TraceId, Window
from tocsin.store.telemetry import OtlpRequest, TelemetryStore

pytestmark = pytest.mark.slow

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
EVER = Window(NOON - timedelta(days=3_650), NOON + timedelta(days=3_650))


def receive(
    telemetry: TelemetryStore, *spans: SpanSpec, at: datetime = NOON + 10 * SECOND, service: str = "assistant"
) -> None:
    """Store spans of trace 1, which began at noon, as received at an instant."""
    body = request(spans, trace=trace_id(1), service=service).SerializeToString()
    telemetry.spans.write([OtlpRequest(body, to_nanoseconds(at))], at)


def seal(telemetry: TelemetryStore, at: datetime = NOON + MINUTE, *, again: bool = False) -> Task:
    """Seal what was received up to an instant and return the one task there is."""
    activity = telemetry.sealing.activity(NOON - MINUTE, at)
    telemetry.sealing.seal(activity, [], at, resealed=[a.trace_id for a in activity] if again else [])
    (task,) = telemetry.tasks.tasks(TaskFilter(), EVER, limit=10)
    return task


def task_of(telemetry: TelemetryStore, *spans: SpanSpec) -> Task:
    receive(telemetry, *spans)
    return seal(telemetry)


def child(number: int, parent: int) -> SpanSpec:
    return SpanSpec(f"step {number}", span_id(number), parent=span_id(parent))


def test_spans_whose_parent_never_came_count_and_are_marked(telemetry: TelemetryStore) -> None:
    task = task_of(telemetry, root(), replace(chat(2), parent=span_id(99)))
    assert (task.marks, task.span_count, task.llm_calls) == (("orphans",), 2, 1)
    assert (task.root_name, task.outcome) == ("answer", Outcome.SUCCESS)


def test_a_trace_whose_caller_sends_nothing_has_no_root_and_no_orphans(telemetry: TelemetryStore) -> None:
    task = task_of(telemetry, child(2, 99), child(3, 2))
    assert (task.marks, task.root_name, task.outcome_source) == (("no_root",), "step 2", OutcomeSource.NONE)


def test_several_pieces_without_root_are_orphans(telemetry: TelemetryStore) -> None:
    assert set(task_of(telemetry, child(2, 98), child(3, 99)).marks) == {"no_root", "orphans"}


def test_of_several_roots_the_earliest_is_the_root(telemetry: TelemetryStore) -> None:
    second = SpanSpec("second", span_id(7), start=5 * SECOND, error=True)
    task = task_of(telemetry, second, root(), chat())
    assert (task.marks, task.root_name, task.outcome) == (("several_roots",), "answer", Outcome.SUCCESS)
    assert (task.duration_seconds, task.span_count, task.error_count) == (2, 3, 1)


@pytest.mark.parametrize(
    "circle",
    [(child(2, 2),), (child(2, 3), child(3, 2)), (child(2, 4), child(3, 2), child(4, 3), child(5, 4))],
    ids=["its own parent", "each other's parent", "a larger one with a branch"],
)
def test_spans_that_go_in_a_circle_count_and_are_marked(telemetry: TelemetryStore, circle: Sequence[SpanSpec]) -> None:
    task = task_of(telemetry, root(), *circle, replace(chat(9), parent=span_id(2)))
    assert (task.marks, task.span_count, task.root_name) == (("cycle",), 2 + len(circle), "answer")
    assert (task.llm_calls, task.input_tokens) == (1, 1_000)


def test_calls_that_are_each_others_parent_are_both_counted(telemetry: TelemetryStore) -> None:
    task = task_of(telemetry, replace(chat(2), parent=span_id(3)), replace(chat(3), parent=span_id(2)))
    assert set(task.marks) == {"no_root", "cycle"}
    assert (task.llm_calls, task.outcome) == (2, Outcome.UNKNOWN)


def test_a_call_that_is_its_own_parent_is_counted(telemetry: TelemetryStore) -> None:
    assert task_of(telemetry, replace(chat(2), parent=span_id(2))).llm_calls == 1


def test_a_child_by_another_clock_does_not_move_the_task(telemetry: TelemetryStore) -> None:
    early = replace(chat(2), start=-20 * MINUTE)
    late = replace(chat(3), start=20 * MINUTE)
    task = task_of(telemetry, root(), early, late)
    assert (task.marks, task.started_at, task.duration_seconds) == (("clock_skew",), NOON, 2)


def test_clocks_that_differ_as_clocks_do_are_not_marked(telemetry: TelemetryStore) -> None:
    assert task_of(telemetry, root(), replace(chat(), start=timedelta(milliseconds=-300))).marks == ()


def test_a_root_that_ends_before_it_begins_took_no_time(telemetry: TelemetryStore) -> None:
    task = task_of(telemetry, replace(root(), length=-5 * SECOND))
    assert (task.marks, task.duration_seconds, task.ended_at) == (("clock_skew",), 0, NOON)


def test_a_root_without_a_start_took_no_time(telemetry: TelemetryStore) -> None:
    message = request([root()], trace=trace_id(1))
    message.resource_spans[0].scope_spans[0].spans[0].start_time_unix_nano = 0
    telemetry.spans.write([OtlpRequest(message.SerializeToString(), 1)], NOON)
    task = seal(telemetry)
    assert (task.duration_seconds, task.ended_at) == (0, NOON + 2 * SECOND)


def test_a_task_of_no_length_and_no_name_is_one(telemetry: TelemetryStore) -> None:
    task = task_of(telemetry, replace(root(""), length=timedelta(0)))
    assert (task.journey, task.root_name, task.duration_seconds) == ("assistant/unnamed", "", 0)


def test_a_root_that_never_ends_leaves_a_task_of_what_came(telemetry: TelemetryStore) -> None:
    """Exporters send a span when it ends: of a root that never does, only its children come."""
    task = task_of(telemetry, child(2, 1), replace(chat(3), start=4 * SECOND), child(4, 1))
    assert set(task.marks) == {"no_root", "orphans"}
    assert (task.started_at, task.duration_seconds, task.outcome) == (NOON, 5, Outcome.UNKNOWN)


@pytest.mark.parametrize("delay", [2 * HOUR, timedelta(days=3)])
def test_a_span_hours_or_days_late_joins_its_task(telemetry: TelemetryStore, delay: timedelta) -> None:
    receive(telemetry, root())
    first = seal(telemetry)
    receive(telemetry, chat(), at=NOON + delay)
    task = seal(telemetry, NOON + delay + MINUTE, again=True)
    assert (first.marks, task.marks) == ((), ("late",))
    assert (task.span_count, task.input_tokens, task.ended_at) == (2, 1_000, NOON + 2 * SECOND)


def test_of_a_span_that_came_again_changed_the_later_content_counts(telemetry: TelemetryStore) -> None:
    receive(telemetry, root(), chat(gen_ai__usage__output_tokens=1))
    receive(telemetry, chat(gen_ai__usage__output_tokens=70), at=NOON + 11 * SECOND)
    task = seal(telemetry)
    assert (task.span_count, task.output_tokens, task.llm_calls) == (2, 70, 1)


def test_of_two_forms_of_a_span_in_one_insert_the_one_that_ended_later_counts(telemetry: TelemetryStore) -> None:
    begun = replace(chat(gen_ai__usage__output_tokens=1), length=timedelta(0))
    task = task_of(telemetry, root(), chat(gen_ai__usage__output_tokens=70), begun)
    assert (task.span_count, task.output_tokens) == (2, 70)


def test_services_in_one_trace_make_one_task_of_the_roots_service(telemetry: TelemetryStore) -> None:
    receive(telemetry, chat(), service="model-gateway")
    receive(telemetry, root(), service="shop")
    task = seal(telemetry)
    assert (task.service, task.journey, task.span_count) == ("shop", "shop/answer", 2)


def test_a_trace_sealed_before_its_time_says_so_until_it_is_sealed_whole(telemetry: TelemetryStore) -> None:
    receive(telemetry, chat())
    at = NOON + 20 * SECOND
    activity = telemetry.sealing.activity(NOON, at)
    [counted] = telemetry.sealing.seal(activity, [], at, unfinished=[TraceId(trace_id(1))])
    assert counted.marks["unfinished"] == 1
    receive(telemetry, root(), at=NOON + 30 * SECOND)
    assert seal(telemetry, again=True).marks == ()
