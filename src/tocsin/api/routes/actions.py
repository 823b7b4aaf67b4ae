"""Decisions about proposed actions."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from tocsin.api.inputs import Id, Note, Person, Served, Strict
from tocsin.api.problems import problem_responses
from tocsin.model import ActionId, Incident, IncidentId

router = APIRouter(prefix="/api/v1/incidents/{id}/actions/{action}", tags=["incidents"])


ActionName = Annotated[str, Path(alias="action")]


class Approval(Strict):
    """Who approves, and the plan they saw."""

    by: Person
    plan_hash: Annotated[
        str | None,
        Field(pattern="^[0-9a-f]{64}$", description="`plan_hash` of the plan that was seen; another plan is refused."),
    ] = None
    note: Note = ""


class Rejection(Strict):
    """Who rejects, and why."""

    by: Person
    plan_hash: Annotated[str | None, Field(description="The plan that was seen; a rejection holds for any.")] = None
    note: Note = ""


@router.post("/approve", summary="Approve an action", responses=problem_responses(400, 404, 409))
def approve_action(services: Served, incident_id: Id, action_id: ActionName, body: Approval) -> Incident:
    """Approve a proposed action and have it carried out; a second approval changes nothing."""
    return services.actions.approve(
        IncidentId(incident_id), ActionId(action_id), body.by, plan_hash=body.plan_hash, note=body.note
    )


@router.post("/reject", summary="Reject an action", responses=problem_responses(400, 404, 409))
def reject_action(services: Served, incident_id: Id, action_id: ActionName, body: Rejection) -> Incident:
    """Reject a proposed action; a second rejection changes nothing."""
    return services.actions.reject(IncidentId(incident_id), ActionId(action_id), body.by, note=body.note)
