"""Prices the tasks of a past range again, portion by portion: after a price became known, or turned out to be wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tocsin.ingest.prices.pricer import Pricer
from tocsin.model import RepricedTasks, Window
from tocsin.store.telemetry import SealedCost

TASKS_AT_ONCE = 5_000
"""Bounds the memory of one statement, as in sealing."""
_MINUTE = timedelta(minutes=1)


class RepricingStore(Protocol):
    """Reads and rewrites what tasks cost; `tocsin.store.telemetry` implements it."""

    def extent(self, window: Window) -> tuple[int, datetime | None]:
        """Return how many tasks ended in a window of whole minutes, and when the first of their spans was received."""
        ...

    def sealed_costs(self, window: Window, after: SealedCost | None, limit: int) -> Sequence[SealedCost]:
        """Return the next tasks of the window."""
        ...

    def reprice(self, sealed: Sequence[SealedCost], *, dry_run: bool) -> RepricedTasks:
        """Price tasks by the prices in force."""
        ...


@dataclass(frozen=True, slots=True)
class RepricingProgress:
    """How far it is.

    Attributes:
        tasks_total: As counted at the start.
    """

    tasks_total: int
    result: RepricedTasks


class Repricer:
    """Prices ranges again; one at a time, beside sealing."""

    def __init__(self, store: RepricingStore, pricer: Pricer) -> None:
        self._store = store
        self._pricer = pricer

    def run(self, window: Window, at: datetime, *, dry_run: bool) -> Iterator[RepricingProgress]:
        """Price the tasks that ended in a window again, yielding after each portion.

        Args:
            window: Widened to whole minutes.
            at: Now.
            dry_run: Say what would change, and change nothing.
        """
        whole = _whole_minutes(window)
        total, first_received_at = self._store.extent(whole)
        if first_received_at is not None:
            self._pricer.refresh(at)
            self._pricer.price_new_models(first_received_at, at)
        result, after = RepricedTasks(), None
        yield RepricingProgress(total, result)
        while portion := self._store.sealed_costs(whole, after, TASKS_AT_ONCE):
            result, after = result + self._store.reprice(portion, dry_run=dry_run), portion[-1]
            yield RepricingProgress(max(total, result.tasks), result)


def _whole_minutes(window: Window) -> Window:
    start = window.start.replace(second=0, microsecond=0)
    end = window.end.replace(second=0, microsecond=0)
    return Window(start, end if end == window.end else end + _MINUTE)
