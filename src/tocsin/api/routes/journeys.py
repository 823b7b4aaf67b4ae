"""Journeys with traffic: how many tasks, how they end, what they cost."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tocsin.api.inputs import Duration, Served, Strict
from tocsin.api.paging import Page
from tocsin.model import JourneySummary, Window

router = APIRouter(prefix="/api/v1/journeys", tags=["telemetry"])

_LONGEST = timedelta(days=90)


class JourneysQuery(Strict):
    """Which tasks to summarize."""

    window: Annotated[Duration, Field(gt=timedelta(0), le=_LONGEST, description="How far back to look.")] = timedelta(
        hours=1
    )


@router.get("", summary="Summarize journeys")
def list_journeys(services: Served, query: Annotated[JourneysQuery, Query()]) -> Page[JourneySummary]:
    """Return one summary per journey that had tasks in the window, busiest first."""
    window = Window.ending(services.clock.now(), query.window)
    return Page[JourneySummary](items=services.tasks.journeys(window), next=None)
