"""What models cost, by the names that spans carry, and the SQL that multiplies tokens with it.

A span is priced by the price that held when it began.
"""

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from tocsin.model import ModelPrice, PriceCaveat, PriceKey, PricePeriod, PriceSource, RateBand, Rates
from tocsin.store.telemetry.engine import Engine

ANSWERED_BY = "if(response_model = '', request_model, response_model)"
"""The model that a span's call is billed as."""
_RATE_NAMES = tuple(field.name for field in fields(Rates))
_BAND_COLUMNS = ("above_input_tokens", "from_second", "until_second", *_RATE_NAMES)

# Some vendors report input without the cached tokens: then cached tokens exceed input and must not be subtracted.
# How much of the audio was read from a cache is not told: as much of it as can be was not.
_TOKENS = """
    ifNull(input_tokens, 0.) AS told_input, ifNull(output_tokens, 0.) AS told_output,
    ifNull(cache_read_tokens, 0.) AS read, ifNull(cache_write_tokens, 0.) AS written,
    if(read + written > told_input, told_input, told_input - read - written) AS uncached,
    least(ifNull(input_audio_tokens, 0.), uncached) AS audio_in,
    least(ifNull(cache_write_1h_tokens, 0.), written) AS written_1h,
    least(ifNull(reasoning_tokens, 0.), told_output) AS reasoned,
    least(ifNull(output_audio_tokens, 0.), told_output - reasoned) AS audio_out,
    toUnixTimestamp(started_at) % 86400 AS second"""
_COUNTS = {
    "input_usd": "uncached - audio_in",
    "output_usd": "told_output - reasoned - audio_out",
    "cache_read_usd": "read",
    "cache_write_usd": "written - written_1h",
    "cache_write_1h_usd": "written_1h",
    "reasoning_usd": "reasoned",
    "input_audio_usd": "audio_in",
    "output_audio_usd": "audio_out",
    "request_usd": "1.",
}
"""How much of a span each rate is charged for."""
# Of the bands that fit the last one, and the first one where none fits. Nearly all prices have one band alone, which
# stands outside of the array, so that the condition is tried on none.
_BAND = """arrayConcat([p.first_band], arrayFilter(
    b -> (b.above_input_tokens = 0 OR uncached + read + written > b.above_input_tokens)
        AND second >= b.from_second AND second < b.until_second, p.other_bands))[-1]"""
_TOLD_TOKENS = "(isNotNull(input_tokens) OR isNotNull(output_tokens))"
_USED = f"(kind IN ('llm', 'embedding') AND {_TOLD_TOKENS})"


def priced(spans: str) -> str:
    """Return a SELECT of spans that adds what each cost, by the price that held when it began.

    Adds `cost_usd` (US dollars; NULL of what is no model call or has no price) and `is_unpriced` (whether a span used
    tokens that no known price covers).

    Args:
        spans: A SELECT of spans with every column that decides their price; `kind` is what each is priced as.
    """
    # What limits a band is charged nothing.
    counts = ", ".join(_COUNTS.get(name, "0") for name in _BAND_COLUMNS)
    return f"""
        WITH {_TOKENS}
        SELECT s.*, if({_USED} AND p.is_priced = 1, dotProduct(({counts}), {_BAND}), NULL) AS cost_usd,
            {_USED} AND p.is_priced = 0 AS is_unpriced
        FROM ({spans}) AS s
        ASOF LEFT JOIN (
            SELECT vendor, model, service_tier, period.starts_at AS starts_at, period.bands[1] AS first_band,
                arraySlice(period.bands, 2) AS other_bands, notEmpty(period.bands) AS is_priced
            FROM price_list FINAL ARRAY JOIN periods AS period
        ) AS p
        ON p.vendor = s.vendor AND p.model = {ANSWERED_BY} AND p.service_tier = s.service_tier
            AND s.started_at >= p.starts_at"""


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
            SELECT DISTINCT vendor, {ANSWERED_BY} AS model, service_tier FROM spans
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
