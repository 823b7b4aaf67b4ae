"""Whether the process lives, and whether it can do its work: for supervisors and load balancers."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from tocsin.api.inputs import Served
from tocsin.api.problems import problem_responses

router = APIRouter(tags=["status"])


class Alive(BaseModel):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(BaseModel):
    """Every dependency answers."""

    status: Literal["ready"] = "ready"
    checks: dict[str, Literal["ok"]]


@router.get("/healthz", summary="Is the process alive?")
async def get_health() -> Alive:
    """Return at once, without asking any database: a restart would not mend one."""
    return Alive()


@router.get("/readyz", summary="Can the server do its work?", responses=problem_responses(503))
def get_readiness(services: Served) -> Ready:
    """Ask every database; 503 names the first that does not answer."""
    for probe in services.probes.values():
        probe()
    return Ready(checks=dict.fromkeys(services.probes, "ok"))
