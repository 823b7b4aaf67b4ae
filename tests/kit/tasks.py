"""A builder for `Task` values: name what the test is about, the rest is an ordinary successful task."""

import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from tocsin.model import JourneyName, Outcome, OutcomeSource, Task, TraceId

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
"""An ordinary working morning; the default instant of everything the kit builds."""

JOURNEY = JourneyName("answer-question")
SERVICE = "assistant"

_numbers = itertools.count(1)


def task(
    *,
    ended_at: datetime = MONDAY,
    outcome: Outcome = Outcome.SUCCESS,
    journey: str = JOURNEY,
    service: str = SERVICE,
    trace_id: str | None = None,
    root_name: str = "answer",
    duration_seconds: float = 1.5,
    sealed_after: timedelta = timedelta(0),
    outcome_source: OutcomeSource = OutcomeSource.ATTRIBUTE,
    releases: Mapping[str, str] | None = None,
    vendors: Sequence[str] = ("openai",),
    models: Sequence[str] = ("gpt-4o-mini",),
    marks: Sequence[str] = (),
    span_count: int = 4,
    error_count: int = 0,
    llm_calls: int = 1,
    tool_calls: int = 1,
    retrieval_calls: int = 1,
    unpriced_calls: int = 0,
    input_tokens: int = 900,
    output_tokens: int = 120,
    cost_usd: float = 0.0002,
) -> Task:
    """Return one sealed task; without `trace_id` each call makes a new one.

    `started_at` follows from `ended_at` and the duration, `sealed_at` from `ended_at` and `sealed_after`.
    """
    return Task(
        trace_id=TraceId(trace_id if trace_id is not None else f"{next(_numbers):032x}"),
        journey=JourneyName(journey),
        service=service,
        root_name=root_name,
        started_at=ended_at - timedelta(seconds=duration_seconds),
        ended_at=ended_at,
        sealed_at=ended_at + sealed_after,
        duration_seconds=duration_seconds,
        outcome=outcome,
        outcome_source=outcome_source,
        span_count=span_count,
        error_count=error_count,
        llm_calls=llm_calls,
        tool_calls=tool_calls,
        retrieval_calls=retrieval_calls,
        unpriced_calls=unpriced_calls,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
        cost_usd=cost_usd,
        vendors=tuple(vendors),
        models=tuple(models),
        releases=dict(releases or {}),
        marks=tuple(marks),
    )
