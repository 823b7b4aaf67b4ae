"""Quantiles of histograms: where in their buckets a share of all observations lies below.

Buckets of several streams are laid over each other, each spreading its count evenly over its width, so that streams
with different bounds can be read together. Explicit buckets are spread evenly over values, as `histogram_quantile` of
Prometheus does; exponential ones evenly over the logarithm, as Prometheus does for native histograms.
"""

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

ExplicitCounts = tuple[Sequence[float], Sequence[int]]
"""Bounds, and the counts between them: one more than bounds, or none at all."""
ExponentialCounts = tuple[int, int, int, Sequence[int], int, Sequence[int]]
"""Scale, count of zero, then of positive values the index of the first bucket and all counts; the same of negative."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Observations in (lower, upper], spread evenly over it."""

    lower: float
    upper: float
    count: float

    def below(self, value: float) -> float:
        """Return how many of them are estimated to lie at or below a value."""
        if value >= self.upper:
            return self.count
        if value <= self.lower:
            return 0.0
        return self.count * (value - self.lower) / (self.upper - self.lower)


def explicit_quantile(share: float, histograms: Iterable[ExplicitCounts]) -> float | None:
    """Return the value below which a share of all observations of explicit histograms lies; None without observations.

    The lowest bucket has no lower edge: 0 stands in when its upper edge is positive, else its upper edge. The highest
    has no upper edge: its lower edge stands in (Prometheus, "histogram_quantile()").

    Args:
        share: In (0, 1).
        histograms: Their bounds may differ.
    """
    counts: defaultdict[tuple[float, float], float] = defaultdict(float)
    for bounds, own in histograms:
        for lower, upper, count in zip((-math.inf, *bounds), (*bounds, math.inf), own, strict=False):
            counts[lower, upper] += count
    return quantile(share, [_finite(lower, upper, count) for (lower, upper), count in counts.items() if count > 0])


def exponential_quantile(share: float, histograms: Sequence[ExponentialCounts]) -> float | None:
    """Return the same of exponential histograms, all brought to the coarsest scale among them.

    Bucket i of a scale holds (base^i, base^(i+1)] with base = 2^(2^-scale); a coarser scale joins neighbours two by
    two (OpenTelemetry metrics data model, "ExponentialHistogram" and "Exponential Scale"). The bucket of zero is taken
    as zero itself.
    """
    scales = (scale for scale, _, _, positive, _, negative in histograms if any(positive) or any(negative))
    scale = min(scales, default=0)
    above = _joined((own - scale, first, counts) for own, _, first, counts, _, _ in histograms)
    below = _joined((own - scale, first, counts) for own, _, _, _, first, counts in histograms)[::-1]
    zeros = max(0, sum(zeros for _, zeros, *_ in histograms))
    up_to = list(accumulate([*(count for _, count in below), zeros, *(count for _, count in above)]))
    wanted = share * up_to[-1]
    if not wanted:
        return None
    place = bisect_left(up_to, wanted) - len(below)
    if place == 0:
        return 0.0
    index, count = above[place - 1] if place > 0 else below[place]
    within = (wanted - up_to[place + len(below)] + count) / count
    near, far = _power(index, scale), _power(index + 1, scale)
    return _between(near, far, within) if place > 0 else -_between(far, near, within)


def quantile(share: float, buckets: Sequence[Bucket]) -> float | None:
    """Return the value below which a share of all observations lies; None without observations.

    Args:
        share: In (0, 1).
        buckets: With finite edges, in any order; they may overlap.
    """
    wanted = share * sum(bucket.count for bucket in buckets)
    if not wanted:
        return None
    edges = sorted({edge for bucket in buckets for edge in (bucket.lower, bucket.upper)})
    place = min(bisect_left(edges, wanted, key=lambda edge: _below(edge, buckets)), len(edges) - 1)
    if place == 0:
        return edges[0]
    low, high = edges[place - 1], edges[place]
    # What stands on one value is reached with it, and spread over no width before.
    before, up_to = _below(low, buckets), sum(bucket.below(high) for bucket in buckets if bucket.lower < high)
    if up_to < wanted:
        return high
    return low + (high - low) * (wanted - before) / (up_to - before)


def _below(value: float, buckets: Iterable[Bucket]) -> float:
    return sum(bucket.below(value) for bucket in buckets)


def _finite(lower: float, upper: float, count: float) -> Bucket:
    if math.isinf(upper):
        return Bucket(lower, lower, count)
    if math.isinf(lower):
        return Bucket(min(0.0, upper), upper, count)
    return Bucket(lower, upper, count)


def _joined(histograms: Iterable[tuple[int, int, Sequence[int]]]) -> Sequence[tuple[int, int]]:
    """Return the indexes of one scale with their counts, sorted.

    Args:
        histograms: By how much their scale is finer, the index of the first bucket, and all counts.
    """
    joined: defaultdict[int, int] = defaultdict(int)
    for finer, first, counts in histograms:
        for index, count in enumerate(counts, first):
            if count:
                joined[index >> finer] += count
    return sorted((index, count) for index, count in joined.items() if count > 0)


def _between(low: float, high: float, share: float) -> float:
    """Return the value that a share of (low, high] lies below, spread evenly over the logarithm."""
    if low * high > 0:
        return math.exp((1 - share) * math.log(low) + share * math.log(high))
    return low + share * (high - low)


def _power(index: int, scale: int) -> float:
    """Return base^index, kept among the positive finite floats."""
    exponent: float = min(max(math.ldexp(index, -scale), -1074.0), 1023.0)
    power: float = 2.0**exponent
    return power
