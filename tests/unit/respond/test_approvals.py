"""Decisions on proposals: who may, on what exactly, until when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.kit.response import MakeWorld, SubmittedActions, World
from tocsin.errors import Conflict, InvalidInput, NotFound
from tocsin.model import ActionId, ActionState, Incident, IncidentId, IncidentState
from tocsin.respond import ActionRef, Responder
from tocsin.store import IncidentChange


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    world = make_world()
    world.propose()
    return world


def approve(world: World, by: str = "bea", plan_hash: str | None = None) -> None:
    world.responder.approve(world.incident_id, world.action().id, by, plan_hash)


def test_an_approval_names_its_person_and_hands_the_action_in(world: World) -> None:
    approve(world, plan_hash=world.action().plan_hash)

    assert world.action().state is ActionState.APPROVED
    assert world.action().decided_by == "bea"
    assert world.executions.submitted == [world.ref()]


def test_who_approves_has_taken_the_incident_on(world: World) -> None:
    approve(world)

    incident = world.incident()
    assert (incident.state, incident.acknowledged_at) == (IncidentState.ACKNOWLEDGED, world.clock.now())


def test_approving_twice_changes_nothing(world: World) -> None:
    approve(world)
    first = world.incident()

    approve(world, by="cem")

    assert world.incident() == first
    assert world.events().count("action.approved") == 1


def test_an_approval_after_it_was_verified_starts_nothing_again(world: World) -> None:
    world.carry_out(world.approved(), world.arrive("v1", good=15))

    approve(world, by="cem")

    assert world.action().state is ActionState.VERIFIED


@pytest.mark.parametrize("nobody", ["", "  ", "tocsin", " Tocsin "])
def test_an_approval_needs_a_person(world: World, nobody: str) -> None:
    with pytest.raises(InvalidInput):
        approve(world, by=nobody)

    assert world.action().state is ActionState.PROPOSED


def test_an_approval_after_expiry_is_refused_and_the_proposal_expires(world: World) -> None:
    world.clock.advance(timedelta(minutes=20))

    with pytest.raises(Conflict, match="expired"):
        approve(world)

    assert world.action().state is ActionState.EXPIRED
    assert world.executions.submitted == []


def test_an_approval_of_another_plan_is_refused(world: World) -> None:
    with pytest.raises(Conflict, match="read the action again"):
        approve(world, plan_hash="0" * 64)

    assert world.action().state is ActionState.PROPOSED


def test_an_approval_is_refused_after_the_bounds_changed(world: World) -> None:
    seen = world.action().plan_hash
    world.change_runbook(max_share=0.9)

    with pytest.raises(Conflict):
        approve(world, plan_hash=seen)


def test_an_approval_is_refused_when_the_stored_parameters_were_altered(world: World) -> None:
    altered = replace(world.action(), parameters={**world.action().parameters, "to_version": "v3"})
    world.state.incidents.save(replace(world.incident(), actions=(altered,)))

    with pytest.raises(Conflict):
        approve(world, plan_hash=altered.plan_hash)


def test_an_approval_is_refused_while_the_kill_switch_is_engaged(world: World) -> None:
    world.state.kill_switch.set_kill_switch(True)

    with pytest.raises(Conflict, match="kill switch"):
        approve(world)


def test_a_person_the_policy_forbids_is_refused_and_another_may_still_approve(make_world: MakeWorld) -> None:
    world = make_world(policies='forbid (principal == Person::"eve", action, resource);')
    world.propose()

    with pytest.raises(Conflict, match="policy"):
        approve(world, by="eve")
    approve(world, by="bea")

    assert world.action().decided_by == "bea"
    assert "approval.denied" in world.events()


def test_a_rejection_is_final(world: World) -> None:
    world.responder.reject(world.incident_id, world.action().id, "bea", "no")
    world.responder.reject(world.incident_id, world.action().id, "bea", "no")

    assert world.action().state is ActionState.REJECTED
    assert world.events().count("action.rejected") == 1
    with pytest.raises(Conflict):
        approve(world)


def test_an_approved_action_cannot_be_rejected(world: World) -> None:
    approve(world)

    with pytest.raises(Conflict):
        world.responder.reject(world.incident_id, world.action().id, "bea")


def test_an_unknown_action_is_not_found(world: World) -> None:
    with pytest.raises(NotFound):
        world.responder.approve(world.incident_id, ActionId("act-x"), "bea")


def test_proposals_expire_with_their_time(world: World) -> None:
    assert world.responder.expire(world.clock.now()) == 0
    assert world.responder.expire(world.clock.now() + timedelta(minutes=20)) == 1
    assert world.action().state is ActionState.EXPIRED


def test_a_proposal_expires_with_its_incident(world: World) -> None:
    world.state.incidents.save(replace(world.incident(), state=IncidentState.RESOLVED))

    assert world.responder.expire(world.clock.now()) == 1


def test_an_approved_action_does_not_expire(world: World) -> None:
    approve(world)

    assert world.responder.expire(world.clock.now() + timedelta(days=1)) == 0


def test_an_approval_that_was_stored_but_not_handed_in_is_handed_in_later(world: World) -> None:
    approve(world)
    world.executions.submitted.clear()

    assert world.responder.resume(world.clock.now()) == 1
    assert world.executions.submitted == [world.ref()]


def test_an_execution_that_broke_off_does_not_leave_its_action_running(world: World) -> None:
    approve(world)
    world.executions.over.add(world.ref())

    assert world.responder.resume(world.clock.now()) == 0
    assert world.action().state is ActionState.FAILED


def test_a_finished_action_is_left_alone_by_resume(world: World) -> None:
    ref = world.approved()
    world.carry_out(ref, world.arrive("v1", good=15))
    world.executions.over.add(ref)
    written = world.events()

    assert world.responder.resume(world.clock.now()) == 0
    assert world.events() == written


def test_of_two_decisions_at_once_the_first_stands(world: World) -> None:
    rival = Responder(world.means, world.executions)
    action = world.action()

    class DecidedJustBefore:
        """The incident store as a slower approver meets it: somebody rejects between their look and their write."""

        def __getattr__(self, name: str) -> object:
            return getattr(world.state.incidents, name)

        def update(self, incident_id: IncidentId, change: IncidentChange) -> Incident:
            rival.reject(incident_id, action.id, "cem")
            return world.state.incidents.update(incident_id, change)

    slow = Responder(replace(world.means, incidents=DecidedJustBefore()), world.executions)  # type: ignore[arg-type] # delegates

    with pytest.raises(Conflict, match="decided otherwise"):
        slow.approve(world.incident_id, action.id, "bea")
    assert world.action().state is ActionState.REJECTED
    assert "action.approved" not in world.events()


def test_an_action_that_ends_while_it_is_looked_at_is_not_called_broken(world: World) -> None:
    ref = world.approved()

    class EndsJustNow(SubmittedActions):
        """The execution reaches its end between the look at the incident and the look at the workflow."""

        def ended(self, ref: ActionRef) -> bool:
            world.carry_out(ref, world.arrive("v1", good=15))
            return True

    Responder(world.means, EndsJustNow()).resume(world.clock.now())

    assert world.incident().actions[0].state is ActionState.VERIFIED
    assert world.events()[-1] == "action.verified"
    assert ref == world.ref()
