"""Splits tasks by the values of one dimension: from sums of whole days where they hold, from tasks for the rest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from tocsin.model import Breakdown, BreakdownOrder, BreakdownPoint, BreakdownRow, Dimension, TaskFilter, Window
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters, task_condition
from tocsin.store.telemetry.queries.dimensions import (
    ALL,
    MANY_VALUED,
    QUANTILES,
    SECONDS,
    SEEN,
    SUMS,
    WHOLE,
    WHOLE_SQL,
    Columns,
    parts_of,
    sums,
)
from tocsin.store.telemetry.queries.rollup import RollupStore, held_as
from tocsin.store.telemetry.queries.spells import DAY, bounded, gaps
from tocsin.store.telemetry.queries.visible import tasks_in

_SIZES = {
    BreakdownOrder.TASKS: ("tasks", "cost_usd"),
    BreakdownOrder.COST: ("cost_usd", "tasks"),
    BreakdownOrder.TOKENS: ("input_tokens", "output_tokens", "tasks"),
}
"""The sums that decide which values are the largest."""
_SUMMED = sums() + SECONDS
_ADDED_UP = f"{sums().merged}, {QUANTILES}"
_STEP = "fromUnixTimestamp64Micro(intDiv(toUnixTimestamp64Micro(at), {step_us:Int64}) * {step_us:Int64}, 'UTC')"


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, and the days whose sums hold, each with its digest.

    Attributes:
        by: One of `Dimension`, or ALL.
        held_as: The name under which its sums are held.
        release_key: The key by whose version tasks are split, where `by` is RELEASE.
    """

    by: str
    held_as: str
    release_key: str
    where: TaskFilter
    window: Window
    days: Mapping[datetime, int]


class BreakdownStore:
    """Answers breakdowns; implements that part of `TaskReader`."""

    def __init__(self, engine: Engine, rollups: RollupStore) -> None:
        self._engine = engine
        self._rollups = rollups

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
        """Return the `limit` largest values, the rest and the whole; see `TaskReader.breakdown`."""
        question = self._question(by, where, window, release_key)
        return (self._of_many if by in MANY_VALUED else self._of_few)(question, limit, order)

    def series(
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
        """Return the `limit` largest values and the rest, step by step; see `TaskReader.breakdown_series`."""
        question = self._question(by, where, window, release_key)
        parameters: Parameters = {"limit": limit, "step_us": step // timedelta(microseconds=1)}
        if by in MANY_VALUED:
            parameters["top"] = self._largest(question, order, parameters)
        if step % DAY:
            question = replace(question, days={})
        steps = (
            _steps_of_many(question, parameters) if by in MANY_VALUED else _steps_of_few(question, order, parameters)
        )
        sql = f"""
            SELECT step, is_top, if(is_top, value, '') AS shown, {sums().merged} FROM ({steps})
            GROUP BY step, is_top, shown ORDER BY step, is_top DESC, shown"""
        return tuple(_point(row) for row in self._engine.named_rows(sql, parameters))

    def rows(self, by: str, where: TaskFilter, window: Window) -> Sequence[Mapping[str, Any]]:
        """Return all values with their sums, quantiles, services and last end, most tasks first."""
        parameters: Parameters = {}
        sql = f"""
            SELECT value, {_ADDED_UP}, {SEEN.merged}
            FROM ({_source(self._question(by, where, window), parameters, _SUMMED + SEEN)})
            GROUP BY value ORDER BY tasks DESC, value"""
        return self._engine.named_rows(sql, parameters)

    def _question(self, by: str, where: TaskFilter, window: Window, release_key: str = "") -> _Question:
        """Return what is asked, with the days to be answered from sums; none where they would answer in tatters."""
        days = self._rollups.days(by, where, window)
        spells = gaps(window, days)
        if len(spells) > len(bounded(spells)):
            days = {}
        return _Question(by, held_as(by, release_key), release_key, where, window, days)

    def _of_few(self, question: _Question, limit: int, order: BreakdownOrder) -> Breakdown:
        """Answer in one pass that sums up every value, ranks them and adds up what is beyond the limit."""
        of_calls = Dimension(question.by).is_of_calls
        parameters: Parameters = {"limit": limit + 1}
        source = _source(question, parameters, _SUMMED, with_whole=of_calls)
        # Slot 0 is the whole: of calls, whose tasks do not add up, a value of its own, and else the sum of all values.
        slots = f"""
            SELECT *, value = {WHOLE_SQL} AS is_whole, if(is_whole, 0, least({{limit:UInt32}},
                row_number() OVER (PARTITION BY is_whole ORDER BY {_by_size(order)}))) AS slot
            FROM (SELECT value, {_SUMMED.merged} FROM ({source}) GROUP BY value)"""
        sets = "slot" if of_calls else "GROUPING SETS ((slot), ())"
        sql = f"SELECT slot, any(value) AS shown, {_ADDED_UP} FROM ({slots}) GROUP BY {sets} ORDER BY slot"
        found = {row["slot"]: _row(row, row["shown"]) for row in self._engine.named_rows(sql, parameters)}
        total, other = found.pop(0, None), found.pop(limit + 1, None)
        if total is None or not found:
            return _NOTHING
        return Breakdown(tuple(found.values()), other and replace(other, value=""), replace(total, value=""))

    def _of_many(self, question: _Question, limit: int, order: BreakdownOrder) -> Breakdown:
        """Answer in passes: to sum up everything for each of many values, only to drop most, would take longest."""
        top = self._largest(question, order, {"limit": limit})
        total = self._total(question)
        if not top or total is None:
            return _NOTHING
        found = self._values(question, "value IN {top:Array(String)}", {"top": top})
        # A task that was sealed again since the first pass may have taken its value along.
        rows = [found[value] for value in top if value in found]
        return Breakdown(rows, _beyond(rows, total), total)

    def _largest(self, question: _Question, order: BreakdownOrder, parameters: Parameters) -> Sequence[str]:
        """Return the largest values, by what decides about that alone."""
        sizes = sums(_SIZES[order])
        sql = f"""
            SELECT value FROM (
                SELECT value, {sizes.merged} FROM ({_source(question, parameters, sizes)}) GROUP BY value)
            ORDER BY {_by_size(order)} LIMIT {{limit:UInt32}}"""
        return [value for (value,) in self._engine.rows(sql, parameters)]

    def _total(self, question: _Question) -> BreakdownRow | None:
        """Return all tasks of a question in one row; None without tasks."""
        days = question.days or self._rollups.days(ALL, question.where, question.window)
        whole = self._values(replace(question, by=ALL, held_as=ALL, days=days), "1", {}).get(WHOLE)
        return whole and replace(whole, value="")

    def _values(self, question: _Question, among: str, parameters: Parameters) -> Mapping[str, BreakdownRow]:
        """Return the rows of some values, by value."""
        source = _source(question, parameters, _SUMMED, among=among)
        sql = f"SELECT value, {_ADDED_UP} FROM ({source}) GROUP BY value"
        return {row["value"]: _row(row, row["value"]) for row in self._engine.named_rows(sql, parameters)}


def _by_size(order: BreakdownOrder, prefix: str = "") -> str:
    """Return the columns by which the largest come first, of columns whose names begin with the prefix.

    Rounded, for the order of adding up must not decide between equal costs.
    """
    return {
        BreakdownOrder.TASKS: f"{prefix}tasks DESC, round({prefix}cost_usd, 9) DESC, value",
        BreakdownOrder.COST: f"round({prefix}cost_usd, 9) DESC, {prefix}tasks DESC, value",
        BreakdownOrder.TOKENS: f"{prefix}input_tokens + {prefix}output_tokens DESC, {prefix}tasks DESC, value",
    }[order]


def _steps_of_few(question: _Question, order: BreakdownOrder, parameters: Parameters) -> str:
    """Return SQL for the sums of every value in every step, and whether it is one of the largest of them all."""
    source = _source(question, parameters, sums(), step=_STEP)
    steps = f"SELECT step, value, {sums().merged} FROM ({source}) GROUP BY step, value"
    wholes = ", ".join(f"sum({name}) OVER (PARTITION BY value) AS whole_{name}" for name in _SIZES[order])
    return f"""
        SELECT *, dense_rank() OVER (ORDER BY {_by_size(order, "whole_")}) <= {{limit:UInt32}} AS is_top
        FROM (SELECT *, {wholes} FROM ({steps}))"""


def _steps_of_many(question: _Question, parameters: Parameters) -> str:
    """Return the same for the bound `top` values and all others as one: so the many need not be told apart."""
    top = "{top:Array(String)}"
    source = _source(
        question, parameters, sums(), step=_STEP, shown=f"transform(value, {top}, arrayEnumerate({top}), 0)"
    )
    return f"""
        SELECT * EXCEPT place, place > 0 AS is_top, if(is_top, {top}[place], '') AS value
        FROM (SELECT * EXCEPT value, value AS place FROM ({source}))"""


def _source(
    question: _Question,
    parameters: Parameters,
    columns: Columns,
    *,
    step: str = "",
    shown: str = "value",
    among: str = "1",
    with_whole: bool = False,
) -> str:
    """Return SQL for rows that sum up to the answer: from sums of days, from tasks, or from both.

    Args:
        question: What is asked.
        parameters: Where values are bound.
        columns: What is summed for each value.
        step: SQL for the step that an instant `at` lies in, where values are told apart by it, too.
        shown: SQL for what stands for a value there.
        among: SQL for the values that are wanted.
        with_whole: Add rows of WHOLE, under a dimension of calls.
    """
    parameters["release_key"] = question.release_key
    selects = []
    if question.days:
        held = _held_days(question, parameters, among, with_whole=with_whole)
        selects.append(_summed(held, "day", columns.merged, step, shown))
    spells = gaps(question.window, question.days)
    if spells or not selects:
        spells = spells or [(question.window.start, question.window.end)]
        tasks = f"{tasks_in(spells, None, parameters)} AND {task_condition(question.where, 'where', parameters)}"
        parts = f"(SELECT * FROM ({parts_of(question.by, tasks, with_whole=with_whole)}) WHERE {among})"
        selects.append(_summed(parts, "ended_at", columns.counted, step, shown))
    return " UNION ALL ".join(selects)


def _summed(source: str, instant: str, columns: str, step: str, shown: str) -> str:
    """Return SQL for the sums of each value, or of each value in each step."""
    if not step:
        return f"SELECT value, {columns} FROM {source} GROUP BY value"
    dated = f"(SELECT * EXCEPT value, {shown} AS value, toDateTime64({instant}, 6) AS at, {step} AS step FROM {source})"
    return f"SELECT step, value, {columns} FROM {dated} GROUP BY step, value"


def _held_days(question: _Question, parameters: Parameters, among: str, *, with_whole: bool) -> str:
    days, where = question.days, question.where
    parameters |= {"held_as": question.held_as, "digests": list(days.values())}
    parameters |= {"first_day": min(days), "last_day": max(days)}
    within = "day >= {first_day:DateTime64(6, 'UTC')} AND day <= {last_day:DateTime64(6, 'UTC')}"
    made_of = "digest IN {digests:Array(UInt64)}"
    named = "dimension = {held_as:String}"
    if question.by == Dimension.RELEASE:
        # On a day on which no task carried the key they all count as without, and those are summed once for all keys.
        without = f"day NOT IN (SELECT day FROM task_sums WHERE {named} AND {within} AND {made_of})"
        named = f"({named} OR dimension = '{held_as(Dimension.RELEASE, '')}' AND {without})"
    if with_whole:
        named = f"({named} OR dimension = '{ALL}')"
    narrowed = task_condition(TaskFilter(journeys=where.journeys, outcomes=where.outcomes), "held", parameters)
    # All but the digest is of the table's key, and so is the same for every row that FINAL chooses from.
    return f"""(SELECT * FROM task_sums FINAL
        PREWHERE {named} AND {within} AND {narrowed} AND {among} WHERE {made_of})"""


_NOTHING = Breakdown(rows=(), other=None, total=None)


def _row(row: Mapping[str, Any], value: str) -> BreakdownRow:
    return BreakdownRow(value=value, p50_seconds=row["seconds"][0], p95_seconds=row["seconds"][1], **_counts(row))


def _beyond(rows: Iterable[BreakdownRow], total: BreakdownRow) -> BreakdownRow | None:
    """Return the whole without these rows; None when nothing is left."""
    left = {name: getattr(total, name) - sum(getattr(row, name) for row in rows) for name in _FIELDS.values()}
    if not left["tasks"]:
        return None
    return BreakdownRow(value="", p50_seconds=None, p95_seconds=None, **left | {"cost_usd": max(left["cost_usd"], 0.0)})


def _point(row: Mapping[str, Any]) -> BreakdownPoint:
    return BreakdownPoint(start=row["step"], value=row["shown"] if row["is_top"] else None, **_counts(row))


def _counts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {field: row[name] for name, field in _FIELDS.items()}


_FIELDS = {name: "llm_calls" if name == "calls" else name for name in SUMS}
"""What the sums are called in an answer."""
