"""Incidents: what burns, since when, who is hit, why, and what people decide about it."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse
from pydantic import Field

from tocsin.api.inputs import Id, Note, Person, Served, Strict
from tocsin.api.paging import Cursor, Limit, Page, page_of
from tocsin.api.problems import problem_responses
from tocsin.errors import NotFound
from tocsin.incident import acknowledge, resolve
from tocsin.model import Incident, IncidentId, IncidentState

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])

_MARKDOWN: dict[int | str, dict[str, Any]] = {
    200: {"description": "Markdown", "content": {"text/markdown": {"schema": {"type": "string"}}}}
}


class IncidentsQuery(Strict):
    """Which incidents to list."""

    state: Annotated[tuple[IncidentState, ...], Field(description="One of these; repeat it for several.")] = ()
    limit: Limit = 100
    cursor: Cursor = None


class Acknowledgement(Strict):
    """Who takes it on."""

    by: Person


class Resolution(Strict):
    """Who closes it, and why."""

    by: Person
    note: Note = ""


class MarkdownResponse(PlainTextResponse):
    """A Markdown document."""

    media_type = "text/markdown"


@router.get("", summary="List incidents", responses=problem_responses(400))
def list_incidents(services: Served, query: Annotated[IncidentsQuery, Query()]) -> Page[Incident]:
    """Return incidents, the last detected first."""
    page = page_of(
        lambda limit: services.incidents.incidents(query.state, limit),
        lambda incident: incident.id,
        limit=query.limit,
        cursor=query.cursor,
    )
    return Page[Incident](items=page.items, next=page.next)


@router.get("/{id}", summary="Show one incident", responses=problem_responses(404))
def get_incident(services: Served, incident_id: Id) -> Incident:
    """Return one incident with its alerts, hypotheses, actions and timeline."""
    incident = services.incidents.incident(IncidentId(incident_id))
    if incident is None:
        raise NotFound(f"there is no incident {incident_id!r}")
    return incident


@router.post("/{id}/acknowledge", summary="Take an incident on", responses=problem_responses(400, 404, 409))
def acknowledge_incident(services: Served, incident_id: Id, body: Acknowledgement) -> Incident:
    """Record that a person has taken the incident on."""
    now = services.clock.now()
    return services.incidents.update(IncidentId(incident_id), lambda incident: acknowledge(incident, now, body.by))


@router.post("/{id}/resolve", summary="Close an incident", responses=problem_responses(400, 404, 409))
def resolve_incident(services: Served, incident_id: Id, body: Resolution) -> Incident:
    """Close the incident on a person's word."""
    now = services.clock.now()
    text = f"Resolved by {body.by}: {body.note}" if body.note else f"Resolved by {body.by}"
    return services.incidents.update(IncidentId(incident_id), lambda incident: resolve(incident, now, body.by, text))


@router.get(
    "/{id}/postmortem",
    summary="Read the postmortem",
    response_class=MarkdownResponse,
    responses={**_MARKDOWN, **problem_responses(404)},
)
def get_postmortem(services: Served, incident_id: Id) -> MarkdownResponse:
    """Return the postmortem as Markdown."""
    incident = get_incident(services, incident_id)
    markdown = services.postmortems.postmortem(incident.id)
    if markdown is None:
        raise NotFound(
            f"incident {incident_id!r} has no postmortem yet: it is {incident.state}, and a postmortem is written once"
            " it is resolved"
        )
    return MarkdownResponse(markdown)
