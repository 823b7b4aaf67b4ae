"""What vendors publish, by the date of the call: the data of genai-prices, turned into rates per token.

Prices are read out of its data and not asked for call by call, so one look covers every day and every size of a call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias

import genai_prices
from genai_prices import data_snapshot, types

from tocsin.clock import midnight
from tocsin.ingest.prices.names import Candidate, candidates
from tocsin.model import (
    ALWAYS,
    DAY_SECONDS,
    PriceCaveat,
    PriceKey,
    PricePeriod,
    PriceSource,
    RateBand,
    Rates,
)

_PER_MILLION = 1_000_000
_PER_THOUSAND = 1_000
_STANDARD_TIERS = frozenset({"", "auto", "default", "none", "on_demand", "ondemand", "standard", "standard_only"})
_BATCH_TIERS = frozenset({"batch", "batches"})
_FREE = ":free"
"""Ends the names of OpenRouter's models that cost nothing; the data has no price at all for them."""
_Amount: TypeAlias = Decimal | types.TieredPrices | None


@dataclass(frozen=True, slots=True)
class Published:
    """What is published about a model, from its first known price on."""

    priced_as: str
    periods: Sequence[PricePeriod]
    caveats: Sequence[PriceCaveat]


def published(key: PriceKey) -> Published | None:
    """Return the published prices of a model; None when none is known.

    Looks through all models of the vendor, which takes some milliseconds: to be done once for each key.
    """
    for candidate in candidates(key.vendor, key.model):
        if (found := _find(candidate)) is None:
            continue
        provider, model = found
        periods = _periods(model, _context(key.service_tier, provider, model))
        if any(period.bands for period in periods):
            caveats = (*candidate.caveats, *_tier_caveats(key.service_tier, provider, model))
            return Published(f"{provider.id}/{model.id}", periods, caveats)
    return None


def published_names(vendor: str | None) -> Sequence[str]:
    """Return "<vendor>/<model>" of all models that a vendor offers, its own first; of all vendors if unknown."""
    providers = data_snapshot.get_snapshot().providers
    offered = {
        name for one in providers if one.id == vendor for name in (one.id, *(one.fallback_model_providers or ()))
    }
    own = sorted((one for one in providers if one.id in offered), key=lambda one: one.id != vendor)
    return [f"{vendor if own else one.id}/{model.id}" for one in own or providers for model in one.models]


def _find(candidate: Candidate) -> tuple[types.Provider, types.ModelInfo] | None:
    try:
        return data_snapshot.get_snapshot().find_provider_model(candidate.model, None, candidate.vendor, None)
    except LookupError:
        return None


def _wanted(tier: str) -> Mapping[str, str]:
    """Return the request context that genai-prices chooses variants by, for a service tier as spans name it."""
    name = tier.lower()
    if name in _STANDARD_TIERS:
        return {}
    return {"processing": "batch"} if name in _BATCH_TIERS else {"service_tier": name, "speed": name}


def _own_variants(provider: types.Provider, model: types.ModelInfo) -> Sequence[types.PriceVariant]:
    # A vendor that resells another's models does not take that vendor's variants over (so genai-prices, too).
    return (model.price_variants or ()) if any(model is one for one in provider.models) else ()


def _context(tier: str, provider: types.Provider, model: types.ModelInfo) -> Mapping[str, str]:
    return _wanted(tier) if _own_variants(provider, model) else {}


def _tier_caveats(tier: str, provider: types.Provider, model: types.ModelInfo) -> Sequence[PriceCaveat]:
    wanted = _wanted(tier).items()
    if not wanted or any(v.when.items() <= wanted for v in _own_variants(provider, model)):
        return ()
    return (PriceCaveat.STANDARD_TIER,)


def _periods(model: types.ModelInfo, context: Mapping[str, str]) -> Sequence[PricePeriod]:
    note = f"genai-prices {genai_prices.__version__}"
    periods: list[PricePeriod] = []
    for start in _starts(model):
        bands = _bands_of_day(model, start, context)
        if not periods or bands != periods[-1].bands:
            periods.append(PricePeriod(start, bands, PriceSource.PUBLISHED if bands else None, note))
    return periods


def _constraints(model: types.ModelInfo) -> Sequence[types.StartDateConstraint | types.TimeOfDateConstraint | None]:
    conditional = model.prices if isinstance(model.prices, list) else []
    return [*(one.constraint for one in conditional), *(one.constraint for one in model.price_variants or ())]


def _starts(model: types.ModelInfo) -> Sequence[datetime]:
    dated = {c.start_date for c in _constraints(model) if isinstance(c, types.StartDateConstraint)}
    return [ALWAYS, *(midnight(day) for day in sorted(dated))]


def _bands_of_day(model: types.ModelInfo, day: datetime, context: Mapping[str, str]) -> Sequence[RateBand]:
    """Return the bands of one day: several over the day where a vendor has hours that are cheaper."""
    turns = {0}
    for constraint in _constraints(model):
        if isinstance(constraint, types.TimeOfDateConstraint):
            turns |= {_second(constraint.start_time), _second(constraint.end_time)}
    edges = [*sorted(turns), DAY_SECONDS]
    bands: list[RateBand] = []
    for start, end in pairwise(edges):
        prices = model.get_prices(day + timedelta(seconds=start), context)
        bands += _bands(prices, start, end, is_free=model.id.endswith(_FREE))
    return sorted(_whole_day_once(bands), key=lambda band: (band.above_input_tokens, band.from_second))


def _second(clock: time) -> int:
    moved = datetime.combine(date(1970, 1, 2), clock, tzinfo=clock.tzinfo or UTC).astimezone(UTC)
    return (moved.hour * 60 + moved.minute) * 60 + moved.second


def _whole_day_once(bands: Sequence[RateBand]) -> Sequence[RateBand]:
    """Say it once where all hours cost the same: a later start date has ended the cheaper hours."""
    kinds = {(band.above_input_tokens, band.rates) for band in bands}
    if len(kinds) == len({above for above, _ in kinds}) and len(bands) > len(kinds):
        return [RateBand(above_input_tokens=above, rates=rates) for above, rates in kinds]
    return bands


def _bands(prices: types.ModelPrice, start: int, end: int, *, is_free: bool) -> Sequence[RateBand]:
    if prices.input_mtok is None and prices.output_mtok is None and not is_free:
        return []  # priced by the minute, page or picture, which spans do not tell
    amounts: Sequence[_Amount] = list(vars(prices).values())
    steps = {0} | {tier.start for value in amounts if isinstance(value, types.TieredPrices) for tier in value.tiers}
    return [
        RateBand(above_input_tokens=above, from_second=start, until_second=end, rates=_rates(prices, above))
        for above in sorted(steps)
    ]


def _rates(prices: types.ModelPrice, above: int) -> Rates:
    """Return rates for calls with more input than this; a class without a price of its own costs like the one it is in.

    The whole call is charged at the rate that its input reaches, which is how vendors with long-context prices bill.
    """

    def usd(names: Sequence[str], per: int = _PER_MILLION) -> float:
        amount = next((value for name in names if (value := getattr(prices, name, None)) is not None), Decimal(0))
        return float(_at(amount, above) / per)

    return Rates(
        input_usd=usd(["input_mtok"]),
        output_usd=usd(["output_mtok"]),
        cache_read_usd=usd(["cache_read_mtok", "input_mtok"]),
        cache_write_usd=usd(["cache_write_5m_mtok", "cache_write_mtok", "input_mtok"]),
        cache_write_1h_usd=usd(["cache_write_1h_mtok", "cache_write_mtok", "input_mtok"]),
        reasoning_usd=usd(["output_reasoning_mtok", "output_mtok"]),
        input_audio_usd=usd(["input_audio_mtok", "input_mtok"]),
        output_audio_usd=usd(["output_audio_mtok", "output_mtok"]),
        request_usd=usd(["requests_kcount"], _PER_THOUSAND),
    )


def _at(amount: Decimal | types.TieredPrices, above: int) -> Decimal:
    if not isinstance(amount, types.TieredPrices):
        return amount
    reached = [tier.price for tier in amount.tiers if tier.start <= above]
    return reached[-1] if reached else amount.base
