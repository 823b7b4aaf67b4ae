"""From weights to confidences: one prior, added log-odds, and a softmax over all candidates and the unknown cause.

Assumes that at most one of the candidates is the cause; then the softmax of log-odds against "none of them" is the
posterior distribution. Confidences of one diagnosis add up to 1.
"""

from collections.abc import Sequence
from math import exp, log

CHANGE_SHARE = 0.7
"""Share of outages that a change in a live system causes, before anything else is known (Site Reliability Engineering,
chapter 1, "Change Management": roughly 70 %). The candidates share it evenly; the rest is the unknown cause's."""


def prior_log_odds(candidates: int) -> float:
    """Return the log-odds of one of `candidates` changes against the unknown cause before any evidence."""
    return log(CHANGE_SHARE / (1 - CHANGE_SHARE)) - log(candidates)


def confidences(weights: Sequence[float]) -> tuple[float, ...]:
    """Return the confidence of each candidate, in order, and last that of the unknown cause.

    Args:
        weights: Per candidate the sum of its evidence, in nats; empty without candidates.
    """
    if not weights:
        return (1.0,)
    prior = prior_log_odds(len(weights))
    scores = [*(prior + weight for weight in weights), 0.0]
    highest = max(scores)
    shares = [exp(score - highest) for score in scores]
    return tuple(share / sum(shares) for share in shares)
