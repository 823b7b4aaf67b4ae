"""Approvals: a named person's yes or no to one plan, bound to its hash and to a time limit."""

from datetime import datetime
from functools import partial

from tocsin.errors import Conflict, InvalidInput
from tocsin.incident import TOCSIN, acknowledge
from tocsin.model import Action, ActionState, Incident, IncidentState, TimelineKind
from tocsin.respond.authority import decide
from tocsin.respond.chronicle import ActionRef, Step, applied, audit, find_action, load, write
from tocsin.respond.means import Means
from tocsin.respond.plan import plan_hash
from tocsin.respond.policy import PolicyStep

_APPROVED_BEFORE = frozenset(
    {
        ActionState.APPROVED,
        ActionState.RUNNING,
        ActionState.VERIFYING,
        ActionState.VERIFIED,
        ActionState.UNDONE,
        ActionState.FAILED,
    }
)
_LOOK_BACK = 200


class Approvals:
    """Decides proposals."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def approve(self, ref: ActionRef, by: str, hash_seen: str | None, text: str) -> Incident:
        """Approve a proposal; approving it a second time changes nothing.

        Raises:
            InvalidInput: `by` names nobody, or Tocsin itself.
            NotFound: No such incident or action.
            Conflict: It expired, was decided otherwise, its plan is not the one that was seen, the policy does not
                allow it, or the kill switch is engaged.
        """
        person = named(by)
        at = self._means.clock.now()
        incident, action = load(self._means, ref)
        if action.state in _APPROVED_BEFORE and action.decided_by:
            return incident
        self._check(ref, incident, action, person=person, hash_seen=hash_seen, at=at)
        said = f"{action.title}: approved by {person}" + (f": {text}" if text else "")
        step = Step(
            ActionState.APPROVED,
            TimelineKind.ACTION_APPROVED,
            "action.approved",
            person,
            said,
            at,
            {"plan_hash": action.plan_hash},
            is_decision=True,
            on_incident=partial(_taken_on, at, person),
        )
        return self._decide(ref, step)

    def reject(self, ref: ActionRef, by: str, text: str) -> Incident:
        """Reject a proposal; rejecting it a second time changes nothing.

        Raises:
            InvalidInput: `by` names nobody, or Tocsin itself.
            NotFound: No such incident or action.
            Conflict: It was decided otherwise.
        """
        person = named(by)
        incident, action = load(self._means, ref)
        if action.state is ActionState.REJECTED:
            return incident
        if action.state is not ActionState.PROPOSED:
            raise Conflict(f"action {action.id!r} is {action.state}; only a proposal can be rejected")
        said = f"{action.title}: rejected by {person}" + (f": {text}" if text else "")
        at = self._means.clock.now()
        step = Step(
            ActionState.REJECTED, TimelineKind.ACTION_REJECTED, "action.rejected", person, said, at, is_decision=True
        )
        return self._decide(ref, step)

    def expire(self, at: datetime) -> int:
        """Expire proposals whose time is over or whose incident is resolved; return how many."""
        expired = 0
        for incident in self._means.incidents.incidents(limit=_LOOK_BACK):
            for action in incident.actions:
                if action.state is ActionState.PROPOSED:
                    expired += self._expire_if_due(incident, action, at)
        return expired

    def _expire_if_due(self, incident: Incident, action: Action, at: datetime) -> bool:
        if incident.state is IncidentState.RESOLVED:
            why = "the incident was resolved before anyone decided"
        elif at >= action.expires_at:
            why = f"nobody decided until {action.expires_at:%H:%M} UTC"
        else:
            return False
        self._write_expiry(ActionRef(incident.id, action.id), action, why, at)
        return True

    def _write_expiry(self, ref: ActionRef, action: Action, why: str, at: datetime) -> None:
        text = f"{action.title}: expired, {why}"
        write(self._means, ref, Step(ActionState.EXPIRED, TimelineKind.NOTE, "action.expired", TOCSIN, text, at))

    def _check(
        self, ref: ActionRef, incident: Incident, action: Action, *, person: str, hash_seen: str | None, at: datetime
    ) -> None:
        if action.state is not ActionState.PROPOSED:
            raise Conflict(f"action {action.id!r} is {action.state}; only a proposal can be approved")
        if at >= action.expires_at:
            self._write_expiry(ref, action, f"nobody decided until {action.expires_at:%H:%M} UTC", at)
            raise Conflict(f"action {action.id!r} expired at {action.expires_at.isoformat()}")
        runbook = self._means.runbook(action.runbook)
        if runbook is None:
            raise Conflict(f"runbook {action.runbook!r} is no longer applied; reject the action or apply the runbook")
        present = plan_hash(action.kind, action.parameters, runbook)
        if present != action.plan_hash or hash_seen not in {None, present}:
            raise Conflict(
                f"the plan of action {action.id!r} is {present!r}, proposed was {action.plan_hash!r}, seen was"
                f" {hash_seen!r}; read the action again, and reject it if its runbook has changed"
            )
        if self._means.kill_switch.kill_switch():
            raise Conflict("the kill switch is engaged; release it before approving anything")
        decision = decide(self._means, incident, action, runbook, principal=person, step=PolicyStep.APPROVE, at=at)
        if not decision.allowed:
            self._refuse(ref, action, person, decision.reason, at)

    def _refuse(self, ref: ActionRef, action: Action, person: str, reason: str, at: datetime) -> None:
        """Keep the proposal, since another person may be permitted; the attempt goes on record."""
        step = Step(action.state, TimelineKind.NOTE, "approval.denied", person, reason, at)
        audit(self._means, ref, step)
        raise Conflict(f"the policy does not allow this approval: {reason}")

    def _decide(self, ref: ActionRef, step: Step) -> Incident:
        """Record a decision if the proposal still stands in the serialized update, and audit it only then."""
        won = False

        def change(stored: Incident) -> Incident:
            nonlocal won
            action = find_action(stored, ref.action_id)
            won = action.state is ActionState.PROPOSED
            if not won:
                return stored
            return applied(stored, ref, step)

        with self._means.together():
            after = self._means.incidents.update(ref.incident_id, change)
            if won:
                audit(self._means, ref, step)
        state = find_action(after, ref.action_id).state
        if not won and state is not step.state:
            raise Conflict(f"action {ref.action_id!r} was decided otherwise meanwhile: it is {state}")
        return after


def named(by: str) -> str:
    """Return the trimmed name of a person.

    Raises:
        InvalidInput: The name is blank, or is Tocsin's own: whoever proposes does not approve.
    """
    person = by.strip()
    if not person:
        raise InvalidInput(f"a decision needs the name of a person, got {by!r}")
    if person.casefold() == TOCSIN:
        raise InvalidInput(f"{by!r} proposes actions and cannot decide on them; give the name of a person")
    return person


def _taken_on(at: datetime, person: str, incident: Incident) -> Incident:
    """Whoever approves has taken the incident on, whether or not they said so before."""
    return acknowledge(incident, at, person) if incident.state is IncidentState.OPEN else incident
