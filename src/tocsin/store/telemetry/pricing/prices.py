"""What models cost, by the names that spans carry, and the SQL that multiplies tokens with it.

A span is priced by the price that held when it began.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from tocsin.model import ModelPrice, PriceCaveat, PriceKey, PricePeriod, PriceSource, RateBand, Rates
from tocsin.store.telemetry.engine import Engine

_MODEL = "if(s.response_model = '', s.request_model, s.response_model)"
_RATE_NAMES = tuple(field.name for field in fields(Rates))
_BAND_COLUMNS = ("above_input_tokens", "from_second", "until_second", *_RATE_NAMES)
_BANDS = f"""
    arrayMap(b -> (b.above_input_tokens, b.from_second, b.until_second,
        [{", ".join(f"b.{name}" for name in _RATE_NAMES)}]), period.bands)"""
PRICED_SPAN_JOIN = f"""
    ASOF LEFT JOIN (
        SELECT vendor, model, service_tier, period.starts_at AS starts_at, {_BANDS} AS bands,
            bands[1] AS base, arraySlice(bands, 2) AS others, notEmpty(bands) AS is_priced
        FROM price_list FINAL ARRAY JOIN periods AS period
    ) AS p
    ON p.vendor = s.vendor AND p.model = {_MODEL} AND p.service_tier = s.service_tier AND s.started_at >= p.starts_at"""
"""Joins span `s` to the price `p` of its model that held when it began; a span without one keeps `p.is_priced` at 0."""


def _tokens(column: str) -> str:
    return f"toFloat64(ifNull(s.{column}, 0))"


_INPUT, _READ, _WRITE = _tokens("input_tokens"), _tokens("cache_read_tokens"), _tokens("cache_write_tokens")
# Some vendors report input without the cached tokens: then cached tokens exceed input and must not be subtracted.
_IS_EXCLUSIVE = f"({_READ} + {_WRITE} > {_INPUT})"
_UNCACHED = f"if({_IS_EXCLUSIVE}, {_INPUT}, {_INPUT} - {_READ} - {_WRITE})"
_ALL_INPUT = f"if({_IS_EXCLUSIVE}, {_INPUT} + {_READ} + {_WRITE}, {_INPUT})"
# How much of the audio was read from a cache is not told: as much of it as can be was not.
_AUDIO_IN = f"least({_tokens('input_audio_tokens')}, {_UNCACHED})"
_WRITE_1H = f"least({_tokens('cache_write_1h_tokens')}, {_WRITE})"
_OUTPUT = _tokens("output_tokens")
_REASONING = f"least({_tokens('reasoning_tokens')}, {_OUTPUT})"
_AUDIO_OUT = f"least({_tokens('output_audio_tokens')}, {_OUTPUT} - {_REASONING})"
_COUNTS = {
    "input_usd": f"{_UNCACHED} - {_AUDIO_IN}",
    "output_usd": f"{_OUTPUT} - {_REASONING} - {_AUDIO_OUT}",
    "cache_read_usd": _READ,
    "cache_write_usd": f"{_WRITE} - {_WRITE_1H}",
    "cache_write_1h_usd": _WRITE_1H,
    "reasoning_usd": _REASONING,
    "input_audio_usd": _AUDIO_IN,
    "output_audio_usd": _AUDIO_OUT,
    "request_usd": "1.",
}
"""How much of span `s` each rate is charged for."""
_SECOND = "toUnixTimestamp(s.started_at) % 86400"
# Written once in the sum below: the engine would evaluate it anew for each time that it stands there. Nearly all prices
# have one band alone, which stands outside of the array, so that the condition is tried on none.
# Without a price there are no rates, and a product wants as many of them as counts.
_RATES = f"""
    arrayResize(tupleElement(arrayConcat([p.base], arrayFilter(
        b -> (b.1 = 0 OR {_ALL_INPUT} > b.1) AND {_SECOND} >= b.2 AND {_SECOND} < b.3, p.others))[-1], 4),
        {len(_COUNTS)})"""
_TOLD_TOKENS = "(isNotNull(s.input_tokens) OR isNotNull(s.output_tokens))"
_USED = f"(s.kind IN ('llm', 'embedding') AND {_TOLD_TOKENS})"
COST_USD = f"""if({_USED} AND p.is_priced = 1,
    arrayDotProduct([{", ".join(_COUNTS[name] for name in _RATE_NAMES)}], {_RATES}), NULL)"""
"""Cost of one span `s` joined to its price `p`, in US dollars; NULL when it is no model call or has no price."""
IS_UNPRICED = f"({_USED} AND p.is_priced = 0)"
"""Whether span `s` used tokens that no known price covers."""

_COLUMNS = ("vendor", "model", "service_tier", "priced_as", "caveats", "periods", "set_at")


class PriceStore:
    """Known prices."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, prices: Iterable[ModelPrice], at: datetime) -> None:
        """Store prices; a later one for the same key replaces an earlier one, with all of its periods."""
        rows = [
            (*price.key, price.priced_as, [str(one) for one in price.caveats], [_row(p) for p in price.periods], at)
            for price in prices
        ]
        if rows:
            self._engine.insert("price_list", _COLUMNS, rows)

    def prices(self) -> Sequence[ModelPrice]:
        """Return every price in force and every model known to have none, sorted by its key."""
        bands = ", ".join(f"b.{name}" for name in _BAND_COLUMNS)
        sql = f"""
            SELECT vendor, model, service_tier, priced_as, caveats,
                arrayMap(p -> (p.starts_at, p.source, p.note, arrayMap(b -> ({bands}), p.bands)), periods) AS plain
            FROM price_list FINAL ORDER BY vendor, model, service_tier"""
        return tuple(
            ModelPrice(
                key=PriceKey(vendor, model, tier),
                periods=tuple(_period(*period) for period in periods),
                priced_as=priced_as,
                caveats=tuple(PriceCaveat(one) for one in caveats),
            )
            for vendor, model, tier, priced_as, caveats, periods in self._engine.rows(sql)
        )

    def models_seen(self, since: datetime) -> Sequence[PriceKey]:
        """Return what decides the price of the model calls received since an instant.

        Wrappers that report tokens are among them: where their calls were not received, they stand for them.
        """
        sql = f"""
            SELECT DISTINCT vendor, {_MODEL} AS model, service_tier FROM spans AS s
            WHERE received_at >= {{since:DateTime64(9, 'UTC')}} AND {_TOLD_TOKENS} AND model != ''"""
        return [PriceKey(*row) for row in self._engine.rows(sql, {"since": since})]


def _row(period: PricePeriod) -> tuple[object, ...]:
    bands = [
        (
            band.above_input_tokens,
            band.from_second,
            band.until_second,
            *(getattr(band.rates, name) for name in _RATE_NAMES),
        )
        for band in period.bands
    ]
    return (period.starts_at, period.source or "", period.note, bands)


def _period(starts_at: datetime, source: str, note: str, bands: Sequence[Sequence[Any]]) -> PricePeriod:
    return PricePeriod(
        starts_at=starts_at,
        bands=tuple(
            RateBand(
                above_input_tokens=above,
                from_second=start,
                until_second=end,
                rates=Rates(**dict(zip(_RATE_NAMES, rates, strict=True))),
            )
            for above, start, end, *rates in bands
        ),
        source=PriceSource(source) if source else None,
        note=note,
    )
