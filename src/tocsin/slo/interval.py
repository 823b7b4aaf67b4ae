"""How far a ratio of counts can be trusted: the Wilson score interval.

Chosen over the textbook (Wald) interval, which collapses to zero width at 0 % and 100 % and undercovers for small
counts. Sources: E. B. Wilson, JASA 22 (1927), 209-212; L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16
(2001), 101-133, who recommend it for small samples.
"""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple

from tocsin.errors import InvalidInput


class Interval(NamedTuple):
    """A closed interval of a ratio; 0 <= low <= high <= 1."""

    low: float
    high: float


def wilson_interval(successes: int, total: int, confidence: float = 0.95) -> Interval:
    """Return the two-sided score interval of a binomial proportion.

    Args:
        successes: Events counted, 0 <= successes <= total.
        total: Trials.
        confidence: Two-sided coverage in (0, 1); 0.95 leaves 2.5 % below `low`.

    Returns:
        The interval; it contains successes / total. Without trials it is [0, 1]: nothing is known.

    Raises:
        InvalidInput: A count or the confidence is out of range.
    """
    if not 0 <= successes <= total:
        raise InvalidInput(f"successes must be between 0 and total, got {successes!r} of {total!r}")
    if not 0 < confidence < 1:
        raise InvalidInput(f"confidence must be between 0 and 1, got {confidence!r}")
    if total == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    ratio = successes / total
    center = (ratio + z * z / (2 * total)) / (1 + z * z / total)
    half_width = z / (1 + z * z / total) * sqrt(ratio * (1 - ratio) / total + (z / (2 * total)) ** 2)
    # At 0 % and 100 % one end equals the ratio exactly; rounding must not push it past.
    return Interval(min(max(center - half_width, 0.0), ratio), max(min(center + half_width, 1.0), ratio))
