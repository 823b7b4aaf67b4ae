"""Adds to the account what only sealing can tell: tasks that are late or sampled out, calls without a price."""

from datetime import datetime

from tocsin.ingest.account import Ledger
from tocsin.model import Disposition, Signal, Window
from tocsin.store import IntakeReader


class Census:
    """Counts, tick by tick, what was sealed since the last one; begins with the first tick, so never counts twice."""

    def __init__(self, intake: IntakeReader, ledger: Ledger) -> None:
        self._intake = intake
        self._ledger = ledger
        self._looked_until: datetime | None = None

    def tick(self, at: datetime) -> None:
        """Count tasks sealed in (last tick, at], and spans received since then that no convention could place."""
        if self._looked_until is not None:
            self._count(Window(self._looked_until, at))
        self._looked_until = at

    def _count(self, window: Window) -> None:
        for one in self._intake.sealed(window):
            fates = {
                Disposition.LATE: one.late,
                Disposition.UNPRICED: one.unpriced_calls,
                Disposition.SAMPLED_OUT: one.sampled_out,
            }
            for disposition, count in fates.items():
                self._ledger.count(Signal.TRACES, disposition, source=one.source, at=window.end, count=count)
        for spans in self._intake.unmapped(window):
            self._ledger.count(
                Signal.TRACES,
                Disposition.UNMAPPED,
                source=spans.source,
                at=window.end,
                reason=spans.reason,
                count=spans.spans,
            )
