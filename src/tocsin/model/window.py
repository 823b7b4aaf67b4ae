"""A half-open interval of time, the unit every rate, budget and comparison is counted over."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self


@dataclass(frozen=True, slots=True)
class Window:
    """Instants t with start <= t < end, both timezone-aware UTC. Empty when end <= start."""

    start: datetime
    end: datetime

    @classmethod
    def ending(cls, end: datetime, length: timedelta) -> Self:
        """Return the window of `length` that ends at `end`."""
        return cls(end - length, end)

    @property
    def length(self) -> timedelta:
        """Duration of the window, never negative."""
        return max(self.end - self.start, timedelta(0))

    def since(self, earliest: datetime | None) -> "Window":
        """Return this window without what lies before `earliest`; the window itself when that is None."""
        if earliest is None or earliest <= self.start:
            return self
        return Window(min(earliest, self.end), self.end)
