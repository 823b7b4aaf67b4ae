"""Service level objectives, evaluated now, exactly as the watch evaluates them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tocsin.api.inputs import Duration, Served, Strict
from tocsin.api.paging import Page
from tocsin.api.problems import problem_responses
from tocsin.api.views import SloDetail, SloStatusView
from tocsin.errors import NotFound
from tocsin.model import Slo, SloName, Window

router = APIRouter(prefix="/api/v1/slos", tags=["objectives"])

_LONGEST = timedelta(days=90)
_MOST_POINTS = 240
_STEPS = [timedelta(seconds=s) for s in (1, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 12 * 3600)]
"""Steps of a series; the finest that gives at most `_MOST_POINTS` points is taken."""


class SeriesQuery(Strict):
    """How long a series to return."""

    window: Annotated[Duration, Field(gt=timedelta(0), le=_LONGEST, description="Length of the series.")] = timedelta(
        hours=6
    )


@router.get("", summary="List objectives")
def list_slos(services: Served) -> Page[SloStatusView]:
    """Return every objective in force with its counts, its error budget and its alert windows, sorted by name."""
    statuses = services.evaluate(services.slos(), services.clock.now())
    return Page[SloStatusView](items=[SloStatusView.of(status) for status in statuses], next=None)


@router.get("/{name}", summary="Show one objective", responses=problem_responses(404))
def get_slo(services: Served, name: str, query: Annotated[SeriesQuery, Query()]) -> SloDetail:
    """Return one objective as in the list, with the series of its events up to now."""
    slo = _named(services.slos(), SloName(name))
    now = services.clock.now()
    step = next((step for step in _STEPS if query.window / step <= _MOST_POINTS), _STEPS[-1])
    series = services.slis.series(slo.query, Window.ending(now, query.window), step, now)
    (status,) = services.evaluate([slo], now)
    return SloDetail.with_series(status, series, step.total_seconds())


def _named(slos: Sequence[Slo], name: SloName) -> Slo:
    for slo in slos:
        if slo.name == name:
            return slo
    known = ", ".join(repr(slo.name) for slo in slos[:10])
    raise NotFound(f"there is no SLO {name!r}; in force are: {known or 'none, apply a document of kind SLO'}")
