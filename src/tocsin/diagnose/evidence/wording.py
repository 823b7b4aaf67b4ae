"""Numbers and instants as evidence writes them."""

from datetime import datetime, timedelta
from math import floor, log10

from tocsin.diagnose.exposure import RiskRatio
from tocsin.model import Change, SliCounts

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)


def clock_time(at: datetime) -> str:
    """Return the time of day in UTC, to the second."""
    return f"{at:%H:%M:%S} UTC"


def spell(length: timedelta) -> str:
    """Return a length of time in seconds below two minutes, in minutes below two hours, else in hours."""
    if length < 2 * _MINUTE:
        return f"{length.total_seconds():.0f} s"
    return f"{length / _MINUTE:.0f} min" if length < 2 * _HOUR else f"{length / _HOUR:.1f} h"


def counted(counts: SliCounts) -> str:
    """Return "3 of 1200 tasks (0.2 %)"."""
    share = f" ({100 * counts.bad / counts.total:.1f} %)" if counts.total else ""
    return f"{counts.bad} of {counts.total} tasks{share}"


def times_as_often(ratio: RiskRatio) -> str:
    """Return a risk ratio with its interval."""
    return f"{_figures(ratio.ratio)} times as often (95 % interval {_figures(ratio.low)} to {_figures(ratio.high)})"


def _figures(number: float) -> str:
    """Return a positive number with about three significant figures, never in powers of ten."""
    decimals = max(2 - floor(log10(number)), 0)
    return f"{number:.{min(decimals, 2)}f}"


def version_of(change: Change) -> str:
    """Return "prompt support-answer v2"."""
    return f"{change.axis} {change.subject} {change.to_version}".rstrip()
