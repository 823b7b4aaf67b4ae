"""Does running on the changed version explain the failures? Two models of the same four cells, and a risk ratio.

Tasks before and during the trouble, on the changed version ("exposed") or not, give four cells of counts. One model
says that exposure sets the failure ratio, whatever the time; the other that time sets it, whatever the exposure. Both
have two free ratios, so their maximal log-likelihoods can be compared as they are. A gradual rollout tells them apart;
where everything switched at the onset they say the same, the difference is zero, and other evidence must decide.
"""

from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import NormalDist

from tocsin.diagnose.changepoint import log_likelihood
from tocsin.model import SliCounts

CONFIDENCE = 0.95
_HALDANE = 0.5
"""Added to each cell of the risk ratio so that empty cells give finite numbers (Haldane, Annals of Human Genetics 20
(1956), 309-311; Anscombe, Biometrika 43 (1956), 461-464)."""


@dataclass(frozen=True, slots=True)
class Cells:
    """Counts before and during the trouble, of tasks on the changed version and of all others."""

    exposed_before: SliCounts
    exposed_during: SliCounts
    others_before: SliCounts
    others_during: SliCounts

    @property
    def before(self) -> SliCounts:
        """All tasks before the trouble."""
        return add(self.exposed_before, self.others_before)

    @property
    def during(self) -> SliCounts:
        """All tasks during the trouble."""
        return add(self.exposed_during, self.others_during)


@dataclass(frozen=True, slots=True)
class RiskRatio:
    """How many times more often one group fails than another, with its confidence interval; all > 0."""

    ratio: float
    low: float
    high: float


def explains(cells: Cells) -> float:
    """Return how much better exposure explains the failures than time does, in nats; negative when it is worse."""
    exposed = add(cells.exposed_before, cells.exposed_during)
    others = add(cells.others_before, cells.others_during)
    return _fit(exposed) + _fit(others) - _fit(cells.before) - _fit(cells.during)


def risk_ratio(group: SliCounts, reference: SliCounts, confidence: float = CONFIDENCE) -> RiskRatio:
    """Return the ratio of bad ratios with its log-normal interval.

    Source: Katz, Baptista, Azen and Pike, "Obtaining confidence intervals for the risk ratio in cohort studies",
    Biometrics 34 (1978), 469-474; with Haldane's half added to each cell. Two empty groups give 1 and a wide interval.
    """
    bad, total = group.bad + _HALDANE, group.total + 2 * _HALDANE
    bad_reference, total_reference = reference.bad + _HALDANE, reference.total + 2 * _HALDANE
    center = log(bad / total) - log(bad_reference / total_reference)
    error = sqrt(1 / bad - 1 / total + 1 / bad_reference - 1 / total_reference)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    return RiskRatio(exp(center), exp(center - z * error), exp(center + z * error))


def add(one: SliCounts, other: SliCounts) -> SliCounts:
    """Return the counts of both together."""
    return SliCounts(one.good + other.good, one.total + other.total)


def subtract(whole: SliCounts, part: SliCounts) -> SliCounts:
    """Return the counts of the whole without the part, never negative."""
    total = max(whole.total - part.total, 0)
    return SliCounts(min(max(whole.good - part.good, 0), total), total)


def _fit(counts: SliCounts) -> float:
    return log_likelihood(counts.bad, counts.total)
