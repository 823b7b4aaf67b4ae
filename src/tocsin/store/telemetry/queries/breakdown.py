"""Splits tasks by the values of one dimension: from sums of whole days where they hold, from tasks for the rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tocsin.model import Breakdown, BreakdownOrder, BreakdownPoint, BreakdownRow, Dimension, TaskFilter, Window
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters, task_condition
from tocsin.store.telemetry.queries.dimensions import (
    ALL,
    MERGED_COUNTS,
    MERGED_SUMS,
    PARTIAL_COUNTS,
    PARTIAL_SUMS,
    QUANTILES,
    ROLLED,
    SUMS,
    parts_of,
)
from tocsin.store.telemetry.queries.rollup import RollupStore
from tocsin.store.telemetry.queries.spells import DAY, bounded, gaps
from tocsin.store.telemetry.queries.visible import tasks_in

_MERGED = QUANTILES.replace("(", "Merge(", 1)
_WHOLE = -1
"""Stands before the ranks, for all values together."""
_BY_SIZE = {
    BreakdownOrder.TASKS: "tasks DESC, round(cost_usd, 9) DESC, value",
    BreakdownOrder.COST: "round(cost_usd, 9) DESC, tasks DESC, value",
}
"""Largest first. Rounded, for the order of adding up must not decide between equal costs."""


@dataclass(frozen=True, slots=True)
class _Key:
    """What rows are summed by.

    Attributes:
        computed: SQL for a column that is added to each row first, of its `value` and the instant `at`.
        shown: What the sums are told apart by afterwards.
        grouped: The columns of one group.
    """

    computed: str
    shown: str
    grouped: str


_BY_VALUE = _Key("", "value", "value")
_BY_STEP = _Key(
    "fromUnixTimestamp64Micro(intDiv(toUnixTimestamp64Micro(at), {step_us:Int64}) * {step_us:Int64}, 'UTC') AS step",
    "value, step",
    "value, step",
)
_BY_SLOT = _Key(
    "transform(value, {top:Array(String)}, arrayEnumerate({top:Array(String)}), {limit:UInt32} + 1) AS slot",
    "any(value) AS value, slot",
    "slot",
)
"""A slot is the rank of a value among the bound `top` ones, or one more for all the rest."""


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
        question = _Question(by, where, window, self._days(by, where, window))
        parameters: Parameters = {"limit": limit, "release_key": release_key}
        if question.days:
            slots = _ranked(_source(question, parameters), order)
        else:
            # Two passes: to sum up everything for each of many users, only to drop most, would take longest.
            parameters["top"] = self._largest(question, order, parameters)
            if not parameters["top"]:
                return Breakdown(rows=(), other=None, total=None)
            slots = _source(question, parameters, key=_BY_SLOT)
        sql = f"""
            SELECT if(grouping(slot) = 1, {_WHOLE}, toInt32(slot)) AS at, any(value) AS shown, {MERGED_COUNTS},
                {_MERGED}(seconds) AS seconds
            FROM ({slots}) GROUP BY GROUPING SETS ((slot), ()) ORDER BY at"""
        found = {row["at"]: row for row in self._engine.named_rows(sql, parameters)}
        total = found.pop(_WHOLE, None)
        if by.is_of_calls and found:
            total = dict(self.rows(ALL, where, window)[0])
        other = found.pop(limit + 1, None)
        return Breakdown(
            rows=tuple(_row(row, row["shown"]) for row in found.values()),
            other=_row(other, "") if other else None,
            total=_row(total, "") if total and total["tasks"] else None,
        )

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
        parameters: Parameters = {"limit": limit, "release_key": release_key}
        parameters["top"] = self._largest(
            _Question(by, where, window, self._days(by, where, window)), order, parameters
        )
        parameters["step_us"] = step // timedelta(microseconds=1)
        days = self._days(by, where, window) if step % DAY == timedelta(0) else {}
        source = _source(_Question(by, where, window, days), parameters, MERGED_COUNTS, PARTIAL_COUNTS, key=_BY_STEP)
        sql = f"""
            SELECT step, value IN {{top:Array(String)}} AS is_top, if(is_top, value, '') AS shown, {MERGED_COUNTS}
            FROM ({source}) GROUP BY step, is_top, shown ORDER BY step, is_top DESC, shown"""
        return tuple(_point(row) for row in self._engine.named_rows(sql, parameters))

    def rows(self, by: str, where: TaskFilter, window: Window) -> Sequence[Mapping[str, Any]]:
        """Return all values with their sums, quantiles, services and last end, most tasks first."""
        parameters: Parameters = {}
        source = _source(_Question(by, where, window, self._days(by, where, window)), parameters)
        sql = f"""
            SELECT value, {MERGED_COUNTS}, {_MERGED}(seconds) AS seconds,
                groupUniqArrayArray(10)(services) AS services, max(last_task_at) AS last_task_at
            FROM ({source}) GROUP BY value ORDER BY tasks DESC, value"""
        return self._engine.named_rows(sql, parameters)

    def _days(self, by: str, where: TaskFilter, window: Window) -> Mapping[datetime, int]:
        """Return the days to be answered from their sums; none where sums cannot answer, or would in tatters."""
        if by not in ROLLED or where != TaskFilter(journeys=where.journeys):
            return {}
        days = self._rollups.days(window)
        spells = gaps(window, days)
        return days if len(spells) == len(bounded(spells)) else {}

    def _largest(self, question: "_Question", order: BreakdownOrder, parameters: Parameters) -> Sequence[str]:
        """Return the largest values."""
        source = _source(question, parameters, MERGED_COUNTS, PARTIAL_COUNTS)
        sql = f"""
            SELECT value FROM (SELECT value, {MERGED_COUNTS} FROM ({source}) GROUP BY value)
            ORDER BY {_BY_SIZE[order]} LIMIT {{limit:UInt32}}"""
        return [value for (value,) in self._engine.rows(sql, parameters)]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked, and the days whose sums hold, each with its digest."""

    by: str
    where: TaskFilter
    window: Window
    days: Mapping[datetime, int]


def _ranked(source: str, order: BreakdownOrder) -> str:
    """Return SQL for one row a value with its `slot`; in one pass, for values that are few."""
    rank = f"row_number() OVER (ORDER BY {_BY_SIZE[order]})"
    return f"""
        SELECT *, least({rank}, {{limit:UInt32}} + 1) AS slot
        FROM (SELECT value, {MERGED_SUMS} FROM ({source}) GROUP BY value)"""


def _source(
    question: _Question,
    parameters: Parameters,
    merged: str = MERGED_SUMS,
    partial: str = PARTIAL_SUMS,
    *,
    key: _Key = _BY_VALUE,
) -> str:
    """Return SQL for rows that sum up to the answer: from sums of days, from tasks, or from both."""
    selects = []
    if question.days:
        rows = _with_key(_held_days(question, parameters), "day", key)
        selects.append(f"SELECT {key.shown}, {merged} FROM {rows} GROUP BY {key.grouped}")
    spells = gaps(question.window, question.days)
    if spells or not selects:
        spells = spells or [(question.window.start, question.window.end)]
        condition = task_condition(question.where, "where", parameters)
        tasks = f"(SELECT * FROM {tasks_in(spells, None, parameters)} WHERE {condition})"
        rows = _with_key(f"({parts_of(question.by, tasks)})", "ended_at", key)
        selects.append(f"SELECT {key.shown}, {partial} FROM {rows} GROUP BY {key.grouped}")
    return " UNION ALL ".join(selects)


def _with_key(rows: str, instant: str, key: _Key) -> str:
    return f"(SELECT *, toDateTime64({instant}, 6) AS at, {key.computed} FROM {rows})" if key.computed else rows


def _held_days(question: _Question, parameters: Parameters) -> str:
    days = question.days
    parameters |= {"by": question.by, "digests": list(days.values()), "first_day": min(days), "last_day": max(days)}
    journeys = ""
    if question.where.journeys:
        parameters["day_journeys"] = list(question.where.journeys)
        journeys = "AND journey IN {day_journeys:Array(String)}"
    return f"""(SELECT * FROM task_days FINAL
        WHERE dimension = {{by:String}} AND digest IN {{digests:Array(UInt64)}} {journeys}
            AND day >= {{first_day:DateTime64(6, 'UTC')}} AND day <= {{last_day:DateTime64(6, 'UTC')}})"""


def _row(row: Mapping[str, Any], value: str) -> BreakdownRow:
    return BreakdownRow(value=value, p50_seconds=row["seconds"][0], p95_seconds=row["seconds"][1], **_counts(row))


def _point(row: Mapping[str, Any]) -> BreakdownPoint:
    return BreakdownPoint(start=row["step"], value=row["shown"] if row["is_top"] else None, **_counts(row))


def _counts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"llm_calls" if name == "calls" else name: row[name] for name in SUMS}
