"""The four states of an incident and the moves between them; every move stands on the timeline.

    open -> acknowledged -> mitigated -> resolved
    open -> mitigated, open | acknowledged -> resolved, mitigated -> open | acknowledged (it came back)

Functions are pure. An illegal move raises `Conflict` and names the present state.
"""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime

from tocsin.errors import Conflict
from tocsin.incident.timeline import entry, note
from tocsin.model import Incident, IncidentState, TimelineKind


def acknowledge(incident: Incident, at: datetime, actor: str) -> Incident:
    """Return the incident as taken by a person.

    Raises:
        Conflict: It is not open.
    """
    refuse_when(incident, set(IncidentState) - {IncidentState.OPEN}, "be acknowledged")
    taken = replace(incident, state=IncidentState.ACKNOWLEDGED, acknowledged_at=at)
    return note(taken, entry(at, TimelineKind.ACKNOWLEDGED, actor, f"Acknowledged by {actor}"))


def mitigate(incident: Incident, at: datetime, actor: str, text: str, *, recovered_at: datetime) -> Incident:
    """Return the incident as mitigated: users no longer suffer, and that was verified.

    Args:
        incident: Open or acknowledged.
        at: When this was found.
        actor: Who says so.
        text: On what grounds, for the timeline.
        recovered_at: From when on tasks show it; alert windows count afresh from here.

    Raises:
        Conflict: It is mitigated or resolved already.
    """
    refuse_when(incident, {IncidentState.MITIGATED, IncidentState.RESOLVED}, "be mitigated")
    mitigated = replace(incident, state=IncidentState.MITIGATED, mitigated_at=at, recovered_at=recovered_at)
    return note(mitigated, entry(at, TimelineKind.MITIGATED, actor, text))


def reopen(incident: Incident, at: datetime, actor: str, text: str) -> Incident:
    """Return a mitigated incident as it was before: the trouble came back.

    `recovered_at` stays: what happened before it was answered for, and does not count a second time.

    Raises:
        Conflict: It is not mitigated; a resolved incident stays closed, and new trouble opens a new one.
    """
    refuse_when(incident, set(IncidentState) - {IncidentState.MITIGATED}, "be reopened")
    state = IncidentState.OPEN if incident.acknowledged_at is None else IncidentState.ACKNOWLEDGED
    reopened = replace(incident, state=state, mitigated_at=None)
    return note(reopened, entry(at, TimelineKind.REOPENED, actor, text))


def resolve(incident: Incident, at: datetime, actor: str, text: str) -> Incident:
    """Return the incident as closed; `text` says on what grounds, and may be empty.

    Raises:
        Conflict: It is resolved already.
    """
    refuse_when(incident, {IncidentState.RESOLVED}, "be resolved")
    resolved = replace(incident, state=IncidentState.RESOLVED, resolved_at=at)
    return note(resolved, entry(at, TimelineKind.RESOLVED, actor, text or f"Resolved by {actor}"))


def refuse_when(incident: Incident, states: Set[IncidentState], what: str) -> None:
    """Raise unless the incident is in another state than these.

    Raises:
        Conflict: It is in one of them.
    """
    if incident.state in states:
        raise Conflict(f"incident {incident.id!r} cannot {what}: it is {incident.state}")
