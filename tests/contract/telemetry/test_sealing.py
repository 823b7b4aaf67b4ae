"""Sealing finds what is not sealed, reads each insert once, and leaves one task a trace whoever seals it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.kit.otlp import NOON, SpanSpec, chat, request, root, trace_id
from tocsin.clock import to_nanoseconds
from tocsin.model import Outcome, Task, TaskFilter, TraceId, Window
from tocsin.store.telemetry import OtlpRequest, TelemetryStore
from tocsin.store.telemetry.task.sealing import SPANS_PER_STATEMENT

pytestmark = pytest.mark.slow

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
EVER = Window(NOON - timedelta(days=3_650), NOON + timedelta(days=3_650))


def receive(telemetry: TelemetryStore, *spans: SpanSpec, at: datetime, number: int = 1) -> None:
    """Store spans of a trace that began at noon, as received at an instant."""
    body = request(spans, trace=trace_id(number)).SerializeToString()
    telemetry.spans.write([OtlpRequest(body, to_nanoseconds(at) + number)], at)


def tasks(telemetry: TelemetryStore) -> Sequence[Task]:
    return telemetry.tasks.tasks(TaskFilter(), EVER, limit=1_000)


CHAIN = """
    INSERT INTO spans (received_at, trace_id, span_id, parent_span_id, name, kind, vendor, request_model, input_tokens,
        output_tokens, prompt_name, service, started_at, ended_at, status_code)
    SELECT toDateTime64('2026-11-20 12:00:00', 9, 'UTC'), {trace:String}, toString(number),
        if(number = 0, '', toString(number - 1)), 'step', if(number % 2, 'llm', 'chain'), 'openai',
        toString(number % 4), if(number % 2, 10, NULL), if(number % 2, 1, NULL), if(number = 0, 'top', ''), 'deep',
        toDateTime64('2026-11-20 12:00:00', 9, 'UTC'), toDateTime64('2026-11-20 12:00:01', 9, 'UTC'), 1
    FROM numbers({spans:UInt64})"""


def chain(telemetry: TelemetryStore, spans: int) -> None:
    """Write one trace as a chain: each span is the parent of the next, each second one a call of one of two models."""
    telemetry._engine.execute(CHAIN, {"trace": trace_id(1), "spans": spans})


def test_receipts_count_the_traces_of_each_insert(telemetry: TelemetryStore) -> None:
    receive(telemetry, root(), at=NOON)
    receive(telemetry, root(), at=NOON + SECOND, number=2)
    receipts = telemetry.sealing.receipts(NOON - SECOND, NOON + SECOND)
    assert list(receipts.values()) == [1, 1]
    first, second = receipts
    assert second - first == 10**9
    found = telemetry.sealing.activity(NOON - SECOND, NOON + SECOND, among=[second])
    assert [(a.trace_id, a.last_received_at) for a in found] == [(trace_id(2), NOON + SECOND)]


def test_what_is_not_sealed_is_found_with_whether_it_has_a_task(telemetry: TelemetryStore) -> None:
    for number in (1, 2):
        receive(telemetry, root(), at=NOON, number=number)
        telemetry.sealing.seal(telemetry.sealing.activity(NOON - SECOND, NOON), [], NOON + SECOND)
    receive(telemetry, chat(), at=NOON + MINUTE, number=2)
    receive(telemetry, root(), at=NOON + 2 * MINUTE, number=3)
    found = telemetry.sealing.unsealed(NOON - MINUTE)
    assert [(a.trace_id, a.has_task) for a in found] == [(trace_id(2), True), (trace_id(3), False)]
    assert [a.trace_id for a in telemetry.sealing.unsealed(NOON - MINUTE, limit=1)] == [trace_id(2)]


def test_a_task_sealed_with_its_reported_outcome_is_not_unsealed(telemetry: TelemetryStore) -> None:
    receive(telemetry, root(), at=NOON)
    telemetry.outcomes.report_outcome(TraceId(trace_id(1)), Outcome.FAILURE, NOON + MINUTE, "")
    telemetry.sealing.seal(telemetry.sealing.activity(NOON - SECOND, NOON + MINUTE), [], NOON + 2 * MINUTE)
    assert telemetry.sealing.unsealed(NOON - MINUTE) == ()


def test_two_servers_that_seal_at_once_leave_one_task(telemetry: TelemetryStore) -> None:
    """One has seen the root and the other has not, so they write under different minutes, and neither knows of it."""
    receive(telemetry, chat(), at=NOON + 200 * SECOND)
    partial = telemetry.sealing.activity(NOON, NOON + 200 * SECOND)
    telemetry.sealing.seal(partial, [], NOON + 210 * SECOND)
    receive(telemetry, replace(root(), length=3 * MINUTE), at=NOON + 201 * SECOND)
    whole = telemetry.sealing.activity(NOON, NOON + 201 * SECOND)
    telemetry.sealing.seal(whole, [], NOON + 211 * SECOND)
    assert [(task.span_count, task.marks) for task in tasks(telemetry)] == [(2, ())]


def test_the_server_with_the_later_version_wins_although_it_wrote_first(telemetry: TelemetryStore) -> None:
    receive(telemetry, replace(root(), length=3 * MINUTE), at=NOON + 200 * SECOND)
    activity = telemetry.sealing.activity(NOON, NOON + 201 * SECOND)
    telemetry.sealing.seal(activity, [], NOON + 212 * SECOND)
    telemetry.sealing.seal(activity, [], NOON + 211 * SECOND)
    assert [task.sealed_at for task in tasks(telemetry)] == [NOON + 212 * SECOND]


def test_sealing_twice_at_one_version_leaves_one_task(telemetry: TelemetryStore) -> None:
    receive(telemetry, root(), at=NOON)
    activity = telemetry.sealing.activity(NOON - SECOND, NOON)
    for _ in range(2):
        telemetry.sealing.seal(activity, [], NOON + SECOND)
    assert len(tasks(telemetry)) == 1


def test_a_trace_that_came_over_days_is_read_from_its_own_minutes(telemetry: TelemetryStore) -> None:
    first, second = NOON - timedelta(days=3), NOON
    receive(telemetry, root(), at=first)
    receive(telemetry, chat(), at=second)
    receive(telemetry, root(), at=NOON - timedelta(days=1), number=2)
    activity = [a for a in telemetry.sealing.activity(first - SECOND, NOON) if a.trace_id == trace_id(1)]
    telemetry.sealing.seal(activity, [], NOON + MINUTE)
    assert [(task.trace_id, task.span_count) for task in tasks(telemetry)] == [(trace_id(1), 2)]


def test_fresh_and_old_traces_are_sealed_together(telemetry: TelemetryStore) -> None:
    for number, ago in enumerate((timedelta(days=2), timedelta(hours=1), SECOND), start=1):
        receive(telemetry, root(), at=NOON - ago, number=number)
    activity = telemetry.sealing.activity(NOON - timedelta(days=3), NOON)
    [counted] = telemetry.sealing.seal(activity, [], NOON)
    assert counted.tasks == 3


def test_a_trace_of_a_hundred_thousand_spans_is_one_task(telemetry: TelemetryStore) -> None:
    chain(telemetry, 100_000)
    telemetry.sealing.seal(telemetry.sealing.activity(NOON - SECOND, NOON), [], NOON + SECOND)
    (task,) = tasks(telemetry)
    assert (task.span_count, task.marks) == (100_000, ())
    # Calls of two models take turns, each below the one before: none repeats the call above it.
    assert {(u.model, u.prompt, u.calls) for u in task.usage} == {("1", "top", 25_000), ("3", "top", 25_000)}


def test_traces_are_parted_into_statements_of_bounded_size(telemetry: TelemetryStore) -> None:
    """Two traces of which one statement would hold too many spans."""
    chain(telemetry, SPANS_PER_STATEMENT - 10)
    receive(telemetry, root(), *(chat(n) for n in range(2, 20)), at=NOON, number=2)
    counts = telemetry.sealing.seal(telemetry.sealing.activity(NOON - SECOND, NOON), [], NOON + SECOND)
    assert sum(one.tasks for one in counts) == 2
    assert sorted(task.span_count for task in tasks(telemetry)) == [19, SPANS_PER_STATEMENT - 10]
