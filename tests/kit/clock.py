"""A clock that stands still until a test moves it."""

from datetime import datetime, timedelta


class ManualClock:
    """Implements `tocsin.clock.Clock`; time passes only through `advance`."""

    def __init__(self, start: datetime) -> None:
        if start.utcoffset() != timedelta(0):
            raise ValueError(f"start must be an aware UTC instant, got {start!r}")
        self._now = start

    def now(self) -> datetime:
        """Return the instant the clock stands at."""
        return self._now

    def advance(self, by: timedelta) -> datetime:
        """Move the clock forward and return the new instant.

        Raises:
            ValueError: `by` is negative; a test that needs the past starts there.
        """
        if by < timedelta(0):
            raise ValueError(f"a clock cannot go back, got {by!r}")
        self._now += by
        return self._now
