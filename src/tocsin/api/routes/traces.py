"""Traces: search by what their tasks were, and one trace whole."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field, TypeAdapter, ValidationError

from tocsin.api.conditions import TaskConditions
from tocsin.api.inputs import Instant, Served, TraceIdText
from tocsin.api.paging import Cursor, Limit, Page, decode_cursor, encode_cursor, foreign_cursor
from tocsin.api.problems import problem_responses
from tocsin.api.services import Services
from tocsin.api.views import TraceView
from tocsin.errors import InvalidInput, NotFound
from tocsin.model import Task, TraceId, Window

router = APIRouter(prefix="/api/v1/traces", tags=["telemetry"])

_LEAST_TEXT = 2
_ENDED_AT: TypeAdapter[datetime] = TypeAdapter(Instant)


class TracesQuery(TaskConditions):
    """What the tasks of the traces must be, and what must stand in them."""

    text: Annotated[
        str,
        Field(
            max_length=500,
            description="Stands in a message, an argument or result of a tool, any attribute or log record of the"
            " trace, in any case of letters. At least two characters.",
        ),
    ] = ""
    limit: Limit = 50
    cursor: Cursor = None

    def before(self) -> tuple[datetime, TraceId] | None:
        """Return where the listing goes on; None at its start."""
        if self.cursor is None:
            return None
        ended_at, trace_id = decode_cursor(self.cursor, 2)
        with suppress(ValidationError):
            return _ENDED_AT.validate_python(ended_at), TraceId(trace_id)
        raise foreign_cursor(self.cursor)


class TracePage(Page[Task]):
    """One page of traces."""

    searched_until: datetime | None = Field(
        default=None,
        description="Set when a search for text stopped early, at what one request may read: what ended before was not"
        " searched yet, and `next` goes on there.",
    )


@router.get("", summary="Search traces", responses=problem_responses(400))
def list_traces(services: Served, query: Annotated[TracesQuery, Query()]) -> TracePage:
    """Return the tasks of matching traces, newest end first."""
    window = query.window(services.clock.now())
    if query.text:
        return _search(services, query, window)
    found = services.tasks.tasks(query.where(), window, limit=query.limit + 1, before=query.before())
    return _page(found, query.limit)


def _search(services: Services, query: TracesQuery, window: Window) -> TracePage:
    if len(query.text.strip()) < _LEAST_TEXT:
        raise InvalidInput(f"text {query.text!r} is too short to search for: give at least {_LEAST_TEXT} characters")
    found = services.tasks.search(query.where(), window, query.text, limit=query.limit + 1, before=query.before())
    if found.searched_until is None or len(found.tasks) > query.limit:
        return _page(found.tasks, query.limit)
    # No trace id comes before the empty one, so the next page starts with what ended before that instant.
    onwards = encode_cursor(found.searched_until.isoformat(), "")
    return TracePage(items=found.tasks, next=onwards, searched_until=found.searched_until)


def _page(found: Sequence[Task], limit: int) -> TracePage:
    page = found[:limit]
    last = page[-1] if len(found) > limit else None
    return TracePage(items=page, next=encode_cursor(last.ended_at.isoformat(), last.trace_id) if last else None)


@router.get("/{trace_id}", summary="Show one trace", responses=problem_responses(400, 404))
def get_trace(services: Served, trace_id: Annotated[TraceIdText, Path()]) -> TraceView:
    """Return all stored spans of a trace, and its task once it is sealed."""
    # Beside each other: to plan these questions takes longer than to read the answers.
    with ThreadPoolExecutor() as beside:
        sealed = beside.submit(services.tasks.task, TraceId(trace_id))
        scored = beside.submit(services.scores.of_trace, TraceId(trace_id))
        trace = services.tasks.trace(TraceId(trace_id))
    task, scores = sealed.result(), scored.result()
    if trace is None and task is None:
        raise NotFound(f"there is no trace {trace_id!r}; a span is found a moment after it was acknowledged")
    return TraceView.of(trace, task, scores)
