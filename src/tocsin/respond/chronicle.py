"""Writes every step twice: to the audit log, which cannot be changed, and to the incident, which people read.

Both are stored in one transaction. A crash before the step is remembered repeats it, and the audit log may then tell
it twice: better twice than never.
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from tocsin.errors import NotFound
from tocsin.incident import TOCSIN, with_action
from tocsin.model import Action, ActionId, ActionState, Incident, IncidentId, TimelineEntry, TimelineKind
from tocsin.respond.means import Means
from tocsin.store import AuditStore, IncidentStore

FINAL = frozenset(
    {
        ActionState.OBSERVED,
        ActionState.VERIFIED,
        ActionState.UNDONE,
        ActionState.REJECTED,
        ActionState.DENIED,
        ActionState.EXPIRED,
        ActionState.FAILED,
    }
)
"""States nothing leaves."""


@dataclass(frozen=True, slots=True)
class ActionRef:
    """Which action of which incident; small enough to be stored as the argument of a workflow."""

    incident_id: IncidentId
    action_id: ActionId

    @property
    def link(self) -> str:
        """Where the UI shows it; also the mark its changes carry in the release registry."""
        return f"/incidents/{self.incident_id}#{self.action_id}"


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to an action.

    Attributes:
        event: The audit log's name for it, e.g. "action.started".
        text: The sentence for the timeline, and the action's new `detail`.
        details: Further facts for the audit log alone.
        verification: Replaces the action's `verification` unless empty.
        is_decision: Whether this is the yes or no of `actor`.
        on_incident: What else becomes of the incident, e.g. that it is mitigated.
    """

    state: ActionState
    kind: TimelineKind
    event: str
    actor: str
    text: str
    at: datetime
    details: Mapping[str, str] = field(default_factory=dict)
    verification: str = ""
    is_decision: bool = False
    on_incident: Callable[[Incident], Incident] | None = None


class Books(Protocol):
    """Where steps are written; `Means` are such, and so is a state store."""

    @property
    def incidents(self) -> IncidentStore:
        """The incidents."""
        ...

    @property
    def audit(self) -> AuditStore:
        """The audit log."""
        ...

    @property
    def together(self) -> Callable[[], AbstractContextManager[object]]:
        """Gives a block in which what is written is stored whole or not at all."""
        ...


def find_action(incident: Incident, action_id: ActionId) -> Action:
    """Return one action of an incident.

    Raises:
        NotFound: The incident has no such action.
    """
    for action in incident.actions:
        if action.id == action_id:
            return action
    raise NotFound(f"incident {incident.id!r} has no action {action_id!r}")


def load(means: Means, ref: ActionRef) -> tuple[Incident, Action]:
    """Return an incident and its action as they are stored now.

    Raises:
        NotFound: There is no such incident, or no such action on it.
    """
    incident = means.incidents.incident(ref.incident_id)
    if incident is None:
        raise NotFound(f"there is no incident {ref.incident_id!r}")
    return incident, find_action(incident, ref.action_id)


def write(books: Books, ref: ActionRef, step: Step) -> Incident:
    """Record a step in the audit log and on the incident; an action in a final state is left as it is."""
    with books.together():
        after = books.incidents.update(ref.incident_id, lambda incident: applied(incident, ref, step))
        audit(books, ref, step)
    return after


def audit(books: Books, ref: ActionRef, step: Step) -> None:
    """Append a step to the audit log alone."""
    details = {"incident_id": ref.incident_id, "state": step.state.value, "text": step.text, **step.details}
    books.audit.append(step.at, step.actor, step.event, f"action/{ref.action_id}", details)


def applied(incident: Incident, ref: ActionRef, step: Step) -> Incident:
    """Return the incident after a step; the same incident when its action is in a final state already."""
    action = find_action(incident, ref.action_id)
    if action.state in FINAL:
        return incident
    moved = replace(
        action,
        state=step.state,
        detail=step.text,
        verification=step.verification or action.verification,
        finished_at=step.at if step.state in FINAL else None,
        decided_at=step.at if step.is_decision else action.decided_at,
        decided_by=step.actor if step.is_decision else action.decided_by,
    )
    after = with_action(incident, moved, entry_of(ref, step))
    return step.on_incident(after) if step.on_incident else after


def entry_of(ref: ActionRef, step: Step) -> TimelineEntry:
    """Return a step as the timeline tells it."""
    return TimelineEntry(at=step.at, kind=step.kind, actor=step.actor, text=step.text, link=ref.link)


def note(means: Means, ref: ActionRef, text: str, at: datetime, details: Mapping[str, str]) -> Incident:
    """Record a fact about an action that does not change its state."""
    _, action = load(means, ref)
    step = Step(action.state, TimelineKind.NOTE, "action.noted", TOCSIN, text, at, details)
    return write(means, ref, step)
