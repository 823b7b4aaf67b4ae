"""How the server is doing, for people: one glance, and the honest account of ingestion."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tocsin.api.inputs import Served
from tocsin.model import IncidentState, IngestAccount

router = APIRouter(prefix="/api/v1", tags=["status"])

_OPEN = tuple(state for state in IncidentState if state is not IncidentState.RESOLVED)
_MOST_COUNTED = 1000


class StatusView(BaseModel):
    """One glance at the server."""

    version: str
    started_at: datetime
    at: datetime = Field(description="When this was true, by the server's clock.")
    telemetry: str = Field(description="URL of the telemetry database, password masked.")
    state: str = Field(description="URL of the state database, password masked.")
    otlp_http: str | None = Field(description="Base URL of OTLP/HTTP; null when it is off.")
    otlp_grpc: str | None = Field(description="Base URL of OTLP/gRPC; null when it is off.")
    last_queryable_at: datetime | None = Field(description="When the newest span that is sealed into a task came.")
    last_tick_at: datetime | None = Field(description="When objectives were last evaluated.")
    slos: int = Field(description="Objectives in force.")
    open_incidents: int = Field(description="Incidents that are not resolved.")
    kill_switch: bool = Field(description="Whether every action is stopped.")


@router.get("/status", summary="One glance at the server")
def get_status(services: Served) -> StatusView:
    """Return what runs here, on which databases, and whether anything needs a person."""
    facts, account = services.facts, services.accounting()
    return StatusView(
        version=facts.version,
        started_at=facts.started_at,
        at=services.clock.now(),
        telemetry=facts.telemetry,
        state=facts.state,
        otlp_http=facts.otlp_http,
        otlp_grpc=facts.otlp_grpc,
        last_queryable_at=account.last_queryable_at,
        last_tick_at=services.loop().last_tick_at,
        slos=len(services.slos()),
        open_incidents=len(services.incidents.incidents(_OPEN, _MOST_COUNTED)),
        kill_switch=services.kill_switch.kill_switch(),
    )


@router.get("/accounting", summary="What became of everything that was sent")
def get_accounting(services: Served) -> IngestAccount:
    """Return counts since the server started: accepted, refused, repeated, cut, sealed and marked."""
    return services.accounting()
