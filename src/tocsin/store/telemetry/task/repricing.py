"""Prices sealed tasks again from their spans, and changes nothing of them but what they cost.

A task is rewritten under the version it has, and of rows with one version the last written counts. So a task that is
sealed again meanwhile has a higher version and wins, and a row that sealing took away stays away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.model import RepricedTasks, TraceId, Window
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.task.task_query import journey_expression, task_query

SAME_USD = 1e-12
"""Sums of the same costs in another order differ by less; no vendor charges so little for a token."""


@dataclass(frozen=True, slots=True)
class SealedCost:
    """What a task was sealed with.

    Attributes:
        first_received_at: Receipt of its first span.
    """

    minute: datetime
    trace_id: TraceId
    first_received_at: datetime
    span_count: int
    cost_usd: float
    unpriced_calls: int


class RepricingStore:
    """Reads what tasks cost, and writes what they cost now."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def extent(self, window: Window) -> tuple[int, datetime | None]:
        """Return how many tasks ended in a window of whole minutes, and when the first of their spans was received."""
        sql = f"SELECT count(), minOrNull(first_received_at) FROM tasks FINAL WHERE {_IN_WINDOW}"
        count, first = self._engine.rows(sql, {"start": window.start, "end": window.end})[0]
        return int(count), first

    def sealed_costs(self, window: Window, after: SealedCost | None, limit: int) -> Sequence[SealedCost]:
        """Return the next tasks of a window of whole minutes, by minute and trace; from its start without `after`."""
        last = (after.minute, after.trace_id) if after else (window.start, "")
        sql = f"""
            SELECT minute, trace_id, first_received_at, span_count, cost_usd, unpriced_calls FROM tasks FINAL
            WHERE {_IN_WINDOW} AND (minute, trace_id) > ({{minute:DateTime('UTC')}}, {{trace_id:String}})
            ORDER BY minute, trace_id LIMIT {{limit:UInt32}}"""
        bounds: Parameters = {"start": window.start, "end": window.end, "minute": _seconds(last[0])}
        rows = self._engine.rows(sql, bounds | {"trace_id": last[1], "limit": limit})
        return tuple(SealedCost(row[0], TraceId(row[1]), *row[2:]) for row in rows)

    def reprice(self, sealed: Sequence[SealedCost], *, dry_run: bool) -> RepricedTasks:
        """Price tasks by the prices in force, each call by the one that held when it began.

        Running it twice changes nothing the second time. A task whose spans are gone, in whole or in part, keeps its
        cost: what is left of it would tell too little.

        Args:
            sealed: Up to some thousand tasks, sorted by minute.
            dry_run: Say what would change, and change nothing.
        """
        where = self._where(sealed)
        fresh = self._fresh(where)
        intact = [one for one in sealed if one.trace_id in fresh and fresh[one.trace_id][0] >= one.span_count]
        changed = [one for one in intact if _differs(one, *fresh[one.trace_id][1:])]
        if changed and not dry_run:
            self._rewrite(changed)
        cost_before = sum(one.cost_usd for one in sealed)
        unpriced_before = sum(one.unpriced_calls for one in sealed)
        return RepricedTasks(
            tasks=len(sealed),
            changed=len(changed),
            kept=len(sealed) - len(intact),
            cost_before_usd=cost_before,
            cost_after_usd=cost_before + sum(fresh[one.trace_id][1] - one.cost_usd for one in changed),
            unpriced_before=unpriced_before,
            unpriced_after=unpriced_before + sum(fresh[one.trace_id][2] - one.unpriced_calls for one in changed),
        )

    def _fresh(self, where: Parameters) -> dict[str, tuple[int, float, int]]:
        sql = f"SELECT trace_id, span_count, cost_usd, unpriced_calls FROM ({_recomputed(where)})"
        return {row[0]: (row[1], row[2], row[3]) for row in self._engine.rows(sql, where)}

    def _rewrite(self, changed: Sequence[SealedCost]) -> None:
        where = self._where(changed) | {
            "from_minute": _seconds(changed[0].minute),
            "to_minute": _seconds(changed[-1].minute),
        }
        sql = f"""
            INSERT INTO tasks
            SELECT t.* REPLACE (n.cost_usd AS cost_usd, n.unpriced_calls AS unpriced_calls, n.usage AS usage)
            FROM (
                SELECT * FROM tasks FINAL
                WHERE minute >= {{from_minute:DateTime('UTC')}} AND minute <= {{to_minute:DateTime('UTC')}}
                    AND trace_id IN {{ids:Array(String)}}
            ) AS t
            INNER JOIN (SELECT trace_id, cost_usd, unpriced_calls, usage FROM ({_recomputed(where)})) AS n
            ON n.trace_id = t.trace_id"""
        self._engine.execute(sql, where)

    def _where(self, sealed: Sequence[SealedCost]) -> Parameters:
        """Return the bound values that lead to the spans of tasks, without reading what lies between them."""
        ids = [one.trace_id for one in sealed]
        first = min(one.first_received_at for one in sealed) - timedelta(microseconds=1)
        sql = """
            SELECT DISTINCT toStartOfMinute(received_at) FROM trace_activity
            WHERE received_at >= {first:DateTime64(9, 'UTC')} AND trace_id IN {ids:Array(String)}"""
        minutes = [_seconds(minute) for (minute,) in self._engine.rows(sql, {"ids": ids, "first": first})]
        # What only decides a task's name, outcome and marks is not taken over, so any value serves.
        return {
            "ids": ids,
            "first": first,
            "minutes": minutes,
            "unfinished": [],
            "sealed_at": first,
            "version": 0,
            "tolerance_s": 0.0,
            "late_s": 0.0,
            "kept_since": first,
        }


_IN_WINDOW = "minute >= {start:DateTime64(6, 'UTC')} AND minute < {end:DateTime64(6, 'UTC')}"


def _recomputed(where: Parameters) -> str:
    return task_query(journey_expression((), where))


def _differs(sealed: SealedCost, cost_usd: float, unpriced_calls: int) -> bool:
    return abs(sealed.cost_usd - cost_usd) > SAME_USD or sealed.unpriced_calls != unpriced_calls


def _seconds(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S")
