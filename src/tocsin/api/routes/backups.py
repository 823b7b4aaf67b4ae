"""Backups of both databases, made by the server while it runs."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from tocsin.api.inputs import Id, Served, Strict
from tocsin.api.problems import problem_responses
from tocsin.api.services import BackupJob
from tocsin.errors import NotFound
from tocsin.model import JobId

router = APIRouter(prefix="/api/v1/backups", tags=["status"])


class BackupRequest(Strict):
    """Where to."""

    destination: Annotated[
        str, Field(min_length=1, max_length=1000, description="A new folder below the server's folder for backups.")
    ]


@router.post("", status_code=202, summary="Start a backup", responses=problem_responses(400, 409))
def start_backup(services: Served, response: Response, body: BackupRequest) -> BackupJob:
    """Begin a backup of both databases; `Location` says where its progress is."""
    job = services.backups.start(body.destination)
    response.headers["Location"] = f"{router.prefix}/{job.id}"
    return job


@router.get("/{id}", summary="Show a backup", responses=problem_responses(404))
def get_backup(services: Served, job_id: Id) -> BackupJob:
    """Return how far a backup is, and its manifest once it is done."""
    job = services.backups.job(JobId(job_id))
    if job is None:
        raise NotFound(f"there is no backup job {job_id!r}; jobs are forgotten when the server stops")
    return job
