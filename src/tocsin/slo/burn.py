"""Burn rate: the speed at which an objective spends its error budget; 1.0 for the whole window spends it exactly.

Works on counts, never on averages of ratios, so windows of any length and traffic add up. Source: Site Reliability
Workbook, chapter 5.
"""

from datetime import timedelta

from tocsin.errors import InvalidInput
from tocsin.model import BurnRate, SliCounts
from tocsin.slo.interval import wilson_interval

CONFIDENCE = 0.95
"""Two-sided; a page is judged by the interval's lower end, which the true ratio undercuts about once in 40 times."""


def burn_rate(bad: int, total: int, objective: float) -> float | None:
    """Return the spend speed over one window.

    Args:
        bad: Valid events that missed the SLI, 0 <= bad <= total.
        total: Valid events in the window.
        objective: Target ratio in (0, 1), e.g. 0.99.

    Returns:
        (bad / total) / (1 - objective), dimensionless; None when total is 0: no traffic is not health.

    Raises:
        InvalidInput: The objective or a count is out of range.
    """
    if not 0 <= bad <= total:
        raise InvalidInput(f"bad must be between 0 and total, got {bad!r} of {total!r}")
    return bad / total / budget_ratio(objective) if total else None


def budget_ratio(objective: float) -> float:
    """Return the share of events that may be bad, 1 - objective, exact to 12 decimal places: 0.05 at 0.95.

    Raises:
        InvalidInput: The objective lies outside (0, 1); without a budget there is no speed to spend it at.
    """
    ratio = round(1 - objective, 12)
    if not 0 < ratio < 1:
        raise InvalidInput(f"objective must be between 0 and 1, both excluded, got {objective!r}")
    return ratio


def error_budget_remaining(counts: SliCounts, target: float) -> float | None:
    """Return the share of the error budget that is left over the window the counts span.

    Args:
        counts: Events of the whole budget window.
        target: Target ratio in (0, 1).

    Returns:
        1 untouched, 0 spent, negative overspent; None without events. While the window holds less history than its
        length, the budget is that of the events seen so far.

    Raises:
        InvalidInput: The target is out of range.
    """
    spent = burn_rate(counts.bad, counts.total, target)
    return None if spent is None else 1 - spent


def measure(counts: SliCounts, length: timedelta, target: float) -> BurnRate:
    """Return the burn over one window with the lower end of its interval (`CONFIDENCE`); both None without events."""
    rate = burn_rate(counts.bad, counts.total, target)
    if rate is None:
        return BurnRate(length, counts, rate=None, lower_bound=None)
    low = wilson_interval(counts.bad, counts.total, CONFIDENCE).low
    return BurnRate(length, counts, rate=rate, lower_bound=low / budget_ratio(target))
