"""Sealing under a sampling policy: verdicts on the task, rescue in time, and no task made of half of its spans."""

from datetime import datetime, timedelta

import pytest

from tests.contract.telemetry.test_tasks import write
from tests.kit.otlp import NOON, SpanSpec, chat, request, root, span_id, trace_id
from tests.kit.signals import evaluation, log_request
from tocsin.model import Outcome, SamplingPolicy, Task, TraceId
from tocsin.store import ScoreRecord
from tocsin.store.telemetry import OtlpRequest, SampledSealing, TelemetryStore

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ID, OTHER = TraceId(trace_id(1)), TraceId(trace_id(2))
NEARLY_NONE = SamplingPolicy(rate=1e-12)


def seal(telemetry: TelemetryStore, at: datetime, policy: SamplingPolicy = NEARLY_NONE, *, again: bool = False) -> None:
    """Seal whatever came in the last hours, as the sealer does."""
    store = SampledSealing(telemetry.sealing, telemetry.sampling, lambda: policy)
    traces = store.activity(at - 24 * HOUR, at)
    store.seal(traces, [], at, resealed=[trace.trace_id for trace in traces] if again else [])


def the_task(telemetry: TelemetryStore, trace: TraceId = ID) -> Task:
    task = telemetry.tasks.task(trace)
    assert task is not None
    return task


def let_go(telemetry: TelemetryStore, at: datetime) -> None:
    """Announce and carry out."""
    telemetry.sampling.let_go(HOUR, at)
    telemetry.sampling.let_go(HOUR, at + 10 * MINUTE)


def a_plain_trace(telemetry: TelemetryStore) -> None:
    write(telemetry, request([root(), SpanSpec("step", span_id(2), parent=span_id(1))], trace=ID), at=NOON)
    seal(telemetry, NOON + MINUTE)


def test_the_verdict_and_its_probability_stand_on_the_task(telemetry: TelemetryStore) -> None:
    a_plain_trace(telemetry)
    assert (the_task(telemetry).is_kept, the_task(telemetry).keep_probability) == (False, 1e-12)


def test_without_a_policy_everything_is_kept(telemetry: TelemetryStore) -> None:
    write(telemetry, request([root()], trace=ID), at=NOON)
    seal(telemetry, NOON + MINUTE, SamplingPolicy())
    assert (the_task(telemetry).is_kept, the_task(telemetry).keep_probability) == (True, 1.0)


def test_a_late_failure_within_the_grace_time_rescues_the_spans(telemetry: TelemetryStore) -> None:
    a_plain_trace(telemetry)
    telemetry.outcomes.report_outcome(ID, Outcome.FAILURE, NOON + 30 * MINUTE, "reopened")
    seal(telemetry, NOON + 31 * MINUTE, again=True)
    let_go(telemetry, NOON + 5 * HOUR)
    trace = telemetry.spans.trace(ID)
    assert (the_task(telemetry).is_kept, the_task(telemetry).keep_probability) == (True, 1.0)
    assert trace is not None
    assert len(trace.spans) == 2


def test_a_late_score_rescues_the_spans(telemetry: TelemetryStore) -> None:
    a_plain_trace(telemetry)
    assert telemetry.sampling.rescue(HOUR, NOON + 10 * MINUTE) == 0
    telemetry.scores.add_score(
        ScoreRecord(ID, "", "judge", "1", 0.2, "", "", 1.0, NOON + 20 * MINUTE), NOON + 20 * MINUTE
    )
    assert telemetry.sampling.rescue(HOUR, NOON + 21 * MINUTE) == 1
    seal(telemetry, NOON + 22 * MINUTE, again=True)
    assert the_task(telemetry).is_kept


@pytest.mark.parametrize("known", ["before", "in time", "too late"])
def test_a_score_of_a_response_keeps_the_trace_that_got_it(telemetry: TelemetryStore, known: str) -> None:
    scored = log_request([evaluation(gen_ai__response__id="chatcmpl-1")]).SerializeToString()
    received_at = {"before": NOON, "in time": NOON + 20 * MINUTE, "too late": NOON + 70 * MINUTE}[known]
    if known == "before":
        telemetry.logs.write([OtlpRequest(scored, 1)], received_at)
    for number, trace in enumerate((ID, OTHER), start=1):
        call = chat(gen_ai__response__id=f"chatcmpl-{number}")
        write(telemetry, request([root(), call], trace=trace), at=NOON)
    seal(telemetry, NOON + MINUTE)
    if known != "before":
        telemetry.logs.write([OtlpRequest(scored, 1)], received_at)
    rescued = telemetry.sampling.rescue(HOUR, received_at + 2 * MINUTE)
    assert rescued == (1 if known == "in time" else 0)
    if rescued:
        seal(telemetry, received_at + 3 * MINUTE, again=True)
    assert the_task(telemetry).is_kept is (known != "too late")
    assert the_task(telemetry, OTHER).is_kept is False


def test_spans_that_come_when_the_others_are_gone_do_not_shrink_the_task(telemetry: TelemetryStore) -> None:
    a_plain_trace(telemetry)
    let_go(telemetry, NOON + 2 * HOUR)
    write(telemetry, request([SpanSpec("late", span_id(9), parent=span_id(1))], trace=ID), at=NOON + 3 * HOUR)
    seal(telemetry, NOON + 3 * HOUR + MINUTE, again=True)
    assert the_task(telemetry).span_count == 2


def test_an_outcome_that_comes_when_the_spans_are_gone_still_counts(telemetry: TelemetryStore) -> None:
    a_plain_trace(telemetry)
    let_go(telemetry, NOON + 2 * HOUR)
    telemetry.outcomes.report_outcome(ID, Outcome.FAILURE, NOON + 3 * HOUR, "reopened")
    seal(telemetry, NOON + 3 * HOUR + MINUTE, again=True)
    task = the_task(telemetry)
    assert (task.outcome, task.outcome_source, task.span_count, task.is_kept) == ("failure", "reported", 2, False)
