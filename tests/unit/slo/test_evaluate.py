"""An evaluation against a slow one that scans every task with exact fractions, and its use of the store."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.sli import CountedTasks
from tests.kit.tasks import JOURNEY, MONDAY, SERVICE, task
from tocsin.model import AlertLevel, Outcome, SliQuery, Slo, SloName, SloStatus, Task, TaskFilter, Tier
from tocsin.slo import SRE_WORKBOOK_WINDOWS, evaluate

MINUTE = timedelta(minutes=1)

SLO = Slo(
    name=SloName("answer-quality"),
    service=SERVICE,
    journey=JOURNEY,
    tier=Tier.OUTCOME,
    description="",
    query=SliQuery(
        valid=TaskFilter(journeys=(JOURNEY,), outcomes=(Outcome.SUCCESS, Outcome.FAILURE)),
        good=TaskFilter(outcomes=(Outcome.SUCCESS,)),
    ),
    target=0.99,
    window=timedelta(days=30),
    alert_windows=SRE_WORKBOOK_WINDOWS,
)


def status_of(tasks: CountedTasks, at: datetime, *, since: datetime | None = None) -> SloStatus:
    (status,) = evaluate([SLO], tasks, at, since=lambda _: since)
    return status


@dataclass(frozen=True)
class SlowCounts:
    """Bad and all events of one window, counted one by one."""

    bad: int
    total: int

    def burn(self) -> Fraction | None:
        return Fraction(self.bad, self.total) / Fraction(1, 100) if self.total else None


def counted_slowly(tasks: list[Task], start: datetime, end: datetime) -> SlowCounts:
    bad = total = 0
    for one in tasks:
        if start <= one.ended_at < end and one.sealed_at <= end and one.outcome in {"success", "failure"}:
            total += 1
            bad += one.outcome == "failure"
    return SlowCounts(bad, total)


@st.composite
def histories(draw: st.DrawFn) -> list[Task]:
    bursts = st.tuples(st.integers(1, 60 * 24 * 31), st.integers(0, 9), st.sampled_from(Outcome), st.integers(1, 20))
    return [
        task(ended_at=MONDAY - minutes * MINUTE, sealed_after=sealed * MINUTE, outcome=outcome)
        for minutes, sealed, outcome, count in draw(st.lists(bursts, max_size=20))
        for _ in range(count)
    ]


@settings(deadline=None, max_examples=60)
@given(histories(), st.none() | st.integers(0, 120))
def test_evaluation_agrees_with_a_slow_exact_one(tasks: list[Task], since_minutes: int | None) -> None:
    since = None if since_minutes is None else MONDAY - since_minutes * MINUTE
    status = status_of(CountedTasks(tasks), MONDAY, since=since)

    whole = counted_slowly(tasks, MONDAY - SLO.window, MONDAY)
    spent = whole.burn()
    assert (status.counts.bad, status.counts.total) == (whole.bad, whole.total)
    assert status.budget_remaining == (None if spent is None else pytest.approx(float(1 - spent)))
    for verdict in status.verdicts:
        for burn, length in ((verdict.long, verdict.window.long), (verdict.short, verdict.window.short)):
            start = max(MONDAY - length, since) if since else MONDAY - length
            slow = counted_slowly(tasks, start, MONDAY).burn()
            assert burn.rate == (None if slow is None else pytest.approx(float(slow)))


@settings(deadline=None, max_examples=30)
@given(histories(), st.randoms(use_true_random=False))
def test_order_of_arrival_is_irrelevant(tasks: list[Task], order: Random) -> None:
    shuffled = list(tasks)
    order.shuffle(shuffled)
    assert status_of(CountedTasks(shuffled), MONDAY) == status_of(CountedTasks(tasks), MONDAY)


def test_one_question_answers_all_windows_of_all_objectives() -> None:
    reader = CountedTasks()
    evaluate([SLO, replace(SLO, name=SloName("answer-speed"), window=timedelta(days=7))], reader, MONDAY)
    assert reader.counts_calls == 1


def test_each_objective_is_evaluated_as_if_it_were_alone() -> None:
    lately = replace(SLO, name=SloName("lately"), window=timedelta(days=7), alert_windows=SRE_WORKBOOK_WINDOWS[:1])
    reader = CountedTasks(
        [task(ended_at=MONDAY - days * timedelta(days=1) - MINUTE, outcome=Outcome.FAILURE) for days in range(20)]
    )
    since = {SLO.name: MONDAY - timedelta(hours=1)}

    together = evaluate([SLO, lately], reader, MONDAY, since=lambda slo: since.get(slo.name))

    assert together == (
        *evaluate([SLO], reader, MONDAY, since=lambda slo: since[slo.name]),
        *evaluate([lately], reader, MONDAY),
    )
    assert [status.counts.bad for status in together] == [20, 7]


def test_tasks_that_were_not_yet_sealed_are_not_seen() -> None:
    reader = CountedTasks([task(ended_at=MONDAY - MINUTE, sealed_after=2 * MINUTE)])
    assert status_of(reader, MONDAY).counts.total == 0
    assert status_of(reader, MONDAY + MINUTE).counts.total == 1


def test_recovery_clips_alert_windows_and_not_the_budget() -> None:
    failures = [task(ended_at=MONDAY - 2 * MINUTE, outcome=Outcome.FAILURE) for _ in range(20)]
    status = status_of(CountedTasks(failures), MONDAY, since=MONDAY - MINUTE)
    assert status.counts.bad == 20
    assert {verdict.long.counts.total for verdict in status.verdicts} == {0}
    assert {verdict.long.length for verdict in status.verdicts} == {MINUTE}


def test_a_recovery_in_the_future_leaves_empty_windows() -> None:
    status = status_of(CountedTasks([task(ended_at=MONDAY - MINUTE)]), MONDAY, since=MONDAY + MINUTE)
    assert {verdict.short.rate for verdict in status.verdicts} == {None}


def test_a_page_is_louder_than_the_tickets_that_fire_with_it() -> None:
    failures = [task(ended_at=MONDAY - minutes * MINUTE, outcome=Outcome.FAILURE) for minutes in range(1, 121)]
    status = status_of(CountedTasks(failures), MONDAY)
    assert all(verdict.firing for verdict in status.verdicts)
    assert status.firing is not None
    assert status.firing.window.level is AlertLevel.PAGE
    assert status.firing.window.burn_rate == pytest.approx(14.4)


def test_an_slo_without_alert_windows_keeps_its_budget() -> None:
    diagnostic = replace(SLO, tier=Tier.DIAGNOSTIC, alert_windows=())
    (status,) = evaluate([diagnostic], CountedTasks([task(ended_at=MONDAY - MINUTE)]), MONDAY)
    assert (status.verdicts, status.firing, status.budget_remaining) == ((), None, 1.0)
