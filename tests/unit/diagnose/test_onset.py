"""Dating the onset from the series around an alert."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.kit.faults import outcome_slo
from tests.kit.incidents import alert
from tests.kit.sli import CountedTasks
from tests.kit.tasks import JOURNEY, MONDAY, task
from tocsin.diagnose.onset import find_onset
from tocsin.model import AlertLevel, AlertWindow, Outcome

FAULT_AT = MONDAY + timedelta(seconds=3)
HOUR = timedelta(hours=1)


def steadily(every: timedelta, hours_before: int, hours_after: float) -> CountedTasks:
    """Return tasks at an even pace; from the fault on every second one fails."""
    first, count = -int(hours_before * HOUR / every), int(hours_after * HOUR / every)
    return CountedTasks(
        task(ended_at=FAULT_AT + n * every, outcome=Outcome.FAILURE if n >= 0 and n % 2 == 0 else Outcome.SUCCESS)
        for n in range(first, count)
    )


@pytest.mark.parametrize(
    ("long_hours", "every_seconds"), [(1, 5), (6, 30), (24, 120)], ids=["an-hour", "six-hours", "a-day"]
)
def test_the_onset_is_dated_to_seconds_whatever_the_window(long_hours: int, every_seconds: int) -> None:
    every = timedelta(seconds=every_seconds)
    window = AlertWindow(AlertLevel.PAGE, long_hours * HOUR, HOUR / 12, 6.0)
    slo = outcome_slo(JOURNEY, windows=(window,))
    at = FAULT_AT + long_hours * HOUR / 2
    fired = replace(alert(slo.name, at=at), long_window_seconds=window.long.total_seconds())

    onset = find_onset(slo, fired, steadily(every, 2 * long_hours, long_hours / 2), at, None)

    assert onset is not None
    assert abs(onset.at - FAULT_AT) <= max(2 * every, timedelta(seconds=10))
    assert onset.earliest <= onset.at <= onset.latest


def test_a_service_that_was_always_bad_has_no_onset() -> None:
    slo = outcome_slo()
    tasks = CountedTasks(
        task(ended_at=MONDAY - n * timedelta(seconds=20), outcome=Outcome.FAILURE if n % 5 else Outcome.SUCCESS)
        for n in range(400)
    )

    assert find_onset(slo, alert(slo.name), tasks, MONDAY, None) is None


def test_later_tasks_do_not_move_the_onset() -> None:
    """Long after the alert the traffic tells about the response and not about the beginning."""
    slo, tasks = outcome_slo(), steadily(timedelta(seconds=5), 2, 1)
    fired = alert(slo.name, at=FAULT_AT + timedelta(minutes=5))

    soon = find_onset(slo, fired, tasks, FAULT_AT + timedelta(minutes=15, seconds=10), None)
    late = find_onset(slo, fired, tasks, FAULT_AT + timedelta(minutes=50), None)

    assert soon == late
