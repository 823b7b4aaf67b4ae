"""Proposals: which approved runbook answers the first hypothesis, and what comes of it in the runbook's mode."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

import structlog

from tocsin.clock import format_duration
from tocsin.incident import TOCSIN, first_hypothesis, note, with_action
from tocsin.model import (
    Action,
    ActionId,
    ActionState,
    Hypothesis,
    Incident,
    IncidentState,
    Mode,
    Runbook,
    TimelineEntry,
    TimelineKind,
)
from tocsin.respond.actuators import Unplannable
from tocsin.respond.authority import decide
from tocsin.respond.chronicle import ActionRef, Step, audit, entry_of
from tocsin.respond.loop_guard import LIVE, Hold, hold_on
from tocsin.respond.means import Means
from tocsin.respond.plan import Plan, plan_hash
from tocsin.respond.policy import PolicyStep

log = structlog.get_logger()

_ANSWERED = (IncidentState.OPEN, IncidentState.ACKNOWLEDGED)
_TOLD_AS: Mapping[ActionState, tuple[TimelineKind, str]] = {
    ActionState.PROPOSED: (TimelineKind.ACTION_PROPOSED, "action.proposed"),
    ActionState.APPROVED: (TimelineKind.ACTION_APPROVED, "action.approved"),
    ActionState.OBSERVED: (TimelineKind.NOTE, "action.observed"),
    ActionState.DENIED: (TimelineKind.ACTION_FAILED, "action.denied"),
}
_LOOK_BACK = 200
"""Incidents the loop guard looks through, newest first; a day holds fewer where people can still follow."""


class Proposals:
    """Adds at most one action per call to an incident."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def propose(self, incident: Incident, at: datetime) -> Incident:
        """Return the incident as stored afterwards, one action richer if a runbook applies and may be proposed.

        Why a matching runbook was held back is noted on the timeline, once.
        """
        hypothesis = first_hypothesis(incident)
        is_being_answered = any(action.state in LIVE for action in incident.actions)
        if incident.state not in _ANSWERED or hypothesis is None or is_being_answered:
            return incident
        for runbook in self._means.runbooks():
            if applies(runbook, incident, hypothesis):
                after = self._try(runbook, incident, hypothesis, at)
                if len(after.actions) > len(incident.actions):
                    return after
                incident = after
        return incident

    def _try(self, runbook: Runbook, incident: Incident, hypothesis: Hypothesis, at: datetime) -> Incident:
        actuator = self._means.actuators.get(runbook.action)
        if actuator is None:
            return self._hold(incident, runbook, Hold(f"there is no actuator {runbook.action!r}", noteworthy=True), at)
        plan = actuator.plan(incident, hypothesis, at)
        if isinstance(plan, Unplannable):
            return self._hold(incident, runbook, Hold(plan.reason, noteworthy=True), at)
        hold = hold_on(plan, runbook, incident, self._means.incidents.incidents(limit=_LOOK_BACK), at)
        if hold is not None:
            return self._hold(incident, runbook, hold, at)
        action = self._settled(self._action(plan, runbook, incident, at), incident, runbook, at)
        return self._add(action, plan, runbook, at)

    def _action(self, plan: Plan, runbook: Runbook, incident: Incident, at: datetime) -> Action:
        return Action(
            id=ActionId(self._means.new_id()),
            incident_id=incident.id,
            runbook=runbook.name,
            kind=plan.kind,
            title=plan.title,
            parameters=plan.parameters,
            mode=runbook.mode,
            state=ActionState.PROPOSED,
            risk=plan.risk,
            reversible=plan.reversible,
            blast_radius=plan.blast_radius,
            verification=_verification(runbook, plan),
            undo=plan.undo,
            plan_hash=plan_hash(plan.kind, plan.parameters, runbook),
            proposed_at=at,
            expires_at=at + runbook.approval_ttl,
            decided_at=None,
            decided_by="",
            finished_at=None,
            detail="",
        )

    def _settled(self, action: Action, incident: Incident, runbook: Runbook, at: datetime) -> Action:
        """Return the action in the state that policy and mode give it."""
        may_propose = decide(self._means, incident, action, runbook, principal=TOCSIN, step=PolicyStep.PROPOSE, at=at)
        if not may_propose.allowed:
            return replace(action, state=ActionState.DENIED, finished_at=at, detail=may_propose.reason)
        if runbook.mode is Mode.OBSERVE:
            detail = "Observe mode: this is what would have been proposed; nothing is done"
            return replace(action, state=ActionState.OBSERVED, finished_at=at, detail=detail)
        if runbook.mode is Mode.ASSIST:
            return replace(action, detail="Waits for a person")
        may_approve = decide(self._means, incident, action, runbook, principal=TOCSIN, step=PolicyStep.APPROVE, at=at)
        if not may_approve.allowed:
            return replace(action, mode=Mode.ASSIST, detail=f"Waits for a person: {may_approve.reason}")
        detail = f"Approved by itself, within its bounds: {may_approve.reason}"
        return replace(action, state=ActionState.APPROVED, decided_at=at, decided_by=TOCSIN, detail=detail)

    def _add(self, action: Action, plan: Plan, runbook: Runbook, at: datetime) -> Incident:
        ref = ActionRef(action.incident_id, action.id)
        kind, event = _TOLD_AS[action.state]
        text = f"{action.title}, by runbook {runbook.name!r}. {action.detail}."
        facts = {"plan_hash": action.plan_hash, "runbook": runbook.name, "kind": action.kind, **action.parameters}
        step = Step(action.state, kind, event, TOCSIN, text, at, facts)

        def add(stored: Incident) -> Incident:
            # Another process may have answered since we looked; the serialized update is the last word.
            held = stored.state not in _ANSWERED or hold_on(plan, runbook, stored, (), at) is not None
            return stored if held else with_action(stored, action, entry_of(ref, step))

        with self._means.together():
            after = self._means.incidents.update(action.incident_id, add)
            if action in after.actions:
                audit(self._means, ref, step)
        return after

    def _hold(self, incident: Incident, runbook: Runbook, hold: Hold, at: datetime) -> Incident:
        text = f"Runbook {runbook.name!r} applies, but nothing is proposed: {hold.reason}"
        if not hold.noteworthy or any(entry.text == text for entry in incident.timeline):
            return incident
        log.info("proposal_held", incident_id=incident.id, runbook=runbook.name, reason=hold.reason)
        entry = TimelineEntry(at=at, kind=TimelineKind.NOTE, actor=TOCSIN, text=text)
        return self._means.incidents.update(incident.id, lambda stored: note(stored, entry))


def applies(runbook: Runbook, incident: Incident, hypothesis: Hypothesis) -> bool:
    """Return whether a runbook answers a hypothesis on an incident."""
    return (
        hypothesis.cause in runbook.causes
        and hypothesis.confidence >= runbook.min_confidence
        and (not runbook.journeys or not set(runbook.journeys).isdisjoint(incident.journeys))
    )


def _verification(runbook: Runbook, plan: Plan) -> str:
    within = format_duration(runbook.verify_for)
    return (
        f"Within {within}, at least {runbook.verify_min_tasks} tasks off the blamed version, healthy by SLO"
        f" {plan.parameters.get('slo', '')!r} and clearly better than on it; taken back if it did not help"
    )
