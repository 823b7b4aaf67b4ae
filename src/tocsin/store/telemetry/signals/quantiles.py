"""Quantiles of histograms: where in their buckets a share of all observations lies below.

Buckets of several streams are laid over each other, each spreading its count evenly over its width, so that streams
with different bounds can be read together. Explicit buckets are spread evenly over values, as `histogram_quantile` of
Prometheus does; exponential ones evenly over the logarithm, as Prometheus does for native histograms.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

ExponentialKey = tuple[int, int, int]
"""Scale, sign (-1, 0 or 1) and index of one bucket; sign 0 is the bucket of zero."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """Observations in (lower, upper]; either may be infinite.

    Attributes:
        is_geometric: Whether they are spread evenly over the logarithm and not over the value.
    """

    lower: float
    upper: float
    count: float
    is_geometric: bool = False

    def below(self, value: float) -> float:
        """Return how many of them are estimated to lie at or below a value."""
        if value >= self.upper:
            return self.count
        if value <= self.lower:
            return 0.0
        if not self.is_geometric:
            return self.count * (value - self.lower) / (self.upper - self.lower)
        low, at, high = (math.log(abs(edge)) for edge in (self.lower, value, self.upper))
        return self.count * (at - low) / (high - low)


def explicit_buckets(counts: Mapping[tuple[float, float], float]) -> Sequence[Bucket]:
    """Return the buckets of explicit histograms by (lower, upper), with finite edges.

    The lowest bucket has no lower edge: 0 stands in when its upper edge is positive, else its upper edge. The highest
    has no upper edge: its lower edge stands in (Prometheus, "histogram_quantile()").
    """
    return [_finite(lower, upper, count) for (lower, upper), count in counts.items() if count > 0]


def exponential_buckets(counts: Mapping[ExponentialKey, float]) -> Sequence[Bucket]:
    """Return the buckets of exponential histograms, all brought to the coarsest scale among them.

    Bucket i of a scale holds (base^i, base^(i+1)] with base = 2^(2^-scale); a coarser scale joins neighbours two by
    two (OpenTelemetry metrics data model, "ExponentialHistogram" and "Exponential Scale"). The bucket of zero is taken
    as zero itself.
    """
    scale = min((scale for (scale, sign, _), count in counts.items() if sign and count), default=0)
    joined: defaultdict[tuple[int, int], float] = defaultdict(float)
    for (finer, sign, index), count in counts.items():
        joined[(sign, index >> (finer - scale) if sign and count else 0)] += count
    return [_exponential(scale, sign, index, count) for (sign, index), count in joined.items() if count > 0]


def quantile(share: float, buckets: Sequence[Bucket]) -> float | None:
    """Return the value below which a share of all observations lies; None without observations.

    Args:
        share: In (0, 1).
        buckets: With finite edges, in any order; they may overlap.
    """
    total = sum(bucket.count for bucket in buckets)
    if not total:
        return None
    wanted = share * total
    edges = sorted({edge for bucket in buckets for edge in (bucket.lower, bucket.upper)})
    before = _below(edges[0], buckets)
    if before >= wanted:
        return edges[0]
    for low, high in pairwise(edges):
        # What stands on one value is reached with it, and spread over no width before.
        within = sum(bucket.below(high) for bucket in buckets if bucket.lower < high)
        if within >= wanted:
            is_geometric = any(bucket.is_geometric and bucket.lower < high and bucket.upper > low for bucket in buckets)
            return _between(low, high, (wanted - before) / (within - before), is_geometric=is_geometric)
        before = _below(high, buckets)
        if before >= wanted:
            return high
    return edges[-1]


def _below(value: float, buckets: Iterable[Bucket]) -> float:
    return sum(bucket.below(value) for bucket in buckets)


def _between(low: float, high: float, share: float, *, is_geometric: bool) -> float:
    if is_geometric and low * high > 0:
        return math.copysign(math.exp((1 - share) * math.log(abs(low)) + share * math.log(abs(high))), low)
    return low + share * (high - low)


def _finite(lower: float, upper: float, count: float) -> Bucket:
    if math.isinf(upper):
        return Bucket(lower, lower, count)
    if math.isinf(lower):
        return Bucket(min(0.0, upper), upper, count)
    return Bucket(lower, upper, count)


def _exponential(scale: int, sign: int, index: int, count: float) -> Bucket:
    if not sign:
        return Bucket(0.0, 0.0, count)
    near, far = (_power(edge, scale) for edge in (index, index + 1))
    lower, upper = (near, far) if sign > 0 else (-far, -near)
    return Bucket(lower, upper, count, is_geometric=True)


def _power(index: int, scale: int) -> float:
    """Return base^index, kept among the positive finite floats."""
    exponent: float = min(max(math.ldexp(index, -scale), -1074.0), 1023.0)
    power: float = 2.0**exponent
    return power
