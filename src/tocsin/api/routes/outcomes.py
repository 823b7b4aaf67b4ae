"""Outcomes that the application knows only after the fact."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tocsin.api.inputs import Note, Served, Strict, TraceIdText
from tocsin.api.problems import problem_responses
from tocsin.model import Outcome, TraceId

router = APIRouter(prefix="/api/v1/outcomes", tags=["telemetry"])


class OutcomeReport(Strict):
    """How a task really ended."""

    trace_id: TraceIdText
    outcome: Annotated[Outcome, Field(examples=["failure"])]
    note: Annotated[Note, Field(examples=["customer reopened the ticket"])] = ""


class StoredOutcome(BaseModel):
    """A reported outcome as stored."""

    trace_id: str
    outcome: Outcome
    note: str
    at: datetime


@router.post("", status_code=201, summary="Report an outcome", responses=problem_responses(400))
def report_outcome(services: Served, report: OutcomeReport) -> StoredOutcome:
    """Store how a task ended; it overrides what the spans said, also when the trace is yet to come."""
    now = services.clock.now()
    services.outcomes.report_outcome(TraceId(report.trace_id), report.outcome, now, report.note)
    return StoredOutcome(trace_id=report.trace_id, outcome=report.outcome, note=report.note, at=now)
