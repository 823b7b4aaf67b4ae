"""The verdict on recovery, from counts alone and from tasks."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.response import KEY, OUTCOME_SLO, World
from tests.kit.sli import CountedTasks
from tests.kit.tasks import MONDAY, task
from tocsin.model import Outcome, SliCounts
from tocsin.respond.recovery import (
    Exposure,
    RecoveryQuestion,
    RecoveryReading,
    RecoveryVerdict,
    judge_recovery,
    read_recovery,
)

FAULTY = SliCounts(good=12, total=60)


@pytest.mark.parametrize(
    ("fresh", "exposed", "verdict"),
    [
        (SliCounts(30, 30), FAULTY, RecoveryVerdict.RECOVERED),
        (SliCounts(39, 40), FAULTY, RecoveryVerdict.RECOVERED),
        (SliCounts(34, 40), FAULTY, RecoveryVerdict.IMPROVED),
        (SliCounts(8, 40), FAULTY, RecoveryVerdict.NOT_HELPED),
        (SliCounts(30, 30), SliCounts(56, 60), RecoveryVerdict.LIKE_LUCK),
        (SliCounts(29, 29), FAULTY, RecoveryVerdict.TOO_FEW),
        (SliCounts(0, 0), FAULTY, RecoveryVerdict.TOO_FEW),
        (SliCounts(30, 30), SliCounts(0, 0), RecoveryVerdict.LIKE_LUCK),
    ],
)
def test_the_verdict_on_counts(fresh: SliCounts, exposed: SliCounts, verdict: RecoveryVerdict) -> None:
    assert judge_recovery(fresh, exposed, allowed_bad_ratio=0.05, min_tasks=30, stragglers=0) is verdict


def test_stragglers_tell_an_unreached_fleet_from_an_idle_one() -> None:
    verdict = judge_recovery(SliCounts(3, 3), FAULTY, allowed_bad_ratio=0.05, min_tasks=30, stragglers=40)

    assert verdict is RecoveryVerdict.STILL_EXPOSED


@given(good=st.integers(0, 200), bad=st.integers(0, 200), min_tasks=st.integers(1, 100))
def test_too_few_tasks_are_never_recovery(good: int, bad: int, min_tasks: int) -> None:
    fresh = SliCounts(good, good + bad)
    verdict = judge_recovery(fresh, FAULTY, allowed_bad_ratio=1.0, min_tasks=min_tasks, stragglers=0)

    assert verdict is not RecoveryVerdict.RECOVERED or fresh.total >= min_tasks


QUESTION = RecoveryQuestion(
    slo=OUTCOME_SLO,
    exposure=Exposure(KEY, "v2"),
    fault_at=MONDAY,
    effective_at=MONDAY + timedelta(minutes=10),
    min_tasks=30,
)
OUTCOMES = (Outcome.FAILURE, *[Outcome.SUCCESS] * 4)


def read(world: World) -> RecoveryReading:
    effective_at = world.fault_at + timedelta(minutes=10)
    question = replace(QUESTION, fault_at=world.fault_at, effective_at=effective_at)
    return read_recovery(question, world.tasks, world.clock.now())


def test_only_tasks_off_the_blamed_version_count_and_only_after_the_last_one_on_it(world: World) -> None:
    world.traffic("v1", good=10, minutes=1)
    world.traffic("v2", good=1, minutes=1)
    world.traffic("v1", good=40, minutes=4)

    reading = read(world)

    assert reading.fresh == SliCounts(40, 40)
    assert reading.exposed == SliCounts(13, 61)
    assert reading.verdict is RecoveryVerdict.RECOVERED


def test_tasks_that_name_no_version_do_not_dilute_those_that_do(world: World) -> None:
    world.traffic("v1", good=10, bad=30, minutes=2)
    world.traffic("", good=1000, minutes=2)

    assert read(world).fresh == SliCounts(10, 40)


def test_where_no_task_names_a_version_all_of_them_speak() -> None:
    start = MONDAY + timedelta(minutes=10)
    faulty = [task(ended_at=MONDAY + timedelta(seconds=10 * n), outcome=Outcome.FAILURE) for n in range(60)]
    fresh = [task(ended_at=start + timedelta(seconds=n)) for n in range(40)]
    question = replace(QUESTION, fault_at=MONDAY, effective_at=start)

    reading = read_recovery(question, CountedTasks([*faulty, *fresh]), start + timedelta(minutes=1))

    assert reading.verdict is RecoveryVerdict.RECOVERED
    assert (reading.fresh, reading.exposed) == (SliCounts(40, 40), SliCounts(0, 60))


def test_a_journey_that_missed_its_target_before_recovers_to_what_was_normal() -> None:
    before = [task(ended_at=MONDAY - timedelta(seconds=n + 1), outcome=OUTCOMES[n % 5]) for n in range(100)]

    reading = read_recovery(QUESTION, CountedTasks(before), MONDAY + timedelta(minutes=11))

    assert reading.allowed_bad_ratio == pytest.approx(0.2)


def test_a_handful_of_tasks_before_the_fault_is_no_baseline() -> None:
    before = [task(ended_at=MONDAY - timedelta(seconds=n + 1), outcome=Outcome.FAILURE) for n in range(29)]

    reading = read_recovery(QUESTION, CountedTasks(before), MONDAY + timedelta(minutes=11))

    assert reading.allowed_bad_ratio == pytest.approx(0.05)
