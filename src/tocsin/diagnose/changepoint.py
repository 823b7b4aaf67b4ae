"""When did a ratio get worse? A likelihood scan for one upward changepoint in a binomial series, and back-dating.

Every split of the series into "before" and "after" is scored by the binomial log-likelihood of two constant ratios; the
best split is the maximum-likelihood changepoint. Source: D. V. Hinkley and E. A. Hinkley, "Inference about the
change-point in a sequence of binomial variables", Biometrika 57 (1970), 477-488. Departures: only splits after which
the ratio is higher count, and a slow start is dated back by scanning again what lies before.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import log
from statistics import NormalDist

from tocsin.model import SliCounts

FALSE_ALARM = 0.001
"""Chance to see a changepoint in a series that has none. By Bonferroni over all splits and Wilks' theorem per split,
hence conservative: neighbouring splits are nearly the same test."""
PLAUSIBLE_NATS = 3.0
"""Splits within this log-likelihood of the best one could be the true one as well. Wilks gives 1.92 for 95 %; that
theorem is optimistic at a changepoint (D. Siegmund, "Confidence sets in change-point problems", International
Statistical Review 56 (1988), 31-48), hence more."""


@dataclass(frozen=True, slots=True)
class Changepoint:
    """A split of a series: points from `index` on belong to the worse part.

    Attributes:
        index: The most likely first point of the worse part, at least 1.
        earliest: The first plausible split, <= index.
        latest: The last plausible split, >= index.
        gain: Log-likelihood of the split over no split, in nats.
        before: Counts of the points before `index`.
        after: Counts from `index` on.
    """

    index: int
    earliest: int
    latest: int
    gain: float
    before: SliCounts
    after: SliCounts


def log_likelihood(bad: int, total: int) -> float:
    """Return the maximal binomial log-likelihood of counts in nats, without the constant; 0 when all are alike."""
    return sum(count * log(count / total) for count in (bad, total - bad) if count)


def scan(series: Sequence[SliCounts]) -> Changepoint | None:
    """Return the most likely upward changepoint of a series in time order, or None when none is significant.

    Linear in the length of the series.
    """
    bad = [0, *accumulate(counts.bad for counts in series)]
    total = [0, *accumulate(counts.total for counts in series)]
    together = log_likelihood(bad[-1], total[-1])
    gains = {
        split: log_likelihood(bad[split], total[split])
        + log_likelihood(bad[-1] - bad[split], total[-1] - total[split])
        - together
        for split in range(1, len(series))
        if _rises(bad[split], total[split], bad[-1] - bad[split], total[-1] - total[split])
    }
    if not gains:
        return None
    best = max(gains, key=lambda split: (gains[split], -split))
    if gains[best] < _least_gain(len(series) - 1):
        return None
    plausible = [split for split, gain in gains.items() if gain >= gains[best] - PLAUSIBLE_NATS]
    return Changepoint(
        index=best,
        earliest=min(plausible),
        latest=max(plausible),
        gain=gains[best],
        before=_counts(bad[best], total[best]),
        after=_counts(bad[-1] - bad[best], total[-1] - total[best]),
    )


def first_rise(series: Sequence[SliCounts], tolerable_ratio: float) -> Changepoint | None:
    """Return where trouble began: the changepoint, dated back over a slow start such as a gradual rollout.

    Args:
        series: Counts in time order.
        tolerable_ratio: Bad ratio in [0, 1] an SLO permits; an earlier, weaker rise counts as the beginning only when
            it exceeded this and did not recover in between.

    Returns:
        None when the series does not get worse, or not worse than is tolerable.
    """
    found = scan(series)
    if found is None or _ratio(found.after) <= tolerable_ratio:
        return None
    while (earlier := scan(series[: found.index])) is not None:
        if _ratio(earlier.after) <= tolerable_ratio or _recovers(series[earlier.index : found.index]):
            break
        found = earlier
    return found


def _recovers(series: Sequence[SliCounts]) -> bool:
    """Return whether a series gets significantly better: it was a blip and not a beginning."""
    return scan([SliCounts(good=counts.bad, total=counts.total) for counts in series]) is not None


def _rises(bad: int, total: int, bad_after: int, total_after: int) -> bool:
    return total > 0 and total_after > 0 and bad_after * total > bad * total_after


def _least_gain(splits: int) -> float:
    z = NormalDist().inv_cdf(1 - FALSE_ALARM / splits)
    return z * z / 2


def _ratio(counts: SliCounts) -> float:
    return counts.bad / counts.total if counts.total else 0.0


def _counts(bad: int, total: int) -> SliCounts:
    return SliCounts(good=total - bad, total=total)
