"""Sealed tasks in memory: `SliReader` and `TaskReader` without a database, for tests of the rooms above the store."""

from bisect import bisect_left, insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from operator import ge, gt, le, lt

from tests.kit.breakdown import breakdown, breakdown_series
from tocsin.model import (
    Breakdown,
    BreakdownOrder,
    BreakdownPoint,
    Comparison,
    Dimension,
    FoundTasks,
    JourneySummary,
    Outcome,
    SliCounts,
    SliPoint,
    SliQuery,
    SliQuestion,
    Task,
    TaskFilter,
    Threshold,
    Trace,
    TraceId,
    Window,
)
from tocsin.store import CohortCounts

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_HOLDS: Mapping[Comparison, Callable[[float, float], bool]] = {
    Comparison.LTE: le,
    Comparison.GTE: ge,
    Comparison.LT: lt,
    Comparison.GT: gt,
}


def matches(where: TaskFilter, task: Task) -> bool:
    """Return whether a task meets every condition of a filter; an empty filter holds for all."""
    return (
        (not where.journeys or task.journey in where.journeys)
        and (not where.services or task.service in where.services)
        and (not where.outcomes or task.outcome in where.outcomes)
        and (not where.vendors or not set(where.vendors).isdisjoint(task.vendors))
        and (not where.models or not set(where.models).isdisjoint(task.models))
        and all(task.releases.get(key) == version for key, version in where.releases.items())
        and (not where.features or task.feature in where.features)
        and (not where.teams or task.team in where.teams)
        and (not where.tenants or task.tenant in where.tenants)
        and (not where.users or task.user in where.users)
        and (not where.sessions or task.session in where.sessions)
        and (not where.prompts or not {use.prompt for use in task.usage}.isdisjoint(where.prompts))
        and (not where.marks or not set(where.marks).isdisjoint(task.marks))
        and all(_meets(threshold, task) for threshold in where.thresholds)
    )


def _meets(threshold: Threshold, task: Task) -> bool:
    return _HOLDS[threshold.op](getattr(task, threshold.field.value), threshold.value)


class CountedTasks:
    """Implements `SliReader` and `TaskReader` over a list of tasks; a task with a known trace id replaces the older."""

    def __init__(self, tasks: Iterable[Task] = (), traces: Iterable[Trace] = ()) -> None:
        self._by_trace: dict[TraceId, Task] = {}
        self._ordered: list[tuple[datetime, TraceId]] = []
        self._traces = {trace.trace_id: trace for trace in traces}
        self.counts_calls = 0
        """How many times for counts was asked: a test can claim that one pass is enough."""
        self.add(*tasks)

    def add(self, *tasks: Task) -> None:
        """Store tasks, in any order."""
        for task in tasks:
            older = self._by_trace.get(task.trace_id)
            if older is not None:
                self._ordered.remove((older.ended_at, older.trace_id))
            self._by_trace[task.trace_id] = task
            insort(self._ordered, (task.ended_at, task.trace_id))

    # --- SliReader

    def counts(self, query: SliQuery, windows: Sequence[Window], as_of: datetime) -> Sequence[SliCounts]:
        """Return one `SliCounts` per window, in order."""
        return self.counts_for([SliQuestion(query, windows)], as_of)[0]

    def counts_for(self, questions: Sequence[SliQuestion], as_of: datetime) -> Sequence[Sequence[SliCounts]]:
        """Return one `SliCounts` per question and window, in order."""
        self.counts_calls += 1
        return [
            tuple(_count(asked.query, self._valid(asked.query, window, as_of)) for window in asked.windows)
            for asked in questions
        ]

    def series(self, query: SliQuery, window: Window, step: timedelta, as_of: datetime) -> Sequence[SliPoint]:
        """Return counts per step, aligned to multiples of `step` since the Unix epoch, without empty steps."""
        steps: defaultdict[datetime, list[Task]] = defaultdict(list)
        for task in self._valid(query, window, as_of):
            steps[task.ended_at - (task.ended_at - _EPOCH) % step].append(task)
        return tuple(SliPoint(start, _count(query, steps[start])) for start in sorted(steps))

    def cohorts(self, query: SliQuery, release_key: str, window: Window, as_of: datetime) -> Sequence[CohortCounts]:
        """Return counts by the version of `release_key` that tasks carried, largest first."""
        cohorts: defaultdict[str, list[Task]] = defaultdict(list)
        for task in self._valid(query, window, as_of):
            cohorts[task.releases.get(release_key, "")].append(task)
        found = [
            CohortCounts(version, _count(query, tasks), tasks[0].ended_at, tasks[-1].ended_at)
            for version, tasks in cohorts.items()
        ]
        return tuple(sorted(found, key=lambda cohort: (-cohort.counts.total, cohort.version)))

    def release_keys(self, query: SliQuery, window: Window, as_of: datetime) -> Mapping[str, Mapping[str, int]]:
        """Return how many bad events carried each version of each release key."""
        versions: defaultdict[str, Counter[str]] = defaultdict(Counter)
        for task in self._valid(query, window, as_of):
            if not matches(query.good, task):
                for key, version in task.releases.items():
                    versions[key][version] += 1
        return {key: dict(counter) for key, counter in versions.items()}

    # --- TaskReader

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
        found = [
            task
            for task in self._in(window)
            if matches(where, task)
            and (as_of is None or task.sealed_at <= as_of)
            and (before is None or (task.ended_at, task.trace_id) < before)
        ]
        return tuple(found[::-1][:limit])

    def task(self, trace_id: TraceId) -> Task | None:
        """Return the sealed task of a trace, or None."""
        return self._by_trace.get(trace_id)

    def trace(self, trace_id: TraceId) -> Trace | None:
        """Return the spans given at construction, or None."""
        return self._traces.get(trace_id)

    def journeys(self, window: Window) -> Sequence[JourneySummary]:
        """Return one summary per journey with tasks in the window, busiest first."""
        journeys: defaultdict[str, list[Task]] = defaultdict(list)
        for task in self._in(window):
            journeys[task.journey].append(task)
        summaries = map(_summary, journeys.values())
        return tuple(sorted(summaries, key=lambda summary: (-summary.tasks, summary.journey)))

    def failing(self, query: SliQuery, window: Window, *, limit: int, as_of: datetime) -> Sequence[Task]:
        """Return bad events of an SLI (valid and not good), newest first, at most `limit`."""
        bad = [task for task in self._valid(query, window, as_of) if not matches(query.good, task)]
        return tuple(bad[::-1][:limit])

    def breakdown(
        self,
        by: Dimension,
        where: TaskFilter,
        window: Window,
        *,
        limit: int,
        order: BreakdownOrder = BreakdownOrder.COST,
        release_key: str = "",
    ) -> Breakdown:
        """Return the largest values, the rest and the whole, as the real store does."""
        return breakdown(self._matching(where, window), by, limit=limit, order=order, release_key=release_key)

    def breakdown_series(
        self,
        by: Dimension,
        where: TaskFilter,
        window: Window,
        step: timedelta,
        *,
        limit: int,
        order: BreakdownOrder = BreakdownOrder.COST,
        release_key: str = "",
    ) -> Sequence[BreakdownPoint]:
        """Return the same step by step."""
        tasks = self._matching(where, window)
        return breakdown_series(tasks, by, step, limit=limit, order=order, release_key=release_key)

    def search(
        self,
        where: TaskFilter,
        window: Window,
        text: str,
        *,
        limit: int,
        before: tuple[datetime, TraceId] | None = None,
    ) -> FoundTasks:
        """Return tasks whose trace, given at construction, holds the text in an attribute; never stops early."""
        found = [
            task
            for task in self.tasks(where, window, limit=len(self._ordered), before=before)
            if task.trace_id in self._traces and _holds(self._traces[task.trace_id], text)
        ]
        return FoundTasks(found[:limit], None)

    def _matching(self, where: TaskFilter, window: Window) -> Sequence[Task]:
        return [task for task in self._in(window) if matches(where, task)]

    def _in(self, window: Window) -> Iterator[Task]:
        """Yield tasks that ended in the window, oldest first."""
        first = bisect_left(self._ordered, (window.start, ""))
        for ended_at, trace_id in self._ordered[first:]:
            if ended_at >= window.end:
                return
            yield self._by_trace[trace_id]

    def _valid(self, query: SliQuery, window: Window, as_of: datetime) -> Iterator[Task]:
        return (task for task in self._in(window) if task.sealed_at <= as_of and matches(query.valid, task))


def _holds(trace: Trace, text: str) -> bool:
    return any(text.lower() in value.lower() for span in trace.spans for value in span.attributes.values())


def _count(query: SliQuery, valid: Iterable[Task]) -> SliCounts:
    good = [matches(query.good, task) for task in valid]
    return SliCounts(good=sum(good), total=len(good))


def _summary(tasks: Sequence[Task]) -> JourneySummary:
    durations = sorted(task.duration_seconds for task in tasks)
    outcomes = Counter(task.outcome for task in tasks)
    return JourneySummary(
        journey=tasks[0].journey,
        services=tuple(sorted({task.service for task in tasks})),
        tasks=len(tasks),
        successes=outcomes[Outcome.SUCCESS],
        failures=outcomes[Outcome.FAILURE],
        unknown=outcomes[Outcome.UNKNOWN] + outcomes[Outcome.ABANDONED],
        cost_usd=sum(task.cost_usd for task in tasks),
        unpriced_calls=sum(task.unpriced_calls for task in tasks),
        p50_seconds=_quantile(durations, 0.5),
        p95_seconds=_quantile(durations, 0.95),
        last_task_at=tasks[-1].ended_at,
    )


def _quantile(ordered: Sequence[float], level: float) -> float:
    """Return the linearly interpolated quantile, definition 7 of Hyndman and Fan (1996)."""
    position = level * (len(ordered) - 1)
    below = int(position)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (position - below) * (ordered[above] - ordered[below])
