"""Where time comes from: every room takes a `Clock`, so a replay or a test can run on another one."""

from datetime import UTC, datetime, timedelta
from typing import Protocol

NANOSECONDS_PER_SECOND = 1_000_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock(Protocol):
    """A source of the present instant."""

    def now(self) -> datetime:
        """Return the present instant, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return the present instant, timezone-aware, in UTC."""
        return datetime.now(UTC)


def to_nanoseconds(instant: datetime) -> int:
    """Return nanoseconds since the Unix epoch, exact to the microsecond that `datetime` carries."""
    return (instant - _EPOCH) // timedelta(microseconds=1) * 1_000


def from_nanoseconds(nanoseconds: int) -> datetime:
    """Return the UTC instant of a count of nanoseconds since the Unix epoch; sub-microsecond digits are dropped."""
    return _EPOCH + timedelta(microseconds=nanoseconds // 1_000)
