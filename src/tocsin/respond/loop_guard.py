"""The loop guard: what was tried on a subject is not tried again and again.

Automatic responders fail in the field by repeating a step that "succeeded" without helping. So every end of an
execution counts here, success included: a move that was made once is not proposed again for a day, because either it
did not help or the fault came back in spite of it, and both need a person.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.model import Action, ActionState, Incident, Runbook
from tocsin.respond.plan import Plan

SAME_PLAN_WINDOW = timedelta(hours=24)
"""For how long a plan that was carried out is not proposed again."""

LIVE = frozenset({ActionState.PROPOSED, ActionState.APPROVED, ActionState.RUNNING, ActionState.VERIFYING})
_CARRIED_OUT = frozenset({ActionState.VERIFIED, ActionState.UNDONE, ActionState.FAILED})
_REFUSED = frozenset({ActionState.REJECTED, ActionState.DENIED, ActionState.OBSERVED})


@dataclass(frozen=True, slots=True)
class Hold:
    """Why a plan is not proposed now.

    Attributes:
        noteworthy: False when the reason is the incident's own proposal, waiting or refused.
    """

    reason: str
    noteworthy: bool


def hold_on(plan: Plan, runbook: Runbook, incident: Incident, others: Iterable[Incident], at: datetime) -> Hold | None:
    """Return why a plan is not proposed now, or None when it may be.

    Args:
        plan: What would be proposed.
        runbook: Whose cooldown holds.
        incident: The incident it would be proposed on, as it is stored now.
        others: Recent incidents; `incident` itself may be among them.
        at: The present instant.
    """
    # By id, the incident's own last: the same action may be seen twice, and the list may be a moment older.
    actions = {action.id: action for one in (*others, incident) for action in one.actions}
    for action in actions.values():
        if subject_of(action) == plan.subject:
            reason = _reason_from(action, plan, runbook, incident, at)
            if reason is not None:
                obvious = action.incident_id == incident.id and action.state in LIVE | _REFUSED
                return Hold(f"{action.id} of incident {action.incident_id} {reason}", noteworthy=not obvious)
    return None


def subject_of(action: Action) -> str:
    """Return what an action acts on, "<axis>/<name>", as `Plan.subject` has it."""
    return f"{action.parameters.get('axis', '')}/{action.parameters.get('subject', '')}"


def _reason_from(action: Action, plan: Plan, runbook: Runbook, incident: Incident, at: datetime) -> str | None:
    if action.state in LIVE:
        return f"on {plan.subject} is not finished"
    if action.state in _REFUSED:
        same = action.incident_id == incident.id and action.parameters == plan.parameters
        return f"was the same and ended {action.state}" if same else None
    ended_at = action.finished_at or action.proposed_at
    ended = f"ended {action.state} at {ended_at:%Y-%m-%d %H:%M} UTC"
    if at < ended_at + runbook.cooldown:
        return f"{ended}; {plan.subject} has a cooldown until {ended_at + runbook.cooldown:%Y-%m-%d %H:%M} UTC"
    if action.state in _CARRIED_OUT and _same_move(action, plan) and at < ended_at + SAME_PLAN_WINDOW:
        return f"made the same move and {ended}; a person has to find out why it did not last"
    return None


def _same_move(action: Action, plan: Plan) -> bool:
    # Not all parameters: the same versions blamed by way of another change, or seen on another SLO, are the same move.
    keys = ("from_version", "to_version")
    return action.kind == plan.kind and all(action.parameters.get(key) == plan.parameters.get(key) for key in keys)
