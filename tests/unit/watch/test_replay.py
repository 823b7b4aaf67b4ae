"""Replay and live are one: same data, same incidents, whatever is restarted in between."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit import faults
from tests.kit.changes import RecordedChanges
from tests.kit.faults import FAULT_AT, STEP, Case
from tests.kit.sli import CountedTasks
from tocsin.diagnose import Sources
from tocsin.errors import InvalidInput
from tocsin.model import Incident, Window
from tocsin.store.memory import MemoryIncidents
from tocsin.watch import Announcement, ReplayProgress, Watch, replay

_MAKERS = (faults.switch, faults.gradual, faults.vendor_notice, faults.silent_fault, faults.late_change, faults.healthy)
MINUTE = timedelta(minutes=1)


def replayed(case: Case, window: Window | None = None) -> list[ReplayProgress]:
    return list(replay(window or case.window, STEP, slos=case.slos, sources=case.sources()))


def live(case: Case, restart_after: int, told: list[Announcement]) -> list[Incident]:
    """Return the incidents of live ticks: tasks and changes become known as time goes on, and the watch dies once."""
    counted, changes, incidents = CountedTasks(), RecordedChanges(), MemoryIncidents()

    def new_watch() -> Watch:
        sources = Sources(counted, counted, changes)
        return Watch(slos=lambda: case.slos, sources=sources, incidents=incidents, announce=told.append, step=STEP)

    watch = new_watch()
    sealed = sorted(case.tasks, key=lambda task: task.sealed_at)
    for number, progress in enumerate(replayed(case)):
        at = progress.at
        while sealed and sealed[0].sealed_at <= at:
            counted.add(sealed.pop(0))
        for change in case.changes:
            if change.recorded_at <= at:
                changes.record(change)
        if number == restart_after:
            watch.tick(at)  # the tick it died in is run again by its successor
            watch = new_watch()
        watch.tick(at + timedelta(seconds=1))  # schedulers are late
    return list(incidents.incidents())[::-1]


@pytest.mark.slow
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(make=st.sampled_from(_MAKERS), seed=st.integers(100, 10_000), restart_after=st.integers(0, 27))
def test_live_ticks_with_a_restart_and_a_replay_give_the_same_incidents(
    make: faults.MakeCase, seed: int, restart_after: int
) -> None:
    case = make(seed)
    told: list[Announcement] = []

    incidents = live(case, restart_after, told)

    assert incidents == list(replayed(case)[-1].incidents)
    assert len(told) == len(incidents), "a restart must not page again"


def test_a_replay_says_how_far_it_is() -> None:
    case = faults.healthy(1)
    window = Window(FAULT_AT, FAULT_AT + 3 * STEP)

    progress = replayed(case, window)

    assert [(one.ticks_done, one.ticks_total) for one in progress] == [(1, 3), (2, 3), (3, 3)]
    assert all(window.start <= one.at < window.end for one in progress)


def test_a_change_is_not_blamed_before_it_was_recorded() -> None:
    case = faults.switch(1)
    unheard = Case(case.name, case.tasks, [faults.told_later(case.changes[0], 2 * faults.TROUBLE)], None)

    incidents = replayed(unheard)[-1].incidents

    assert [one.change_id for incident in incidents for one in incident.hypotheses] == [None]


def test_a_task_is_not_counted_before_it_was_sealed() -> None:
    case = faults.switch(1)
    unsealed = Case(case.name, [faults.sealed_later(task, 2 * faults.TROUBLE) for task in case.tasks], (), None)

    assert replayed(unsealed)[-1].incidents == ()


def test_a_replay_without_a_positive_step_is_refused() -> None:
    case = faults.healthy(1)

    with pytest.raises(InvalidInput, match="step"):
        list(replay(case.window, timedelta(0), slos=case.slos, sources=case.sources()))
