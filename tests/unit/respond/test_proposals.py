"""What is proposed on an incident, in which mode, and what is held back."""

from dataclasses import replace
from datetime import timedelta

from tests.kit.response import SUBJECT, MakeWorld, World
from tocsin.model import ActionState, Axis, IncidentState, JourneyName, Mode
from tocsin.respond.plan import plan_hash


def test_assist_proposes_the_rollback_to_what_was_live_before_and_waits(world: World) -> None:
    world.propose()

    action = world.action()
    assert action.state is ActionState.PROPOSED
    assert action.parameters["from_version"] == "v2"
    assert action.parameters["to_version"] == "v1"
    assert action.plan_hash == plan_hash(action.kind, action.parameters, world.runbooks[0])
    assert world.executions.submitted == []


def test_observe_records_what_would_have_been_proposed_and_does_nothing(make_world: MakeWorld) -> None:
    world = make_world(runbook={"mode": "observe"})

    world.propose()

    assert world.action().state is ActionState.OBSERVED
    assert world.executions.submitted == []
    assert world.events() == ["action.observed"]


def test_act_approves_itself_within_its_bounds(make_world: MakeWorld) -> None:
    world = make_world(runbook={"mode": "act"})

    world.propose()

    assert world.action().state is ActionState.APPROVED
    assert world.action().decided_by == "tocsin"
    assert world.executions.submitted == [world.ref()]


def test_act_falls_back_to_a_person_when_the_share_is_over_the_bound(make_world: MakeWorld) -> None:
    world = make_world(runbook={"mode": "act", "bounds": {"maxShare": 0.05, "cooldown": "30m", "approvalTtl": "20m"}})

    world.propose()

    assert world.action().state is ActionState.PROPOSED
    assert world.action().mode is Mode.ASSIST
    assert world.executions.submitted == []


def test_act_falls_back_to_a_person_when_the_share_cannot_be_measured(make_world: MakeWorld) -> None:
    world = make_world(runbook={"mode": "act"})
    world.clock.advance(timedelta(hours=1))

    world.propose()

    assert world.action().state is ActionState.PROPOSED
    assert "cannot be measured" in world.action().blast_radius


def test_act_falls_back_to_a_person_while_the_kill_switch_is_engaged(make_world: MakeWorld) -> None:
    world = make_world(runbook={"mode": "act"})
    world.state.kill_switch.set_kill_switch(True)

    world.propose()

    assert world.action().state is ActionState.PROPOSED


def test_a_policy_that_forbids_proposing_ends_the_action_denied(make_world: MakeWorld) -> None:
    world = make_world(policies='forbid (principal, action, resource) when { context.step == "propose" };')

    world.propose()

    assert world.action().state is ActionState.DENIED
    assert world.executions.submitted == []


def test_a_second_look_proposes_nothing_more(world: World) -> None:
    first = world.propose()

    assert world.propose() == first


def test_a_second_incident_on_the_same_subject_waits_for_the_first_proposal(world: World) -> None:
    world.propose()
    world.open_incident("inc-2")

    assert world.propose("inc-2").actions == ()


def test_nothing_is_proposed_below_the_runbooks_confidence(world: World) -> None:
    world.open_incident("inc-2", confidence=0.59)

    assert world.propose("inc-2").actions == ()


def test_nothing_is_proposed_for_another_journey(world: World) -> None:
    world.change_runbook(journeys=(JourneyName("billing"),))

    assert world.propose().actions == ()


def test_nothing_is_proposed_when_a_person_has_moved_on_already(world: World) -> None:
    world.go_live("v3", author="cem")

    incident = world.propose()

    assert incident.actions == ()
    assert "no longer the live one" in incident.timeline[-1].text


def test_nothing_is_proposed_when_the_earlier_version_was_never_published(world: World) -> None:
    world.report_change(from_version="v0", to_version="v3")

    held = world.propose("inc-2")

    assert held.actions == ()
    assert "never published" in held.timeline[-1].text


def test_nothing_is_proposed_when_the_earlier_version_is_unknown(world: World) -> None:
    world.open_incident("inc-2", change=world.state.releases.changes()[-1])

    assert "is unknown" in world.propose("inc-2").timeline[-1].text


def test_a_reason_to_hold_is_noted_once(world: World) -> None:
    world.go_live("v3", author="cem")

    first = world.propose()

    assert world.propose() == first
    assert len(first.timeline) == 1


def test_a_resolved_incident_gets_no_proposal(world: World) -> None:
    world.state.incidents.save(replace(world.incident(), state=IncidentState.RESOLVED))

    assert world.propose().actions == ()


def test_what_was_undone_is_not_proposed_again(world: World) -> None:
    world.carry_out(world.approved(), world.arrive("v1", bad=5))
    world.clock.advance(timedelta(hours=2))
    world.open_incident("inc-2", change=world.state.releases.live(Axis.PROMPT, SUBJECT, world.clock.now()))

    held = world.propose("inc-2")

    assert held.actions == ()
    assert "ended undone" in held.timeline[-1].text


def test_what_recovered_and_came_back_is_left_to_a_person(world: World) -> None:
    world.carry_out(world.approved(), world.arrive("v1", good=15))
    world.clock.advance(timedelta(hours=2))
    again = world.go_live("v2")
    world.open_incident("inc-2", change=again)

    held = world.propose("inc-2")

    assert held.actions == ()
    assert "made the same move" in held.timeline[-1].text


def test_after_a_day_the_same_move_may_be_proposed_again(world: World) -> None:
    world.carry_out(world.approved(), world.arrive("v1", good=15))
    world.clock.advance(timedelta(hours=25))
    again = world.go_live("v2")
    world.open_incident("inc-2", change=again)

    assert len(world.propose("inc-2").actions) == 1


def test_the_cooldown_holds_for_any_other_move_on_the_subject(world: World) -> None:
    world.carry_out(world.approved(), world.arrive("v1", good=15))
    world.open_incident("inc-2", change=world.go_live("v3"))

    assert world.propose("inc-2").actions == ()
    world.clock.advance(timedelta(minutes=30))
    assert len(world.propose("inc-2").actions) == 1


def test_a_rejected_proposal_does_not_come_back_on_the_incident(world: World) -> None:
    world.propose()
    world.responder.reject(world.incident_id, world.action().id, "bea", "it is something else")
    world.clock.advance(timedelta(hours=3))

    assert len(world.propose().actions) == 1


def test_an_unfinished_proposal_holds_the_subject_longer_than_any_cooldown(make_world: MakeWorld) -> None:
    world = make_world(runbook={"bounds": {"maxShare": 1.0, "cooldown": "1m", "approvalTtl": "2h"}})
    world.propose()
    world.clock.advance(timedelta(hours=1))
    world.open_incident("inc-2")

    assert len(world.propose().actions) == 1
    assert world.propose("inc-2").actions == ()


def test_a_proposal_from_an_old_look_is_dropped_when_the_incident_moved_on(world: World) -> None:
    seen = world.incident()
    world.state.incidents.save(replace(seen, state=IncidentState.RESOLVED))

    assert world.responder.propose(seen, world.clock.now()).actions == ()
    assert world.events() == []


def test_the_next_runbook_is_tried_when_the_first_cannot_be_planned(world: World) -> None:
    world.runbooks.insert(0, replace(world.runbooks[0], name="no-such-actuator", action="shell.run"))

    incident = world.propose()

    assert incident.actions[0].runbook == "roll-back-prompt"
    assert "there is no actuator 'shell.run'" in incident.timeline[0].text


def test_nothing_is_said_while_an_action_of_the_incident_is_under_way(world: World) -> None:
    ref = world.approved()
    looks: list[int] = []

    def look_during_the_watch() -> None:
        before = world.incident()
        looks.append(len(world.propose().timeline) - len(before.timeline))

    world.carry_out(ref, look_during_the_watch)

    assert set(looks) == {0}
