"""When an incident is diagnosed again."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest

from tests.kit.incidents import action, incident
from tests.kit.tasks import MONDAY
from tocsin.incident import clear_alert, mitigate
from tocsin.model import ActionState
from tocsin.watch.cadence import THEN_EVERY, YOUNG_FOR, is_diagnosis_due

STEP = timedelta(seconds=10)


def due(ages: int, step: timedelta = STEP) -> list[timedelta]:
    one = incident()
    return [n * step for n in range(ages) if is_diagnosis_due(one, MONDAY + n * step, step)]


def test_a_young_incident_is_diagnosed_with_every_tick_and_an_old_one_now_and_then() -> None:
    found = due(40)

    assert found[: YOUNG_FOR // STEP + 1] == [n * STEP for n in range(YOUNG_FOR // STEP + 1)]
    assert {later - earlier for earlier, later in pairwise(found)} == {STEP, THEN_EVERY}


@pytest.mark.parametrize("step", [timedelta(seconds=7), timedelta(seconds=45), timedelta(minutes=3)])
def test_no_step_skips_a_turn(step: timedelta) -> None:
    found = due(40, step)

    assert max(later - earlier for earlier, later in pairwise(found)) < THEN_EVERY + step


def test_an_incident_that_is_mitigated_or_quiet_is_left_alone() -> None:
    one = incident()

    assert not is_diagnosis_due(mitigate(one, MONDAY, "tocsin", "", recovered_at=MONDAY), MONDAY, STEP)
    assert not is_diagnosis_due(clear_alert(one, one.alerts[0].id, MONDAY, ""), MONDAY, STEP)


@pytest.mark.parametrize("state", [ActionState.RUNNING, ActionState.VERIFYING, ActionState.VERIFIED])
def test_an_incident_is_left_alone_while_something_is_done_about_it(state: ActionState) -> None:
    assert not is_diagnosis_due(replace(incident(), actions=(action(state),)), MONDAY, STEP)


@pytest.mark.parametrize("state", [ActionState.PROPOSED, ActionState.REJECTED, ActionState.UNDONE])
def test_a_proposal_or_a_failed_attempt_does_not_end_the_search(state: ActionState) -> None:
    assert is_diagnosis_due(replace(incident(), actions=(action(state),)), MONDAY, STEP)
