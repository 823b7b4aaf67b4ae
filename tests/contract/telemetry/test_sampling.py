"""Sampling lets spans go and nothing else: tasks stay exact, rules always keep, estimates are unbiased."""

from datetime import timedelta

import pytest

from tests.contract.telemetry.test_tasks import DAY, seal, write
from tests.kit.otlp import NOON, SpanSpec, request, root, span_id, trace_id
from tocsin.model import SamplingPolicy, TraceId, Window
from tocsin.store.telemetry import TelemetryStore
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.task.sampling import DRAW, sampling_columns

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)


def decide(telemetry: TelemetryStore, policy: SamplingPolicy) -> None:
    """Give every sealed task the verdict of a policy, as sealing does."""
    ids = [trace for (trace,) in telemetry._engine.rows("SELECT trace_id FROM tasks FINAL")]
    parameters: Parameters = {"first": NOON - HOUR, "minutes": [f"{NOON:%Y-%m-%d %H:%M:%S}"], "ids": ids}
    kept, probability = sampling_columns(policy, parameters)
    columns = f"{kept} AS is_kept, {probability} AS keep_probability, version + 1 AS version"
    sql = f"INSERT INTO tasks SELECT * REPLACE ({columns}) FROM tasks FINAL"  # noqa: S608 - expressions of ours
    telemetry._engine.execute(sql, parameters)


def verdicts(telemetry: TelemetryStore) -> dict[str, tuple[bool, float]]:
    """Return whether each task is kept, and its probability."""
    rows = telemetry._engine.rows("SELECT trace_id, is_kept, keep_probability FROM tasks FINAL")
    return {trace: (bool(kept), probability) for trace, kept, probability in rows}


def many(telemetry: TelemetryStore, count: int) -> None:
    """Store and seal traces of one to four spans."""
    requests = []
    for number in range(1, count + 1):
        children = [SpanSpec("step", span_id(n + 2), parent=span_id(1)) for n in range(number % 4)]
        requests.append(request([root(), *children], trace=trace_id(number)))
    write(telemetry, *requests, at=NOON)
    seal(telemetry, NOON + MINUTE)


def spans_of(telemetry: TelemetryStore, number: int) -> int:
    trace = telemetry.spans.trace(TraceId(trace_id(number)))
    return len(trace.spans) if trace else 0


def test_estimates_from_kept_traces_agree_with_all_of_them(telemetry: TelemetryStore) -> None:
    many(telemetry, 400)
    for rate in (0.05, 0.3, 0.8):
        decide(telemetry, SamplingPolicy(rate=rate))
        estimate = telemetry.intake.estimates(DAY)[0]
        assert (estimate.tasks, estimate.spans) == (400, 1_000)
        assert abs(estimate.kept - 400 * rate) < 4 * (400 * rate * (1 - rate)) ** 0.5
        assert estimate.standard_error > 0
        # Four standard errors: one run in 16,000 would fail by chance, and the draws are fixed by the ids.
        assert abs(estimate.estimated_spans - estimate.spans) < 4 * estimate.standard_error


def test_every_server_draws_the_same_number_for_a_trace(telemetry: TelemetryStore) -> None:
    many(telemetry, 500)
    query = f"SELECT {DRAW} FROM tasks FINAL ORDER BY trace_id"  # noqa: S608 - a constant of ours
    draws = [one for (one,) in telemetry._engine.rows(query)]
    assert draws == [one for (one,) in telemetry._engine.rows(query)]
    assert min(draws) >= 0
    assert max(draws) < 1
    assert sum(draws) / len(draws) == pytest.approx(0.5, abs=0.06)


def test_a_smaller_rate_keeps_a_part_of_what_a_larger_one_keeps(telemetry: TelemetryStore) -> None:
    many(telemetry, 500)
    decide(telemetry, SamplingPolicy(rate=0.5))
    half = {trace for trace, (kept, _) in verdicts(telemetry).items() if kept}
    decide(telemetry, SamplingPolicy(rate=0.2))
    fifth = {trace for trace, (kept, _) in verdicts(telemetry).items() if kept}
    assert fifth < half


@pytest.mark.parametrize(
    ("policy", "number"),
    [
        (SamplingPolicy(rate=1e-12), 1),
        (SamplingPolicy(rate=1e-12, slower_than=timedelta(seconds=5)), 2),
        (SamplingPolicy(rate=1e-12, services=("assist*",)), 3),
        (SamplingPolicy(rate=1e-12), 4),
        (SamplingPolicy(rate=1e-12, journey_rates={"assistant/*": 1.0}), 3),
    ],
    ids=["failed", "slow", "service", "no root", "journey"],
)
def test_what_a_rule_names_is_always_kept(telemetry: TelemetryStore, policy: SamplingPolicy, number: int) -> None:
    slow = SpanSpec("answer", span_id(1), length=timedelta(seconds=9))
    write(
        telemetry,
        request([SpanSpec("answer", span_id(1), error=True)], trace=trace_id(1)),
        request([slow], trace=trace_id(2)),
        request([root()], trace=trace_id(3)),
        request([SpanSpec("step", span_id(2), parent=span_id(1))], trace=trace_id(4)),
        at=NOON,
    )
    seal(telemetry, NOON + MINUTE)
    decide(telemetry, policy)
    assert verdicts(telemetry)[trace_id(number)] == (True, 1.0)


def test_a_plain_trace_is_let_go_after_the_grace_time_and_its_task_stays(telemetry: TelemetryStore) -> None:
    write(telemetry, request([root()], trace=trace_id(1)), request([root()], trace=trace_id(2)), at=NOON)
    seal(telemetry, NOON + MINUTE)
    decide(telemetry, SamplingPolicy(rate=1e-12))
    telemetry._engine.execute(
        "INSERT INTO tasks SELECT * REPLACE (1 AS is_kept, version + 1 AS version) FROM tasks FINAL"
        " WHERE trace_id = {id:String}",
        {"id": trace_id(2)},
    )
    assert telemetry.sampling.let_go(HOUR, NOON + HOUR) == 0
    assert telemetry.sampling.let_go(HOUR, NOON + HOUR + 2 * MINUTE) == 0  # announced; sealing under way still reads
    assert (spans_of(telemetry, 1), spans_of(telemetry, 2)) == (1, 1)
    assert telemetry.sampling.let_go(HOUR, NOON + HOUR + 12 * MINUTE) == 1
    assert (spans_of(telemetry, 1), spans_of(telemetry, 2)) == (0, 1)
    assert telemetry.sampling.let_go(HOUR, NOON + HOUR + 22 * MINUTE) == 0
    assert telemetry.tasks.task(TraceId(trace_id(1))) is not None


def test_a_trace_whose_spans_may_be_gone_is_known(telemetry: TelemetryStore) -> None:
    write(telemetry, request([root()], trace=trace_id(1)), at=NOON)
    seal(telemetry, NOON + MINUTE)
    decide(telemetry, SamplingPolicy(rate=1e-12))
    ids = [TraceId(trace_id(1)), TraceId(trace_id(9))]
    assert telemetry.sampling.gone(ids) == frozenset()
    telemetry.sampling.let_go(HOUR, NOON + 2 * HOUR)
    assert telemetry.sampling.gone(ids) == {trace_id(1)}
    assert telemetry.sampling.gone([]) == frozenset()


def test_nothing_is_announced_while_everything_is_kept(telemetry: TelemetryStore) -> None:
    many(telemetry, 3)
    assert telemetry.sampling.let_go(HOUR, NOON + 5 * HOUR) == 0
    assert telemetry._engine.rows("SELECT count() FROM sampling_runs") == [(0,)]


def test_the_receipt_of_a_trace_that_was_let_go_tells_its_task(telemetry: TelemetryStore) -> None:
    write(telemetry, request([root()], trace=trace_id(1)), at=NOON)
    seal(telemetry, NOON + MINUTE)
    decide(telemetry, SamplingPolicy(rate=1e-12))
    telemetry.sampling.let_go(HOUR, NOON + 2 * HOUR)
    telemetry.sampling.let_go(HOUR, NOON + 3 * HOUR)
    receipt = telemetry.intake.receipt(TraceId(trace_id(1)))
    assert receipt is not None
    assert (receipt.spans, receipt.last_received_at) == (0, NOON)
    assert receipt.sealed is not None
    assert (receipt.sealed.is_kept, receipt.sealed.span_count) == (False, 1)
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    assert task is not None
    assert receipt.sealed.ended_at == task.ended_at


def test_sources_tell_what_is_queryable(telemetry: TelemetryStore) -> None:
    write(telemetry, request([root()], trace=trace_id(1)), at=NOON)
    seal(telemetry, NOON + timedelta(seconds=10))
    write(telemetry, request([root()], trace=trace_id(2)), at=NOON + timedelta(seconds=20))
    [source] = telemetry.intake.sources(Window(NOON - HOUR, NOON + MINUTE))
    assert (source.source, source.spans) == ("assistant", 2)
    assert (source.last_queryable_at, source.last_received_at) == (NOON, NOON + timedelta(seconds=20))
    [old] = telemetry.intake.sources(Window(NOON - HOUR, NOON + HOUR))
    assert old.last_queryable_at == NOON + timedelta(seconds=20)


def test_stored_spans_are_counted_by_minute_and_source(telemetry: TelemetryStore) -> None:
    write(telemetry, request([root()], trace=trace_id(1)), request([root()], trace=trace_id(2), service="b"), at=NOON)
    write(telemetry, request([root()], trace=trace_id(3)), at=NOON + MINUTE)
    window = Window(NOON, NOON + HOUR)
    counted = [(one.at, one.source, one.spans) for one in telemetry.intake.minutes(window)]
    assert counted == [(NOON, "assistant", 1), (NOON, "b", 1), (NOON + MINUTE, "assistant", 1)]
    assert [one.source for one in telemetry.intake.minutes(window, "b")] == ["b"]


def test_spans_that_no_convention_places_are_named_by_scope_and_reason(telemetry: TelemetryStore) -> None:
    odd = SpanSpec("odd", span_id(1), attributes={"gen_ai.something.new": "x"})
    nameless = SpanSpec("call", span_id(2), attributes={"gen_ai.operation.name": "chat"})
    write(telemetry, request([odd, nameless, SpanSpec("GET /", span_id(3))], trace=trace_id(1)), at=NOON)
    found = telemetry.intake.unmapped(Window(NOON, NOON + HOUR))
    assert sorted((one.scope, one.reason.split(",")[0], one.spans) for one in found) == [
        ("tests", "a model call that names no model", 1),
        ("tests", "attributes of an AI system", 1),
    ]


def test_sealing_is_counted_by_source_however_late_a_task_is(telemetry: TelemetryStore) -> None:
    late = [request([root()], trace=trace_id(n), at=NOON - n * 24 * HOUR) for n in (1, 30)]
    elsewhere = request([root()], trace=trace_id(2), resource={"service.name": "b"})
    write(telemetry, *late, elsewhere, request([root()], trace=trace_id(3)), at=NOON)
    activity = telemetry.sealing.activity(NOON - HOUR, NOON)
    one, other = telemetry.sealing.seal(activity, (), NOON + MINUTE)
    assert (one.source, one.tasks, one.marks, one.sampled_out) == ("assistant", 3, {"late": 2}, 0)
    assert (other.source, other.tasks, other.marks, other.sampled_out) == ("b", 1, {}, 0)
