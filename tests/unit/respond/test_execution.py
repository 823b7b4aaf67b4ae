"""Approved actions, carried out on a journal that can die: what helped is verified, what did not is taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.kit.response import LOOK_EVERY, MakeWorld, MemoryJournal, ProcessDied, World
from tocsin.model import ActionState, IncidentState, TimelineKind
from tocsin.respond.chronicle import Step, write


def test_recovery_shown_by_fresh_tasks_verifies_the_action_and_mitigates_the_incident(world: World) -> None:
    ref = world.approved()

    action = world.carry_out(ref, world.arrive("v1", good=15))

    assert action.state is ActionState.VERIFIED
    assert world.live() == "v1"
    assert "30 of 30 tasks (100.0%) good" in action.verification
    incident = world.incident()
    assert incident.state is IncidentState.MITIGATED
    assert incident.recovered_at == world.fault_at + timedelta(minutes=10)


def test_recovery_not_shown_is_undone(world: World) -> None:
    ref = world.approved()

    action = world.carry_out(ref, world.arrive("v1", good=1, bad=4))

    assert action.state is ActionState.UNDONE
    assert world.live() == "v2"
    assert world.incident().state is IncidentState.ACKNOWLEDGED


def test_no_tasks_never_verify_and_the_rollback_is_kept(world: World) -> None:
    ref = world.approved()

    action = world.carry_out(ref)

    assert action.state is ActionState.FAILED
    assert "Too few tasks to tell" in action.detail
    assert world.live() == "v1"
    assert world.incident().state is IncidentState.ACKNOWLEDGED


def test_tasks_that_keep_running_on_the_blamed_version_are_no_recovery(world: World) -> None:
    ref = world.approved()

    action = world.carry_out(ref, world.arrive("v2", good=20))

    assert action.state is ActionState.FAILED
    assert "still run on the blamed version" in action.detail


def test_better_but_unhealthy_is_kept_for_a_person(world: World) -> None:
    ref = world.approved()

    action = world.carry_out(ref, world.arrive("v1", good=17, bad=3))

    assert action.state is ActionState.FAILED
    assert "Better than before the action, but not recovered" in action.detail
    assert world.live() == "v1"


def test_a_removed_slo_stops_the_action_before_it_runs(world: World) -> None:
    ref = world.approved()
    world.slos.clear()

    action = world.carry_out(ref)

    assert action.state is ActionState.FAILED
    assert world.live() == "v2"


def test_a_denied_step_halts_and_nothing_is_executed(make_world: MakeWorld) -> None:
    world = make_world(policies='forbid (principal, action, resource) when { context.step == "execute" };')
    ref = world.approved()

    action = world.carry_out(ref)

    assert action.state is ActionState.DENIED
    assert world.live() == "v2"
    assert "action.executed" not in world.events()
    assert world.events()[-1] == "action.denied"


def test_the_kill_switch_before_execution_halts(world: World) -> None:
    ref = world.approved()
    world.state.kill_switch.set_kill_switch(True)

    action = world.carry_out(ref)

    assert action.state is ActionState.FAILED
    assert "kill switch" in action.detail
    assert world.live() == "v2"


def test_the_kill_switch_during_the_watch_halts_without_undoing(world: World) -> None:
    ref = world.approved()

    action = world.carry_out(ref, lambda: world.state.kill_switch.set_kill_switch(True))

    assert action.state is ActionState.FAILED
    assert world.live() == "v1"
    assert "stays in effect" in action.detail


def test_a_later_human_decision_is_not_overridden(world: World) -> None:
    ref = world.approved()
    world.go_live("v3", author="cem")

    action = world.carry_out(ref)

    assert action.state is ActionState.FAILED
    assert "'v3' is live" in action.detail
    assert world.live() == "v3"
    assert "action.started" not in world.events()


def test_a_human_decision_during_the_watch_is_not_undone(world: World) -> None:
    ref = world.approved()

    def a_person_steps_in() -> None:
        world.go_live("v3", author="cem")
        world.arrive("v3", bad=10)()

    action = world.carry_out(ref, a_person_steps_in)

    assert action.state is ActionState.FAILED
    assert "did not help and was kept" in action.detail
    assert world.live() == "v3"


def test_bounds_edited_after_the_approval_void_it(world: World) -> None:
    ref = world.approved()
    world.change_runbook(verify_for=timedelta(hours=9))

    action = world.carry_out(ref)

    assert action.state is ActionState.DENIED
    assert "changed after the approval" in action.detail
    assert world.live() == "v2"


def test_a_removed_runbook_voids_the_approval(world: World) -> None:
    ref = world.approved()
    world.runbooks.clear()

    assert world.carry_out(ref).state is ActionState.DENIED
    assert world.live() == "v2"


def test_an_action_nobody_approved_is_not_executed(world: World) -> None:
    world.propose()

    assert world.carry_out(world.ref()).state is ActionState.DENIED
    assert world.live() == "v2"


@pytest.mark.parametrize("step", ["check", "execute", "verify"])
def test_a_second_life_finishes_what_the_first_began_and_rolls_back_once(world: World, step: str) -> None:
    ref = world.approved()
    first = MemoryJournal(world.clock, world.arrive("v1", good=15), dies_in=step)
    with pytest.raises(ProcessDied):
        world.execution().carry_out(first, ref)
    world.clock.advance(timedelta(seconds=40))

    world.execution().carry_out(first.second_life(), ref)

    assert world.action().state is ActionState.VERIFIED
    assert [change.to_version for change in reversed(world.state.releases.changes())].count("v1") == 2


def test_a_second_life_takes_back_once(world: World) -> None:
    ref = world.approved()
    first = MemoryJournal(world.clock, world.arrive("v1", bad=5), dies_in="undo")
    with pytest.raises(ProcessDied):
        world.execution().carry_out(first, ref)

    world.execution().carry_out(first.second_life(), ref)

    assert world.action().state is ActionState.UNDONE
    assert [change.to_version for change in world.state.releases.changes()].count("v2") == 2


def test_every_step_is_on_the_timeline_and_in_the_audit_log(world: World) -> None:
    world.carry_out(world.approved(), world.arrive("v1", good=15))

    assert world.events() == [
        "action.proposed",
        "action.approved",
        "action.started",
        "action.executed",
        "action.verified",
    ]
    kinds = [entry.kind for entry in world.incident().timeline]
    assert kinds[-3:] == [TimelineKind.ACTION_EXECUTED, TimelineKind.ACTION_VERIFIED, TimelineKind.MITIGATED]


def test_the_watch_ends_with_the_time_the_runbook_gives_it(world: World) -> None:
    ref = world.approved()
    began = world.clock.now()

    world.carry_out(ref)

    assert world.clock.now() - began == timedelta(minutes=5)
    assert timedelta(minutes=5) > LOOK_EVERY


def test_a_denied_undo_keeps_the_rollback_and_says_so(make_world: MakeWorld) -> None:
    world = make_world(policies='forbid (principal, action, resource) when { context.step == "undo" };')

    action = world.carry_out(world.approved(), world.arrive("v1", bad=5))

    assert action.state is ActionState.FAILED
    assert "did not help and was kept" in action.detail
    assert world.live() == "v1"


def test_telemetry_that_cannot_be_read_is_no_recovery_and_no_reason_to_undo(world: World) -> None:
    ref = world.approved()

    action = world.carry_out(ref, world.tasks.go_away)

    assert action.state is ActionState.FAILED
    assert "could not be read" in action.detail
    assert world.live() == "v1"


def test_a_person_who_resolved_the_incident_meanwhile_is_not_overruled(world: World) -> None:
    ref = world.approved()
    world.state.incidents.save(replace(world.incident(), state=IncidentState.RESOLVED))

    action = world.carry_out(ref, world.arrive("v1", good=15))

    assert action.state is ActionState.VERIFIED
    assert world.incident().state is IncidentState.RESOLVED


def test_nothing_leaves_a_final_state(world: World) -> None:
    ref = world.approved()
    world.carry_out(ref, world.arrive("v1", good=15))
    finished = world.incident()

    late = Step(ActionState.FAILED, TimelineKind.ACTION_FAILED, "action.failed", "tocsin", "late", world.clock.now())

    assert write(world.means, ref, late) == finished
