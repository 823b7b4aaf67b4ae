"""What arrived, kept in memory for tests of the rooms above the store."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tocsin.model import (
    SamplingEstimate,
    StoredMinute,
    StoredSource,
    TraceId,
    TraceReceipt,
    UnmappedSpans,
    Window,
)


@dataclass
class StoredIntake:
    """Implements `IntakeReader` by what a test puts in; windows are noted, and bound nothing."""

    by_source: list[StoredSource] = field(default_factory=list)
    by_minute: list[StoredMinute] = field(default_factory=list)
    estimated: list[SamplingEstimate] = field(default_factory=list)
    unplaced: list[UnmappedSpans] = field(default_factory=list)
    receipts: dict[TraceId, TraceReceipt] = field(default_factory=dict)
    windows: list[Window] = field(default_factory=list)

    def sources(self, window: Window) -> Sequence[StoredSource]:
        """Return the sources."""
        self.windows.append(window)
        return tuple(self.by_source)

    def minutes(self, window: Window, source: str = "") -> Sequence[StoredMinute]:
        """Return the minutes of a source, or all."""
        self.windows.append(window)
        return tuple(one for one in self.by_minute if source in ("", one.source))

    def estimates(self, window: Window) -> Sequence[SamplingEstimate]:
        """Return the estimates."""
        self.windows.append(window)
        return tuple(self.estimated)

    def unmapped(self, window: Window) -> Sequence[UnmappedSpans]:
        """Return the spans that nothing could place."""
        self.windows.append(window)
        return tuple(self.unplaced)

    def receipt(self, trace_id: TraceId) -> TraceReceipt | None:
        """Return the receipt of a trace."""
        return self.receipts.get(trace_id)
