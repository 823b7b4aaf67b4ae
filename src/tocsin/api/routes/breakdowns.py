"""Breakdowns: what tasks did and used, split by the value of one dimension."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from tocsin.api.conditions import TaskConditions, release_key
from tocsin.api.inputs import Duration, Served
from tocsin.api.problems import problem_responses
from tocsin.errors import InvalidInput
from tocsin.model import BreakdownOrder, BreakdownPoint, BreakdownRow, Dimension

router = APIRouter(prefix="/api/v1/breakdowns", tags=["telemetry"])

_MOST_POINTS = 400
_STEPS = [timedelta(seconds=s) for s in (60, 300, 900, 3600, 4 * 3600, 86_400, 7 * 86_400)]
_POINTS_AIMED_AT = 60


class BreakdownQuery(TaskConditions):
    """What to split, and by what."""

    by: Dimension
    release_key: Annotated[
        str | None,
        Field(description="<axis>:<subject> whose versions to split by; with by=release.", examples=["prompt:answer"]),
    ] = None
    order: Annotated[BreakdownOrder, Field(description="What makes a value one of the largest.")] = BreakdownOrder.COST
    limit: Annotated[int, Field(ge=1, le=200, description="Most values to list; the rest is summed up.")] = 20

    def key(self) -> str:
        """Return the release key to split by; empty for other dimensions.

        Raises:
            InvalidInput: It is missing, or given for another dimension.
        """
        if (self.by is Dimension.RELEASE) != (self.release_key is not None):
            raise InvalidInput("release_key belongs to by=release, and by=release needs it, e.g. prompt:support-answer")
        return release_key(self.release_key) if self.release_key is not None else ""


class BreakdownSeriesQuery(BreakdownQuery):
    """The same over time."""

    step: Annotated[
        Duration | None, Field(gt=timedelta(0), description="Length of a step; by default one that gives some sixty.")
    ] = None


class BreakdownView(BaseModel):
    """The largest values, the rest and the whole."""

    by: Dimension
    start: datetime
    end: datetime
    rows: Sequence[BreakdownRow] = Field(description="Largest first.")
    other: BreakdownRow | None = Field(description="All further values together; null when there are none.")
    total: BreakdownRow | None = Field(description="Each task once; null without tasks.")


class BreakdownSeriesView(BaseModel):
    """The largest values step by step."""

    by: Dimension
    start: datetime
    end: datetime
    step_seconds: float
    points: Sequence[BreakdownPoint] = Field(
        description="Sorted by start, without empty steps; a value of null stands for all but the largest together."
    )


@router.get("", summary="Split tasks by a dimension", responses=problem_responses(400))
def get_breakdown(services: Served, query: Annotated[BreakdownQuery, Query()]) -> BreakdownView:
    """Return what the tasks of each value did and used. Cost, tokens and calls add up to the total.

    A task whose calls have several values (by vendor, model, prompt or prompt_version) counts under each of them.
    """
    window = query.window(services.clock.now())
    found = services.tasks.breakdown(
        query.by, query.where(), window, limit=query.limit, order=query.order, release_key=query.key()
    )
    return BreakdownView(
        by=query.by, start=window.start, end=window.end, rows=found.rows, other=found.other, total=found.total
    )


@router.get("/series", summary="Split tasks by a dimension over time", responses=problem_responses(400))
def get_breakdown_series(services: Served, query: Annotated[BreakdownSeriesQuery, Query()]) -> BreakdownSeriesView:
    """Return the largest values of the whole window, step by step."""
    window = query.window(services.clock.now())
    step = query.step or next((s for s in _STEPS if window.length / s <= _POINTS_AIMED_AT), _STEPS[-1])
    if window.length / step > _MOST_POINTS:
        raise InvalidInput(f"step {step!s} cuts the window into more than {_MOST_POINTS} steps: take a longer one")
    points = services.tasks.breakdown_series(
        query.by, query.where(), window, step, limit=query.limit, order=query.order, release_key=query.key()
    )
    return BreakdownSeriesView(
        by=query.by, start=window.start, end=window.end, step_seconds=step.total_seconds(), points=points
    )
