"""Sealed tasks: one by trace id, lists by filter, summaries by journey."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tocsin.model import (
    Dimension,
    FoundTasks,
    JourneyName,
    JourneySummary,
    Outcome,
    OutcomeSource,
    SliQuery,
    Task,
    TaskFilter,
    Trace,
    TraceId,
    Usage,
    Window,
)
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters, task_condition
from tocsin.store.telemetry.queries.breakdown import BreakdownStore
from tocsin.store.telemetry.queries.rollup import RollupStore
from tocsin.store.telemetry.queries.search import TextSearch
from tocsin.store.telemetry.queries.spells import newest_first
from tocsin.store.telemetry.queries.visible import INSTANT, visible_tasks
from tocsin.store.telemetry.spans import SpanStore

_INSTANT = timedelta(microseconds=1)
_LOOKS = (timedelta(hours=1), timedelta(days=1))
"""How much is read for a page at first, and then, before all of a window is: most pages are full by then."""


class TaskStore:
    """Implements `TaskReader`."""

    def __init__(self, engine: Engine, spans: SpanStore, rollups: RollupStore) -> None:
        self._engine = engine
        self._spans = spans
        self._breakdowns = BreakdownStore(engine, rollups)
        self._texts = TextSearch(engine)
        self.breakdown = self._breakdowns.breakdown
        self.breakdown_series = self._breakdowns.series

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
        parameters: Parameters = {}
        condition = task_condition(where, "where", parameters)
        if before is not None:
            parameters |= {"before_at": before[0], "before_id": before[1]}
            condition += f" AND (ended_at, trace_id) < ({{before_at:{INSTANT}}}, {{before_id:String}})"
            window = Window(window.start, min(window.end, before[0] + _INSTANT))
        return self._newest(condition, window, as_of, parameters, limit)

    def search(
        self,
        where: TaskFilter,
        window: Window,
        text: str,
        *,
        limit: int,
        before: tuple[datetime, TraceId] | None = None,
    ) -> FoundTasks:
        """Return tasks in whose spans or log records a text stands, newest first; see `TaskReader.search`."""
        matches = self._texts.matches(where, window, text, limit=limit, before=before)
        if not matches.found:
            return FoundTasks((), matches.searched_until)
        ends = [ended_at for ended_at, _ in matches.found]
        narrow = Window(min(ends), max(ends) + _INSTANT)
        parameters: Parameters = {"ids": [trace_id for _, trace_id in matches.found]}
        tasks = self._page("trace_id IN {ids:Array(String)}", narrow, None, parameters, limit)
        return FoundTasks(tasks, matches.searched_until)

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
        return tuple(
            JourneySummary(
                journey=JourneyName(row["value"]),
                services=tuple(sorted(row["services"])),
                tasks=row["tasks"],
                successes=row["successes"],
                failures=row["failures"],
                unknown=row["tasks"] - row["successes"] - row["failures"],
                cost_usd=row["cost_usd"],
                unpriced_calls=row["unpriced_calls"],
                p50_seconds=row["seconds"][0],
                p95_seconds=row["seconds"][1],
                last_task_at=row["last_task_at"],
            )
            for row in self._breakdowns.rows(Dimension.JOURNEY, TaskFilter(), window)
        )

    def failing(self, query: SliQuery, window: Window, *, limit: int, as_of: datetime) -> Sequence[Task]:
        """Return bad events of an SLI, newest first, at most `limit`."""
        parameters: Parameters = {}
        valid = task_condition(query.valid, "valid", parameters)
        good = task_condition(query.good, "good", parameters)
        return self._newest(f"{valid} AND NOT {good}", window, as_of, parameters, limit)

    def _newest(
        self, condition: str, window: Window, as_of: datetime | None, parameters: Parameters, limit: int
    ) -> Sequence[Task]:
        """Return the newest tasks that meet a condition, looked for in the last hour first, then further back."""
        found: list[Task] = []
        for spell in newest_first(window, _LOOKS):
            found += self._page(condition, spell, as_of, parameters, limit - len(found))
            if len(found) >= limit:
                break
        return tuple(found)

    def _page(
        self, condition: str, window: Window, as_of: datetime | None, parameters: Parameters, limit: int
    ) -> Sequence[Task]:
        # The page is chosen by its keys first: reading every column of all that match would take most of the time.
        tasks = visible_tasks(window, as_of, parameters)
        parameters["limit"] = limit
        sql = f"""
            SELECT * FROM tasks FINAL WHERE (minute, trace_id) IN (
                SELECT minute, trace_id FROM {tasks} AND {condition}
                ORDER BY ended_at DESC, trace_id DESC LIMIT {{limit:UInt32}})
            ORDER BY ended_at DESC, trace_id DESC"""
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
        failed_calls=row["failed_calls"],
        feature=row["feature"],
        team=row["team"],
        tenant=row["tenant"],
        user=row["user_id"],
        session=row["session_id"],
        usage=tuple(_usage(entry) for entry in row["usage"]),
        is_kept=bool(row["is_kept"]),
        keep_probability=row["keep_probability"],
    )


def _usage(entry: Mapping[str, Any]) -> Usage:
    return Usage(**entry)
