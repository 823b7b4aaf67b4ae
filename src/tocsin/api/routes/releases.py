"""Releases: publish an immutable version, and make one live."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from tocsin.api.inputs import Served, Strict
from tocsin.api.paging import Cursor, Limit, Page, page_of
from tocsin.api.problems import problem_responses
from tocsin.api.views import ChangeView
from tocsin.model import Axis, Release

router = APIRouter(prefix="/api/v1/releases", tags=["changes"])


class NewRelease(Strict):
    """A version to publish."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "axis": "prompt",
                    "subject": "support-answer",
                    "content": "Answer only from the passages, and cite them.",
                    "author": "mira.holm",
                    "notes": "Grounded answers.",
                }
            ]
        }
    )

    axis: Axis
    subject: str
    content: str
    author: str
    notes: str = ""
    version: Annotated[str | None, Field(description="Its name; the next of v1, v2, ... when left out.")] = None


class GoLive(Strict):
    """Who makes a release live, and why."""

    author: Annotated[str, Field(examples=["mira.holm"])]
    summary: str = ""


class ReleasesQuery(Strict):
    """Which releases to list."""

    axis: Axis | None = None
    subject: str | None = None
    limit: Limit = 100
    cursor: Cursor = None


@router.get("", summary="List releases", responses=problem_responses(400))
def list_releases(services: Served, query: Annotated[ReleasesQuery, Query()]) -> Page[Release]:
    """Return releases, the last published first."""
    page = page_of(
        lambda limit: services.releases.releases(query.axis, query.subject, limit),
        lambda release: release.id,
        limit=query.limit,
        cursor=query.cursor,
    )
    return Page[Release](items=page.items, next=page.next)


@router.post("", status_code=201, summary="Publish a release", responses=problem_responses(400, 409, 413))
def publish_release(services: Served, release: NewRelease) -> Release:
    """Store a version for good; repeating a publication changes nothing and returns the first one."""
    return services.registry.publish(
        axis=release.axis,
        subject=release.subject,
        content=release.content,
        author=release.author,
        notes=release.notes,
        version=release.version,
    )


@router.post(
    "/{axis}/{subject:path}/{version}/live", summary="Make a release live", responses=problem_responses(400, 404)
)
def make_release_live(services: Served, axis: Axis, subject: str, version: str, body: GoLive) -> ChangeView:
    """Make a published version live from now on; when it is live already, return the change that made it so."""
    change = services.registry.go_live(
        axis=axis, subject=subject, version=version, author=body.author, source="registry", summary=body.summary
    )
    return ChangeView.of(change)
