"""Breakdowns and counts are the same from sums and memory as from the tasks themselves, whatever was sealed again."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

import pytest

from tests.kit.otlp import NOON, chat, request, root, trace_id
from tests.kit.prices import price, rates
from tests.kit.sli import CountedTasks
from tocsin.model import (
    Breakdown,
    BreakdownOrder,
    BreakdownPoint,
    BreakdownRow,
    Comparison,
    Dimension,
    JourneyName,
    Outcome,
    PriceKey,
    SliQuery,
    TaskField,
    TaskFilter,
    Threshold,
    TraceId,
    Window,
)
from tocsin.store.telemetry import OtlpRequest, TelemetryStore
from tocsin.store.telemetry.queries.rollup import MOST_RELEASE_KEYS

pytestmark = pytest.mark.slow

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = NOON + 6 * HOUR
WHOLE = Window(NOON - 5 * DAY, LATER)
PROMPT = "prompt:p"
LATE_KEY = "code:ranker"
"""Carried by tasks of the last days alone."""
PRICES = [price(PriceKey("openai", "gpt-4o"), rates(2e-6, 8e-6))]
FILTERS = [
    TaskFilter(),
    TaskFilter(journeys=(JourneyName("draft"),)),
    TaskFilter(outcomes=(Outcome.FAILURE,)),
    TaskFilter(thresholds=(Threshold(TaskField.TOKENS, Comparison.GTE, 2_000),)),
    TaskFilter(tenants=("t1",), users=("u1", "u2")),
    TaskFilter(prompts=("p",), marks=("nothing",)),
]
QUERIES = [
    SliQuery(TaskFilter(), TaskFilter(outcomes=(Outcome.SUCCESS,))),
    SliQuery(TaskFilter(journeys=(JourneyName("draft"),)), FILTERS[3]),
    SliQuery(TaskFilter(), TaskFilter(thresholds=(Threshold(TaskField.DURATION_SECONDS, Comparison.LT, 5),))),
]
WINDOWS = [WHOLE, Window(NOON - DAY, LATER), Window(NOON - 90 * MINUTE, NOON + 7 * MINUTE), Window(NOON, NOON)]


def varied_trace(number: int, at: datetime, *, outcome: Outcome, seconds: int = 0) -> OtlpRequest:
    """Return one of many traces that differ in every dimension."""
    served = {"user__id": f"u{number % 4}", "session__id": f"s{number % 7}", "tenant__id": f"t{number % 3}"}
    journey = "draft" if number % 5 == 0 else "answer"
    if number < 40 and number % 3:
        served["tocsin__release__code"] = f"ranker=r{number % 2}"
    head = replace(
        root(tocsin__outcome=outcome.value, tocsin__journey=journey, **served),
        length=timedelta(seconds=seconds or 1 + number % 9),
    )
    models = ("gpt-4o", "house-7b", "gpt-4o", "gpt-4o-mini")
    prompt = {"gen_ai__prompt__name": "p", "gen_ai__prompt__version": f"v{number % 3}"} if number % 4 else {}
    calls = [chat(2 + call, model=models[(number + call) % 4], **prompt) for call in range(number % 4)]
    message = request([head, *calls], trace=trace_id(number), at=at, service=("mailer", "assistant")[number % 2])
    return OtlpRequest(message.SerializeToString(), number)


def write_and_seal(
    telemetry: TelemetryStore, requests: Sequence[OtlpRequest], received_at: datetime, *, again: Iterable[str] = ()
) -> None:
    telemetry.spans.write(requests, received_at)
    activity = telemetry.sealing.activity(received_at - MINUTE, received_at)
    # A task is made of all its spans, so a second sealing reaches back to the first of them.
    activity = [replace(seen, first_received_at=WHOLE.start) for seen in activity]
    telemetry.sealing.seal(activity, [], received_at + 6 * timedelta(seconds=1), resealed=[TraceId(i) for i in again])


@pytest.fixture
def stored(telemetry: TelemetryStore) -> TelemetryStore:
    """Return the store with eighty tasks in four days, twenty a day, three hours of each."""
    telemetry.prices.put(PRICES, WHOLE.start)
    for day in range(4):
        starts = {number: NOON - day * DAY + number % 13 * 14 * MINUTE for number in range(day * 20, day * 20 + 20)}
        requests = [varied_trace(n, at, outcome=list(Outcome)[n % 4]) for n, at in starts.items()]
        write_and_seal(telemetry, requests, max(starts.values()) + MINUTE)
    return telemetry


def counted(stored: TelemetryStore, expected: int = 80) -> CountedTasks:
    """Return the tasks as they are now, in memory."""
    tasks = stored.tasks.tasks(TaskFilter(), WHOLE, limit=1_000)
    assert len(tasks) == expected
    return CountedTasks(tasks)


def days_held(stored: TelemetryStore, by: Dimension = Dimension.JOURNEY) -> int:
    """Return how many days would be answered from sums."""
    return len(stored.rollups.days(by, TaskFilter(), WHOLE))


def roll_up(stored: TelemetryStore, at: datetime = LATER) -> int:
    """Bring all sums of days up to date; return how many days were made."""
    made = 0
    while some := stored.rollups.refresh(at):
        made += some
    return made


def seal_again(stored: TelemetryStore) -> None:
    """Seal some tasks again: one with another outcome, one that now ends the day after, one that ends an hour later."""
    changes = {3: 0, 24: 26 * 3_600, 65: 3_600}
    requests = [
        varied_trace(n, NOON - n // 20 * DAY + n % 13 * 14 * MINUTE, outcome=Outcome.FAILURE, seconds=seconds)
        for n, seconds in changes.items()
    ]
    write_and_seal(stored, requests, LATER - HOUR, again=[trace_id(n) for n in changes])


def same_breakdowns(stored: TelemetryStore) -> None:
    reference = counted(stored)
    for index, (by, where) in enumerate(product(Dimension, FILTERS)):
        limit, order = (3, list(BreakdownOrder)[index % 3]) if index % 2 else (100, BreakdownOrder.TASKS)
        same_breakdown(stored, reference, by, where, limit=limit, order=order)
    for key in (LATE_KEY, "nobody:carries"):
        same_breakdown(stored, reference, Dimension.RELEASE, TaskFilter(), release_key=key)


def same_breakdown(
    stored: TelemetryStore,
    reference: CountedTasks,
    by: Dimension,
    where: TaskFilter,
    *,
    limit: int = 100,
    order: BreakdownOrder = BreakdownOrder.COST,
    release_key: str = PROMPT,
) -> None:
    expected, found = (
        reader.breakdown(by, where, WHOLE, limit=limit, order=order, release_key=release_key)
        for reader in (reference, stored.tasks)
    )
    assert comparable(found) == comparable(expected), (by, where, limit, order, release_key)


def same_counts(stored: TelemetryStore) -> None:
    reference = counted(stored)
    for query in QUERIES:
        for as_of in (LATER, LATER - 59 * MINUTE, NOON - DAY):
            assert stored.slis.counts(query, WINDOWS, as_of) == reference.counts(query, WINDOWS, as_of)
            for step in (MINUTE, HOUR, DAY):
                assert stored.slis.series(query, WHOLE, step, as_of) == reference.series(query, WHOLE, step, as_of)


def comparable(breakdown: Breakdown) -> object:
    """Return a breakdown with money rounded to a micro-dollar and without quantiles, which are approximate."""
    return [_rounded(row) for row in (*breakdown.rows, breakdown.other, breakdown.total)]


def _rounded(row: BreakdownRow | None) -> BreakdownRow | None:
    return row and replace(row, cost_usd=round(row.cost_usd, 6), p50_seconds=0, p95_seconds=0)


def _rounded_point(point: BreakdownPoint) -> BreakdownPoint:
    return replace(point, cost_usd=round(point.cost_usd, 6))


def test_a_breakdown_from_tasks_agrees_with_counting_them(stored: TelemetryStore) -> None:
    assert days_held(stored) == 0
    same_breakdowns(stored)


def test_a_breakdown_from_sums_of_days_agrees_too(stored: TelemetryStore) -> None:
    assert roll_up(stored) == 3
    assert days_held(stored) == 3
    same_breakdowns(stored)
    ranker = stored.tasks.breakdown(Dimension.RELEASE, TaskFilter(), WHOLE, limit=5, release_key=LATE_KEY)
    assert {row.value: row.tasks for row in ranker.rows} == {"": 54, "r0": 13, "r1": 13}


def test_what_was_sealed_again_is_never_answered_from_old_sums(stored: TelemetryStore) -> None:
    roll_up(stored)
    seal_again(stored)
    assert days_held(stored) < 3
    same_breakdowns(stored)
    assert roll_up(stored, LATER + MINUTE) == 2
    assert days_held(stored) == 3
    same_breakdowns(stored)


def test_a_sum_that_does_not_hold_is_seen(stored: TelemetryStore) -> None:
    """The comparison above can fail: sums are really read."""
    roll_up(stored)
    reference = counted(stored)
    stored._engine.execute("ALTER TABLE task_sums UPDATE tasks = tasks + 1 WHERE 1 SETTINGS mutations_sync = 1")
    for by in Dimension:
        with pytest.raises(AssertionError):
            same_breakdown(stored, reference, by, TaskFilter())
    for where in FILTERS[1:3]:
        with pytest.raises(AssertionError):
            same_breakdown(stored, reference, Dimension.MODEL, where)


def test_a_day_with_too_many_release_keys_is_split_by_release_from_its_tasks(stored: TelemetryStore) -> None:
    many = {f"tocsin__release__axis-{n}": "v1" for n in range(MOST_RELEASE_KEYS)}
    at = NOON - 2 * DAY
    message = request([root(**many)], trace=trace_id(500), at=at)
    write_and_seal(stored, [OtlpRequest(message.SerializeToString(), 500)], at + MINUTE)
    roll_up(stored)
    assert (days_held(stored), days_held(stored, Dimension.RELEASE)) == (3, 2)
    for key in (PROMPT, "axis-7:axis-7"):
        same_breakdown(stored, counted(stored, 81), Dimension.RELEASE, TaskFilter(), release_key=key)
    found = stored.tasks.breakdown(Dimension.RELEASE, TaskFilter(), WHOLE, limit=5, release_key="axis-7:axis-7")
    assert {row.value: row.tasks for row in found.rows} == {"": 80, "v1": 1}


def test_remembered_counts_agree_with_counting_whatever_is_sealed_again(stored: TelemetryStore) -> None:
    same_counts(stored)
    same_counts(stored)
    seal_again(stored)
    same_counts(stored)


def test_a_breakdown_over_time_agrees_with_counting(stored: TelemetryStore) -> None:
    for rolled in (False, True):
        if rolled:
            roll_up(stored)
        reference = counted(stored)
        for by in (Dimension.MODEL, Dimension.JOURNEY, Dimension.USER):
            for step in (HOUR, DAY):
                expected, found = (
                    [_rounded_point(p) for p in reader.breakdown_series(by, TaskFilter(), WHOLE, step, limit=2)]
                    for reader in (reference, stored.tasks)
                )
                assert found == expected, (by, step, rolled)


def test_quantiles_lie_near_those_of_the_tasks(stored: TelemetryStore) -> None:
    roll_up(stored)
    found = stored.tasks.breakdown(Dimension.SERVICE, TaskFilter(), WHOLE, limit=5)
    expected = counted(stored).breakdown(Dimension.SERVICE, TaskFilter(), WHOLE, limit=5)
    for ours, theirs in zip(found.rows, expected.rows, strict=True):
        assert (ours.p50_seconds, ours.p95_seconds) == pytest.approx((theirs.p50_seconds, theirs.p95_seconds), abs=1)


def test_nothing_breaks_down_into_nothing(telemetry: TelemetryStore) -> None:
    for by in Dimension:
        assert telemetry.tasks.breakdown(by, TaskFilter(), WHOLE, limit=5) == Breakdown((), None, None)
        assert telemetry.tasks.breakdown_series(by, TaskFilter(), WHOLE, DAY, limit=5) == ()
