"""Changes: what went live, and any other dated event that may matter."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from tocsin.api.inputs import Id, Instant, Served, Strict
from tocsin.api.paging import Cursor, Limit, Page, page_of
from tocsin.api.problems import problem_responses
from tocsin.api.views import ChangeView
from tocsin.errors import NotFound
from tocsin.model import Axis, ChangeId, Scope, Window
from tocsin.release import NewChange

router = APIRouter(prefix="/api/v1/changes", tags=["changes"])

_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=366)
"""Changes may be announced for later; a listing without an end shows those of the next year, too."""


class ScopeInput(Strict):
    """Where it applies; an empty field means everywhere."""

    service: str = ""
    journey: str = ""
    environment: str = ""


class ChangeReport(Strict):
    """A change as its reporter knows it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "axis": "code",
                    "subject": "support-assistant",
                    "from": "1.4.2",
                    "to": "1.4.3",
                    "author": "ci",
                    "scope": {"service": "support-assistant"},
                    "url": "https://ci.example.com/builds/4182",
                    "summary": "retrieval in parallel",
                }
            ]
        }
    )

    axis: Axis
    subject: str
    from_version: Annotated[str, Field(alias="from", description="Filled in from what is known when empty.")] = ""
    to_version: Annotated[str, Field(alias="to")]
    at: Annotated[Instant | None, Field(description="When it took effect; now.")] = None
    author: str
    scope: ScopeInput = ScopeInput()
    source: Annotated[str, Field(description="Who reports it.")] = "api"
    url: str = ""
    summary: str = ""


class ChangesQuery(Strict):
    """Which changes to list."""

    axis: Axis | None = None
    subject: str | None = None
    start: Annotated[Instant | None, Field(description="Changes that took effect from here on.")] = None
    end: Annotated[Instant | None, Field(description="Changes that took effect before.")] = None
    limit: Limit = 100
    cursor: Cursor = None


@router.get("", summary="List changes", responses=problem_responses(400))
def list_changes(services: Served, query: Annotated[ChangesQuery, Query()]) -> Page[ChangeView]:
    """Return changes, the last to take effect first."""
    window = Window(query.start or _FIRST, query.end or services.clock.now() + _AHEAD)
    page = page_of(
        lambda limit: services.releases.changes(window, axis=query.axis, subject=query.subject, limit=limit),
        lambda change: change.id,
        limit=query.limit,
        cursor=query.cursor,
    )
    return Page[ChangeView](items=[ChangeView.of(change) for change in page.items], next=page.next)


@router.post("", status_code=201, summary="Report a change", responses=problem_responses(400, 413))
def report_change(services: Served, report: ChangeReport) -> ChangeView:
    """Store that something changed: a deploy, a flag, an index rebuild, a vendor's notice."""
    change = services.registry.record_change(
        NewChange(
            axis=report.axis,
            subject=report.subject,
            to_version=report.to_version,
            author=report.author,
            source=report.source,
            from_version=report.from_version,
            at=report.at,
            scope=Scope(report.scope.service, report.scope.journey, report.scope.environment),
            url=report.url,
            summary=report.summary,
        )
    )
    return ChangeView.of(change)


@router.get("/{id}", summary="Show one change", responses=problem_responses(404))
def get_change(services: Served, change_id: Id) -> ChangeView:
    """Return one change."""
    change = services.releases.change(ChangeId(change_id))
    if change is None:
        raise NotFound(f"there is no change {change_id!r}")
    return ChangeView.of(change)
