"""Finds a unit price for every model that shows up: the user's price book first, then vendors' published prices.

Looking a price up is slow (about 0.4 ms with genai-prices), so it is done once a model; the engine multiplies.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Protocol

import genai_prices
from genai_prices import Usage

from tocsin.ingest.account import Ledger
from tocsin.store.telemetry import ModelPrice

_PROBE_TOKENS = 1_000
"""Tokens a published price is asked for: below every long-context tier, so it is the base price."""


class PriceStore(Protocol):
    """Where unit prices are kept; `tocsin.store.telemetry` implements it."""

    def put(self, prices: Sequence[ModelPrice], at: datetime) -> None:
        """Store prices."""
        ...

    def models_seen(self, since: datetime) -> Sequence[tuple[str, str]]:
        """Return (vendor, model) of model calls received since an instant."""
        ...


class Pricer:
    """Keeps the engine's price table ahead of sealing.

    Args:
        book: Negotiated prices by (vendor, model); they win over published ones.
    """

    def __init__(self, store: PriceStore, book: Mapping[tuple[str, str], ModelPrice], ledger: Ledger) -> None:
        self._store = store
        self._book = book
        self._ledger = ledger
        self._known: set[tuple[str, str]] = set()
        self._unpriced: Counter[str] = Counter()

    def price_new_models(self, since: datetime, at: datetime) -> None:
        """Look up models received since an instant that have not been seen before; count those without a price."""
        prices = []
        for vendor, model in self._store.models_seen(since):
            if (vendor, model) in self._known:
                continue
            self._known.add((vendor, model))
            price = self._book.get((vendor, model)) or published_price(vendor, model, at)
            if price is None:
                self._unpriced[f"{vendor}/{model}"] += 1
            else:
                prices.append(price)
        self._store.put(prices, at)
        self._ledger.unpriced(self._unpriced)


def published_price(vendor: str, model: str, at: datetime) -> ModelPrice | None:
    """Return the published base price of a model at an instant, or None when none is known."""

    def per_token(usage: Usage) -> float:
        for provider in (vendor or None, None):
            try:
                total: Decimal = genai_prices.calc_price(
                    usage, model_ref=model, provider_id=provider, genai_request_timestamp=at
                ).total_price
            except LookupError:
                continue
            return float(total) / _PROBE_TOKENS
        raise LookupError(model)

    try:
        return ModelPrice(
            vendor=vendor,
            model=model,
            input_usd=per_token(Usage(input_tokens=_PROBE_TOKENS)),
            cache_read_usd=per_token(Usage(input_tokens=_PROBE_TOKENS, cache_read_tokens=_PROBE_TOKENS)),
            cache_write_usd=per_token(Usage(input_tokens=_PROBE_TOKENS, cache_write_tokens=_PROBE_TOKENS)),
            output_usd=per_token(Usage(output_tokens=_PROBE_TOKENS)),
            source=f"genai-prices {genai_prices.__version__}",
        )
    except LookupError:
        return None
