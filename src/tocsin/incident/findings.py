"""What other rooms find out about an incident: diagnoses and actions, put on it with their timeline entries."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from tocsin.errors import Bug
from tocsin.incident.timeline import TOCSIN, entry, note
from tocsin.model import Action, BlastRadius, Cause, Hypothesis, Incident, TimelineEntry, TimelineKind


def with_diagnosis(
    incident: Incident,
    at: datetime,
    *,
    onset: datetime | None,
    hypotheses: Sequence[Hypothesis],
    blast_radius: BlastRadius,
) -> Incident:
    """Return the incident with the latest diagnosis; the timeline tells it when the first hypothesis is a new one.

    Args:
        incident: Any incident.
        at: When it was diagnosed.
        onset: When the trouble began; None when it could not be dated, which leaves `opened_at` as it is.
        hypotheses: Ranked, the first one first.
        blast_radius: Who is hit.
    """
    diagnosed = replace(
        incident,
        opened_at=min(onset, incident.detected_at) if onset else incident.opened_at,
        hypotheses=tuple(hypotheses),
        blast_radius=blast_radius,
    )
    before, now = first_hypothesis(incident), first_hypothesis(diagnosed)
    if now is None or (before is not None and _names_same(before, now)):
        return diagnosed
    likely = "Cause unknown" if now.cause is Cause.UNKNOWN else "Most likely cause"
    text = f"{likely}, with {now.confidence:.0%} confidence: {now.summary}"
    return _with_change(note(diagnosed, entry(at, TimelineKind.DIAGNOSED, TOCSIN, text)), now)


def with_action(incident: Incident, action: Action, entry: TimelineEntry) -> Incident:
    """Return the incident with an action added, or replaced when it has one with this id, and what happened told.

    Raises:
        Bug: The action belongs to another incident.
    """
    if action.incident_id != incident.id:
        raise Bug(f"action {action.id!r} belongs to incident {action.incident_id!r}, not to {incident.id!r}")
    known = any(one.id == action.id for one in incident.actions)
    actions = tuple(action if one.id == action.id else one for one in incident.actions)
    return note(replace(incident, actions=actions if known else (*actions, action)), entry)


def first_hypothesis(incident: Incident) -> Hypothesis | None:
    """Return the most credible hypothesis, or None before the first diagnosis."""
    return min(incident.hypotheses, key=lambda one: one.rank, default=None)


def _names_same(one: Hypothesis, other: Hypothesis) -> bool:
    return (one.cause, one.subject, one.change_id) == (other.cause, other.subject, other.change_id)


def _with_change(incident: Incident, hypothesis: Hypothesis) -> Incident:
    """Put the suspected change on the timeline at its own instant, once."""
    if hypothesis.change_id is None or hypothesis.changed_at is None:
        return incident
    link = f"/api/v1/changes/{hypothesis.change_id}"
    if any(known.link == link for known in incident.timeline):
        return incident
    what = f"{hypothesis.axis} {hypothesis.subject}: {hypothesis.from_version or 'unknown'} to {hypothesis.to_version}"
    return note(incident, entry(hypothesis.changed_at, TimelineKind.CHANGE, TOCSIN, what, link))
