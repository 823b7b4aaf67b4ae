"""Where costs are doubtful: calls without a price, and calls whose own word of their cost differs from ours."""

from collections.abc import Sequence

from tocsin.model import CostComparison, UnpricedModel, Window
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.pricing.prices import ANSWERED_BY, priced


class PricingGapStore:
    """Reads what prices leave open."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def unpriced(self, window: Window) -> Sequence[UnpricedModel]:
        """Return calls without a price in tasks that ended in a window, most tokens first.

        From what the tasks were sealed with, so it outlives restarts and the spans themselves. Tokens are those of all
        calls of such tasks to the model, which are fewer than counted only where a price began within a task.
        """
        sql = """
            SELECT u.vendor, u.model, service, sum(u.unpriced_calls), sum(u.input_tokens) AS input,
                sum(u.output_tokens) AS output, min(started_at), max(ended_at)
            FROM tasks FINAL ARRAY JOIN usage AS u
            WHERE minute >= toStartOfMinute({start:DateTime64(6, 'UTC')}) AND ended_at >= {start:DateTime64(6, 'UTC')}
                AND ended_at < {end:DateTime64(6, 'UTC')} AND unpriced_calls > 0 AND u.unpriced_calls > 0
            GROUP BY u.vendor, u.model, service ORDER BY input + output DESC, u.vendor, u.model, service"""
        rows = self._engine.rows(sql, {"start": window.start, "end": window.end})
        names = ("vendor", "model", "service", "calls", "input_tokens", "output_tokens", "first_seen", "last_seen")
        return tuple(UnpricedModel(**dict(zip(names, row, strict=True))) for row in rows)

    def comparisons(self, window: Window) -> Sequence[CostComparison]:
        """Return costs that calls carry beside those by price, of spans received in a window; widest apart first.

        A reported cost of zero says nothing: producers write it where they know no price.
        """
        spans = """
            SELECT * EXCEPT (attributes, resource, events, links, status_message) FROM spans
            WHERE received_at >= {start:DateTime64(9, 'UTC')} AND received_at < {end:DateTime64(9, 'UTC')}
                AND reported_cost_usd > 0 AND kind IN ('llm', 'embedding')
            ORDER BY received_at DESC LIMIT 1 BY trace_id, span_id"""
        sql = f"""
            SELECT vendor, {ANSWERED_BY} AS model, count(), countIf(isNotNull(cost_usd)) AS priced_calls,
                ifNull(sumIf(reported_cost_usd, isNotNull(cost_usd)), 0) AS reported_usd,
                sum(ifNull(cost_usd, 0)) AS computed_usd
            FROM ({priced(spans)})
            GROUP BY vendor, model ORDER BY abs(reported_usd - computed_usd) DESC, vendor, model"""
        rows = self._engine.rows(sql, {"start": window.start, "end": window.end})
        names = ("vendor", "model", "calls", "priced_calls", "reported_usd", "computed_usd")
        return tuple(CostComparison(**dict(zip(names, row, strict=True))) for row in rows)
