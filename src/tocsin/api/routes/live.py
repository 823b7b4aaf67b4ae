"""What is live: the one question applications ask again and again, so an unchanged answer costs no body."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response
from pydantic import Field

from tocsin.api.inputs import Instant, Served, Strict
from tocsin.api.problems import problem_responses
from tocsin.errors import NotFound
from tocsin.model import Axis
from tocsin.release import Live

router = APIRouter(prefix="/api/v1/live", tags=["changes"])

_HASH_DIGITS = 16
_NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "What the caller has is still live"}}


class LiveQuery(Strict):
    """When."""

    at: Annotated[Instant | None, Field(description="What was live then; now when left out.")] = None


@router.get("/{axis}/{name:path}", summary="Show what is live", responses={**_NOT_MODIFIED, **problem_responses(404)})
def get_live(
    *,
    services: Served,
    response: Response,
    axis: Axis,
    name: str,
    query: Annotated[LiveQuery, Query()],
    if_none_match: Annotated[str, Header(description="The `ETag` of the last answer.")] = "",
) -> Live:
    """Return the version of a subject that is live, with its content where it was published here."""
    live = services.registry.live(axis, name, query.at)
    if live is None:
        raise NotFound(f"nothing is known to be live for {axis} {name!r}: publish a release and make it live")
    headers = {"ETag": _etag(live), "Cache-Control": "no-cache"}
    if _matches(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)  # type: ignore[return-value] # FastAPI sends it as it is
    response.headers.update(headers)
    return live


def _etag(live: Live) -> str:
    """A version may be announced first and published later, so the change alone does not tell what the body is."""
    return f'"{live.change_id}.{(live.content_hash or "unpublished")[:_HASH_DIGITS]}"'


def _matches(if_none_match: str, etag: str) -> bool:
    """Compare weakly, as RFC 9110 section 13.1.2 asks."""
    asked = [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
    return "*" in asked or etag in asked
