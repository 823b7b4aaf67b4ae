"""Scores: what evaluators outside Tocsin found."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import APIRouter, Query
from pydantic import Field, model_validator

from tocsin.api.inputs import Instant, Served, SpanIdText, Strict, TraceIdText
from tocsin.api.paging import Page
from tocsin.api.problems import problem_responses
from tocsin.clock import CLOCKS_SET
from tocsin.model import TraceId
from tocsin.store import ScoreRecord

router = APIRouter(prefix="/api/v1/scores", tags=["telemetry"])

Name = Annotated[str, Field(min_length=1, max_length=200)]


class ScoresQuery(Strict):
    """Whose scores."""

    trace_id: TraceIdText


class Score(Strict):
    """One evaluator's result on a trace, or on one span of it."""

    trace_id: TraceIdText
    span_id: Annotated[SpanIdText, Field(description="Empty for the whole trace.")] = ""
    evaluator: Annotated[Name, Field(examples=["groundedness"])]
    evaluator_version: Annotated[Name, Field(examples=["3"])]
    value: Annotated[float | None, Field(allow_inf_nan=False, examples=[0.82])] = None
    label: Annotated[str, Field(max_length=200)] = ""
    explanation: Annotated[str, Field(max_length=10_000)] = ""
    sampling_probability: Annotated[
        float, Field(gt=0, le=1, description="Chance with which this item was drawn for scoring.")
    ] = 1.0
    at: Annotated[
        Instant | None, Field(description="When it was scored; now if not given, before 2000 or to come.")
    ] = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.value is None and not self.label:
            raise ValueError("give a value or a label: a score must say something")
        return self


@router.get("", summary="List the scores of a trace", responses=problem_responses(400))
def list_scores(services: Served, query: Annotated[ScoresQuery, Query()]) -> Page[ScoreRecord]:
    """Return the scores of a trace and of its spans, reported ones and those that came as events, oldest first."""
    return Page[ScoreRecord](items=services.scores.of_trace(TraceId(query.trace_id)), next=None)


@router.post("", status_code=201, summary="Add a score", responses=problem_responses(400))
def add_score(services: Served, score: Score) -> ScoreRecord:
    """Store a score; a second one of the same evaluator version on the same trace and span replaces the first."""
    now = services.clock.now()
    record = ScoreRecord(
        trace_id=TraceId(score.trace_id),
        span_id=score.span_id,
        evaluator=score.evaluator,
        evaluator_version=score.evaluator_version,
        value=score.value,
        label=score.label,
        explanation=score.explanation,
        sampling_probability=score.sampling_probability,
        at=_scored_at(score.at, now),
    )
    services.scores.add_score(record, now)
    return record


def _scored_at(claimed: datetime | None, now: datetime) -> datetime:
    """Return when it was scored; of a score that claims to be of the future, no later one would ever take the place."""
    return claimed if claimed is not None and CLOCKS_SET <= claimed <= now else now
