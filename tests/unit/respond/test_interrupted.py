"""What becomes of actions that were under way when a backup was made."""

import pytest

from tests.kit.response import World
from tocsin.model import ActionState
from tocsin.respond import end_interrupted, verify_chain


def test_an_approved_action_is_not_carried_on_and_says_so(world: World) -> None:
    world.approved()
    assert end_interrupted(world.state, world.clock.now()) == 1
    action = world.action()
    assert (action.state, action.decided_by) == (ActionState.FAILED, "bea")
    assert "approved when the backup was made" in action.detail
    assert world.incident().timeline[-1].text == action.detail
    assert world.events()[-1] == "action.failed"
    assert verify_chain(world.state.audit.entries()).intact


@pytest.mark.parametrize("is_proposed", [True, False])
def test_what_nobody_decided_or_what_is_over_stays(world: World, is_proposed: bool) -> None:
    if is_proposed:
        world.propose()
    else:
        world.carry_out(world.approved(), world.arrive("v1", good=15))
    before = world.incident()
    assert end_interrupted(world.state, world.clock.now()) == 0
    assert world.incident() == before


def test_ending_them_again_changes_nothing(world: World) -> None:
    world.approved()
    end_interrupted(world.state, world.clock.now())
    assert end_interrupted(world.state, world.clock.now()) == 0
