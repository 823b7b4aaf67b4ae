"""Breakdowns of a list of tasks, slow and readable: what the real store is compared with."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tocsin.model import Breakdown, BreakdownOrder, BreakdownPoint, BreakdownRow, Dimension, Outcome, Task, Usage

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class _Sums:
    tasks: list[Task] = field(default_factory=list)
    llm_calls: int = 0
    unpriced_calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost_usd: float = 0.0

    def add_usage(self, use: Usage) -> None:
        self.llm_calls += use.calls if use.kind == "llm" else 0
        self.unpriced_calls += use.unpriced_calls
        self.input_tokens += use.input_tokens
        self.output_tokens += use.output_tokens
        self.cost_usd += use.cost_usd

    def add_task(self, task: Task) -> None:
        self.tasks.append(task)
        self.llm_calls += task.llm_calls
        self.unpriced_calls += task.unpriced_calls
        self.input_tokens += task.input_tokens
        self.output_tokens += task.output_tokens
        self.cost_usd += task.cost_usd

    def add(self, other: "_Sums") -> None:
        self.tasks += other.tasks
        self.llm_calls += other.llm_calls
        self.unpriced_calls += other.unpriced_calls
        self.input_tokens += other.input_tokens
        self.output_tokens += other.output_tokens
        self.cost_usd += other.cost_usd

    def counted(self, outcome: Outcome) -> int:
        return sum(task.outcome is outcome for task in self.tasks)

    def row(self, value: str) -> BreakdownRow:
        seconds = sorted(task.duration_seconds for task in self.tasks)
        return BreakdownRow(
            value=value,
            tasks=len(self.tasks),
            successes=self.counted(Outcome.SUCCESS),
            failures=self.counted(Outcome.FAILURE),
            llm_calls=self.llm_calls,
            unpriced_calls=self.unpriced_calls,
            input_tokens=self.input_tokens,
            output_tokens=self.output_tokens,
            cost_usd=self.cost_usd,
            p50_seconds=seconds[int(0.5 * (len(seconds) - 1))],
            p95_seconds=seconds[int(0.95 * (len(seconds) - 1))],
        )

    def point(self, start: datetime, value: str | None) -> BreakdownPoint:
        row = self.row("")
        return BreakdownPoint(
            start=start,
            value=value,
            tasks=row.tasks,
            successes=row.successes,
            failures=row.failures,
            llm_calls=row.llm_calls,
            unpriced_calls=row.unpriced_calls,
            input_tokens=row.input_tokens,
            output_tokens=row.output_tokens,
            cost_usd=row.cost_usd,
        )


def breakdown(
    tasks: Iterable[Task], by: Dimension, *, limit: int, order: BreakdownOrder, release_key: str
) -> Breakdown:
    """Return the largest values, the rest and the whole; quantiles are those of the nearest lower rank."""
    tasks = list(tasks)
    sums = _by_value(tasks, by, release_key)
    ranked = _ranked(sums, order)
    other, whole = _Sums(), _Sums()
    for value in ranked[limit:]:
        other.add(sums[value])
    for task in tasks:
        whole.add_task(task)
    return Breakdown(
        rows=tuple(sums[value].row(value) for value in ranked[:limit]),
        other=other.row("") if ranked[limit:] else None,
        total=whole.row("") if tasks else None,
    )


def breakdown_series(
    tasks: Iterable[Task], by: Dimension, step: timedelta, *, limit: int, order: BreakdownOrder, release_key: str
) -> Sequence[BreakdownPoint]:
    """Return the same values in each step that has them, the rest last under None."""
    tasks = list(tasks)
    top = _ranked(_by_value(tasks, by, release_key), order)[:limit]
    steps: defaultdict[datetime, list[Task]] = defaultdict(list)
    for task in tasks:
        steps[task.ended_at - (task.ended_at - _EPOCH) % step].append(task)
    points = []
    for start in sorted(steps):
        sums = _by_value(steps[start], by, release_key)
        points += [sums[value].point(start, value) for value in sorted(sums) if value in top]
        rest = _Sums()
        for value in sums:
            if value not in top:
                rest.add(sums[value])
        points += [rest.point(start, None)] if rest.tasks else []
    return points


def _by_value(tasks: Iterable[Task], by: Dimension, release_key: str) -> dict[str, _Sums]:
    sums: defaultdict[str, _Sums] = defaultdict(_Sums)
    for task in tasks:
        if not by.is_of_calls:
            value = task.releases.get(release_key, "") if by is Dimension.RELEASE else getattr(task, by.value)
            sums[value].add_task(task)
            continue
        for use in task.usage:
            sums[_value_of_call(use, by)].add_usage(use)
        for value in {_value_of_call(use, by) for use in task.usage} or {""}:
            sums[value].tasks.append(task)
    return sums


def _value_of_call(use: Usage, by: Dimension) -> str:
    if by is Dimension.PROMPT_VERSION:
        return f"{use.prompt}@{use.prompt_version}" if use.prompt else ""
    return str(getattr(use, by.value))


def _ranked(sums: dict[str, _Sums], order: BreakdownOrder) -> Sequence[str]:
    def size(value: str) -> tuple[float, float, str]:
        tasks, cost = -float(len(sums[value].tasks)), -round(sums[value].cost_usd, 9)
        tokens = -float(sums[value].input_tokens + sums[value].output_tokens)
        sizes = {
            BreakdownOrder.COST: (cost, tasks),
            BreakdownOrder.TASKS: (tasks, cost),
            BreakdownOrder.TOKENS: (tokens, tasks),
        }
        return (*sizes[order], value)

    return sorted(sums, key=size)
