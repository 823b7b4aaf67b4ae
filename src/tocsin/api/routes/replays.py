"""Replays: what would have paged, over stored telemetry, without any effect."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from tocsin.api.inputs import Id, Instant, Served, Strict
from tocsin.api.problems import problem_responses
from tocsin.api.services import ReplayJob
from tocsin.errors import NotFound
from tocsin.model import JobId

router = APIRouter(prefix="/api/v1/replays", tags=["incidents"])


class ReplayRequest(Strict):
    """What to replay."""

    start: Instant
    end: Instant
    step_seconds: Annotated[float, Field(ge=1, le=3600, description="Time between two evaluations.")] = 60


@router.post("", status_code=202, summary="Start a replay", responses=problem_responses(400, 429))
def start_replay(services: Served, response: Response, body: ReplayRequest) -> ReplayJob:
    """Queue a replay; `Location` says where its progress is."""
    job = services.replays.start(body.start, body.end, timedelta(seconds=body.step_seconds))
    response.headers["Location"] = f"{router.prefix}/{job.id}"
    return job


@router.get("/{id}", summary="Show a replay", responses=problem_responses(404))
def get_replay(services: Served, job_id: Id) -> ReplayJob:
    """Return how far a replay is, and its incidents once it is done."""
    job = services.replays.job(JobId(job_id))
    if job is None:
        raise NotFound(f"there is no replay {job_id!r}; replays are forgotten when the server stops")
    return job
