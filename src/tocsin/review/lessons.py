"""What went well and what did not, as far as recorded facts say so; and the action items, for people to fill in."""

from collections.abc import Iterable
from datetime import timedelta

from tocsin.incident import first_hypothesis
from tocsin.model import Action, ActionState, Incident
from tocsin.review.markdown import inline, table
from tocsin.review.source import drawn_from, incident_path
from tocsin.review.story import elapsed

_SLOW_DECISION = timedelta(minutes=5)
"""A proposal that waited longer is worth talking about; a page is meant to be answered within this time."""


def lessons(incident: Incident) -> str:
    """Return both lists. Only recorded facts are in them: nothing here is a judgement of people."""
    source = drawn_from("incident", incident_path(incident))
    well = _listed(_went_well(incident), source)
    badly = _listed(_went_badly(incident), source)
    return f"## Lessons\n\n### What went well\n\n{well}\n\n### What went badly\n\n{badly}"


def action_items(incident: Incident) -> str:
    """Return the skeleton of the action items; owners and dates are for people."""
    blamed = first_hypothesis(incident)
    rows = [["Confirm or refute the cause", "investigate", "", ""]]
    if blamed is not None and blamed.to_version:
        what = f"{inline(blamed.subject)} {inline(blamed.to_version)}"
        rows.append([f"Correct {what} before it goes live again", "repair", "", ""])
        rows.append(
            [
                f"Add the failing tasks to the checks that {inline(blamed.subject)} passes before release",
                "prevent",
                "",
                "",
            ]
        )
    rows.append(["", "", "", ""])
    return "## Action items\n\n" + table(["What", "Kind", "Owner", "Due"], rows)


def _listed(facts: Iterable[str], source: str) -> str:
    return "\n".join(f"- {fact} {source}." for fact in facts) or "- No recorded fact says so."


def _went_well(incident: Incident) -> Iterable[str]:
    verified = [action for action in incident.actions if action.state is ActionState.VERIFIED]
    for action in verified:
        yield f"{inline(action.title)} was verified on the SLI, not only carried out"
        if _answers_first_hypothesis(incident, action):
            yield "The first hypothesis named the change whose rollback brought recovery"
    if incident.acknowledged_at is not None:
        took = elapsed(incident.detected_at, incident.acknowledged_at)
        yield f"A person acknowledged within {took} of the first alert"
    undone = [action for action in incident.actions if action.state is ActionState.UNDONE]
    for action in undone:
        yield f"{inline(action.title)} did not help and was taken back"


def _went_badly(incident: Incident) -> Iterable[str]:
    if incident.blast_radius is not None and incident.blast_radius.failing:
        yield (
            f"{incident.blast_radius.failing} tasks failed; detection took"
            f" {elapsed(incident.opened_at, incident.detected_at)}"
        )
    if incident.acknowledged_at is None:
        yield "Nobody acknowledged the incident"
    for action in incident.actions:
        yield from _trouble_with(action)
    if incident.mitigated_at is None and incident.resolved_at is not None:
        yield "It was closed without a verified recovery"


def _trouble_with(action: Action) -> Iterable[str]:
    if action.state in {ActionState.FAILED, ActionState.DENIED, ActionState.EXPIRED, ActionState.UNDONE}:
        yield f"{inline(action.title)} ended {action.state}"
    if action.decided_at is not None and action.decided_at - action.proposed_at > _SLOW_DECISION:
        yield f"{inline(action.title)} waited {elapsed(action.proposed_at, action.decided_at)} for a decision"


def _answers_first_hypothesis(incident: Incident, action: Action) -> bool:
    first = first_hypothesis(incident)
    return first is not None and first.change_id is not None and action.parameters.get("change_id") == first.change_id
