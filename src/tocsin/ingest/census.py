"""Adds to the account what only stored spans can tell: which of them no convention could place."""

from datetime import datetime

from tocsin.ingest.account import Ledger
from tocsin.model import Disposition, Signal, Window
from tocsin.store import IntakeReader


class Census:
    """Counts, tick by tick, what was stored since the last one; begins with the first tick, so never counts twice."""

    def __init__(self, intake: IntakeReader, ledger: Ledger) -> None:
        self._intake = intake
        self._ledger = ledger
        self._looked_until: datetime | None = None

    def tick(self, at: datetime) -> None:
        """Count spans received since the last tick that no convention could place."""
        if self._looked_until is not None:
            self._count(Window(self._looked_until, at))
        self._looked_until = at

    def _count(self, window: Window) -> None:
        for spans in self._intake.unmapped(window):
            self._ledger.count(
                Signal.TRACES,
                Disposition.UNMAPPED,
                source=spans.source,
                at=window.end,
                reason=spans.reason,
                count=spans.spans,
            )
