"""Sealed tasks: one by trace id, lists by filter, summaries by journey."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from tocsin.model import (
    JourneyName,
    JourneySummary,
    Outcome,
    OutcomeSource,
    SliQuery,
    Task,
    TaskFilter,
    Trace,
    TraceId,
    Window,
)
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters, task_condition
from tocsin.store.telemetry.sli import INSTANT, visible_tasks
from tocsin.store.telemetry.spans import SpanStore


class TaskStore:
    """Implements `TaskReader`."""

    def __init__(self, engine: Engine, spans: SpanStore) -> None:
        self._engine = engine
        self._spans = spans

    def tasks(
        self,
        where: TaskFilter,
        window: Window,
        *,
        limit: int,
        as_of: datetime | None = None,
        before: tuple[datetime, TraceId] | None = None,
    ) -> Sequence[Task]:
        """Return matching tasks that ended in the window, newest first, at most `limit`."""
        parameters: Parameters = {"limit": limit}
        condition = task_condition(where, "where", parameters)
        if before is not None:
            parameters |= {"before_at": before[0], "before_id": before[1]}
            condition += f" AND (ended_at, trace_id) < ({{before_at:{INSTANT}}}, {{before_id:String}})"
        return self._select(condition, window, as_of, parameters)

    def task(self, trace_id: TraceId) -> Task | None:
        """Return the sealed task of a trace, or None."""
        sql = "SELECT * FROM tasks FINAL WHERE trace_id = {id:String} ORDER BY version DESC LIMIT 1"
        rows = self._engine.named_rows(sql, {"id": trace_id})
        return _task(rows[0]) if rows else None

    def trace(self, trace_id: TraceId) -> Trace | None:
        """Return all stored spans of a trace, sealed or not; None when there are none."""
        return self._spans.trace(trace_id)

    def journeys(self, window: Window) -> Sequence[JourneySummary]:
        """Return one summary per journey with tasks in the window, busiest first."""
        parameters: Parameters = {}
        sql = f"""
            SELECT journey, groupUniqArray(10)(service) AS services, count() AS task_count,
                countIf(outcome = 'success') AS successes, countIf(outcome = 'failure') AS failures,
                countIf(outcome NOT IN ('success', 'failure')) AS unknown, sum(cost_usd) AS cost,
                sum(unpriced_calls) AS unpriced, quantiles(0.5, 0.95)(duration_seconds) AS seconds,
                max(ended_at) AS last_task_at
            FROM {visible_tasks(window, None, parameters)} GROUP BY journey ORDER BY task_count DESC, journey"""
        return tuple(
            JourneySummary(
                journey=JourneyName(row["journey"]),
                services=tuple(sorted(row["services"])),
                tasks=row["task_count"],
                successes=row["successes"],
                failures=row["failures"],
                unknown=row["unknown"],
                cost_usd=row["cost"],
                unpriced_calls=row["unpriced"],
                p50_seconds=row["seconds"][0],
                p95_seconds=row["seconds"][1],
                last_task_at=row["last_task_at"],
            )
            for row in self._engine.named_rows(sql, parameters)
        )

    def failing(self, query: SliQuery, window: Window, *, limit: int, as_of: datetime) -> Sequence[Task]:
        """Return bad events of an SLI, newest first, at most `limit`."""
        parameters: Parameters = {"limit": limit}
        valid = task_condition(query.valid, "valid", parameters)
        good = task_condition(query.good, "good", parameters)
        return self._select(f"{valid} AND NOT {good}", window, as_of, parameters)

    def _select(self, condition: str, window: Window, as_of: datetime | None, parameters: Parameters) -> Sequence[Task]:
        sql = f"""
            SELECT * FROM {visible_tasks(window, as_of, parameters)} WHERE {condition}
            ORDER BY ended_at DESC, trace_id DESC LIMIT {{limit:UInt32}}"""
        return tuple(_task(row) for row in self._engine.named_rows(sql, parameters))


def _task(row: Mapping[str, Any]) -> Task:
    return Task(
        trace_id=TraceId(row["trace_id"]),
        journey=JourneyName(row["journey"]),
        service=row["service"],
        root_name=row["root_name"],
        started_at=row["started_at"],
        ended_at=row["ended_at"],
        sealed_at=row["sealed_at"],
        duration_seconds=row["duration_seconds"],
        outcome=Outcome(row["outcome"]),
        outcome_source=OutcomeSource(row["outcome_source"]),
        span_count=row["span_count"],
        error_count=row["error_count"],
        llm_calls=row["llm_calls"],
        tool_calls=row["tool_calls"],
        retrieval_calls=row["retrieval_calls"],
        unpriced_calls=row["unpriced_calls"],
        input_tokens=row["input_tokens"],
        output_tokens=row["output_tokens"],
        cost_usd=row["cost_usd"],
        vendors=tuple(row["vendors"]),
        models=tuple(row["models"]),
        releases=dict(row["releases"]),
        marks=tuple(row["marks"]),
    )
