"""Where time comes from: every room takes a `Clock`, so a replay or a test can run on another one."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

NANOSECONDS_PER_SECOND = 1_000_000_000
CLOCKS_SET = datetime(2000, 1, 1, tzinfo=UTC)
"""An instant before it is none: the clock was never set and counts from 1970, or nobody filled in the field."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,3})?)(ms|s|m|h|d)")
_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


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


def midnight(day: date) -> datetime:
    """Return the first instant of a day in UTC."""
    return datetime.combine(day, time(), tzinfo=UTC)


def format_duration(length: timedelta) -> str:
    """Return a length of time as people read it: "45 s", "5 min", "1 h 30 min"; whole seconds, never negative."""
    rest = max(round(length.total_seconds()), 0)
    parts = []
    for unit, seconds in (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, seconds)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts) or "0 s"


def parse_duration(text: str) -> timedelta:
    """Return the length of time that "500ms", "90s", "5m", "1.5h" or "30d" names.

    Raises:
        ValueError: It is none of these; the message shows the form.
    """
    found = _DURATION.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no duration: write a number and ms, s, m, h or d, such as '5m'")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})
