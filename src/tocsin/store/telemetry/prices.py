"""Unit prices by the vendor and model names that spans carry, and the SQL that multiplies tokens with them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from tocsin.store.telemetry.engine import Engine


@dataclass(frozen=True, slots=True)
class ModelPrice:
    """US dollars per token of each class; `source` says whose price it is ("genai-prices 0.2.3", "price book")."""

    vendor: str
    model: str
    input_usd: float
    cache_read_usd: float
    cache_write_usd: float
    output_usd: float
    source: str


PRICED_SPAN_JOIN = """
    LEFT ANY JOIN (SELECT *, 1 AS is_priced FROM model_prices FINAL) AS p
    ON p.vendor = s.vendor AND p.model = if(s.response_model = '', s.request_model, s.response_model)"""

_INPUT = "toFloat64(ifNull(s.input_tokens, 0))"
_READ = "toFloat64(ifNull(s.cache_read_tokens, 0))"
_WRITE = "toFloat64(ifNull(s.cache_write_tokens, 0))"
# Some vendors report input without the cached tokens: then cached tokens exceed input and must not be subtracted.
_UNCACHED = f"if({_READ} + {_WRITE} > {_INPUT}, {_INPUT}, {_INPUT} - {_READ} - {_WRITE})"
_USED = "(s.kind IN ('llm', 'embedding') AND (isNotNull(s.input_tokens) OR isNotNull(s.output_tokens)))"
COST_USD = f"""if({_USED} AND p.is_priced = 1,
    {_UNCACHED} * p.input_usd + {_READ} * p.cache_read_usd + {_WRITE} * p.cache_write_usd
        + toFloat64(ifNull(s.output_tokens, 0)) * p.output_usd, NULL)"""
"""Cost of one span `s` joined to its price `p`, in US dollars; NULL when it is no model call or has no price."""
IS_UNPRICED = f"({_USED} AND p.is_priced = 0)"
"""Whether span `s` used tokens that no known price covers."""


class PriceStore:
    """Known unit prices."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, prices: Iterable[ModelPrice], at: datetime) -> None:
        """Store prices; a later one for the same (vendor, model) replaces an earlier one."""
        rows = [
            (p.vendor, p.model, p.input_usd, p.cache_read_usd, p.cache_write_usd, p.output_usd, p.source, at)
            for p in prices
        ]
        if rows:
            columns = [
                "vendor",
                "model",
                "input_usd",
                "cache_read_usd",
                "cache_write_usd",
                "output_usd",
                "source",
                "set_at",
            ]
            self._engine.insert("model_prices", columns, rows)

    def models_seen(self, since: datetime) -> Sequence[tuple[str, str]]:
        """Return (vendor, model) of model calls received since an instant."""
        sql = """
            SELECT DISTINCT vendor, if(response_model = '', request_model, response_model) AS model FROM spans
            WHERE received_at >= {since:DateTime64(9, 'UTC')} AND kind IN ('llm', 'embedding') AND model != ''"""
        return [(vendor, model) for vendor, model in self._engine.rows(sql, {"since": since})]
