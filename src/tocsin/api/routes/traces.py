"""Traces: search by what their tasks were, and one trace whole."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import Field

from tocsin.api.inputs import Instant, Served, Strict, TraceIdText
from tocsin.api.paging import Cursor, Limit, Page, decode_cursor, encode_cursor
from tocsin.api.problems import problem_responses
from tocsin.api.views import TraceView
from tocsin.errors import InvalidInput, NotFound
from tocsin.model import Comparison, JourneyName, Outcome, Task, TaskField, TaskFilter, Threshold, TraceId, Window
from tocsin.release import parse_axis

router = APIRouter(prefix="/api/v1/traces", tags=["telemetry"])

_LOOK_BACK = timedelta(days=1)

Texts = Annotated[tuple[str, ...], Field(max_length=50)]


class TracesQuery(Strict):
    """What the tasks of the traces must be. Repeat a parameter for "one of"; different parameters must all hold."""

    journey: Texts = ()
    service: Texts = ()
    outcome: tuple[Outcome, ...] = ()
    vendor: Texts = ()
    model: Texts = ()
    release: Annotated[
        Texts,
        Field(
            description="<axis>:<subject>=<version> that the task carried; several must all hold.",
            examples=["prompt:support-answer=v2"],
        ),
    ] = ()
    min_duration_seconds: Annotated[float | None, Field(ge=0)] = None
    min_cost_usd: Annotated[float | None, Field(ge=0)] = None
    start: Annotated[Instant | None, Field(description="Tasks that ended from here on; a day before `end`.")] = None
    end: Annotated[Instant | None, Field(description="Tasks that ended before; now.")] = None
    limit: Limit = 50
    cursor: Cursor = None

    def where(self) -> TaskFilter:
        """Return the conditions as a filter."""
        least = ((TaskField.DURATION_SECONDS, self.min_duration_seconds), (TaskField.COST_USD, self.min_cost_usd))
        return TaskFilter(
            journeys=tuple(JourneyName(name) for name in self.journey),
            services=tuple(self.service),
            outcomes=tuple(self.outcome),
            thresholds=tuple(Threshold(field, Comparison.GTE, value) for field, value in least if value is not None),
            releases=dict(_releases(self.release)),
            vendors=tuple(self.vendor),
            models=tuple(self.model),
        )

    def window(self, now: datetime) -> Window:
        """Return the window of ends.

        Raises:
            InvalidInput: It ends before it starts.
        """
        end = self.end or now
        start = self.start or end - _LOOK_BACK
        if end <= start:
            raise InvalidInput(f"end {end.isoformat()!r} must lie after start {start.isoformat()!r}")
        return Window(start, end)

    def before(self) -> tuple[datetime, TraceId] | None:
        """Return where the listing goes on; None at its start."""
        if self.cursor is None:
            return None
        ended_at, trace_id = decode_cursor(self.cursor, 2)
        return datetime.fromisoformat(ended_at), TraceId(trace_id)


def _releases(texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in texts:
        key, equals, version = text.partition("=")
        axis, colon, subject = key.partition(":")
        if not (equals and colon and subject and version):
            raise InvalidInput(f"release {text!r} is not <axis>:<subject>=<version>, e.g. prompt:support-answer=v2")
        yield f"{parse_axis(axis)}:{subject}", version


@router.get("", summary="Search traces", responses=problem_responses(400))
def list_traces(services: Served, query: Annotated[TracesQuery, Query()]) -> Page[Task]:
    """Return the tasks of matching traces, newest end first."""
    window = query.window(services.clock.now())
    found = services.tasks.tasks(query.where(), window, limit=query.limit + 1, before=query.before())
    page = found[: query.limit]
    last = page[-1] if len(found) > query.limit else None
    return Page[Task](items=page, next=encode_cursor(last.ended_at.isoformat(), last.trace_id) if last else None)


@router.get("/{trace_id}", summary="Show one trace", responses=problem_responses(400, 404))
def get_trace(services: Served, trace_id: Annotated[TraceIdText, Path()]) -> TraceView:
    """Return all stored spans of a trace, and its task once it is sealed."""
    trace, task = services.tasks.trace(TraceId(trace_id)), services.tasks.task(TraceId(trace_id))
    if trace is None and task is None:
        raise NotFound(f"there is no trace {trace_id!r}; a span is found a moment after it was acknowledged")
    return TraceView.of(trace, task)
