"""Burn rate and budget against exact fractions, and as laws."""

from datetime import timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.errors import InvalidInput
from tocsin.model import SliCounts
from tocsin.slo import burn_rate, error_budget_remaining
from tocsin.slo.burn import measure

HOUR = timedelta(hours=1)
targets = st.sampled_from([0.5, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9999])


@st.composite
def some_counts(draw: st.DrawFn) -> SliCounts:
    total = draw(st.integers(1, 1_000_000))
    return SliCounts(good=draw(st.integers(0, total)), total=total)


def exactly(target: float) -> Fraction:
    return Fraction(str(target))


@settings(deadline=None)
@given(some_counts(), targets)
def test_burn_rate_is_the_bad_ratio_over_the_budget(counts: SliCounts, target: float) -> None:
    exact = Fraction(counts.bad, counts.total) / (1 - exactly(target))
    assert burn_rate(counts.bad, counts.total, target) == pytest.approx(float(exact), rel=1e-9)


@settings(deadline=None)
@given(some_counts(), targets)
def test_burn_rate_rises_with_every_bad_event(counts: SliCounts, target: float) -> None:
    total = counts.total + 1
    before, after = burn_rate(counts.bad, total, target), burn_rate(counts.bad + 1, total, target)
    assert before is not None
    assert after is not None
    assert before < after


@settings(deadline=None)
@given(st.lists(some_counts(), min_size=1, max_size=8), targets)
def test_budget_is_conserved_when_windows_are_merged(parts: list[SliCounts], target: float) -> None:
    """What each part spends of its own allowance adds up to what the whole spends, however it was cut."""
    whole = SliCounts(good=sum(part.good for part in parts), total=sum(part.total for part in parts))
    left_of_whole = error_budget_remaining(whole, target)
    left_of_parts = 0.0
    for part in parts:
        left = error_budget_remaining(part, target)
        assert left is not None
        left_of_parts += left * part.total / whole.total
    assert left_of_whole == pytest.approx(left_of_parts, rel=1e-9, abs=1e-6)


@settings(deadline=None)
@given(some_counts(), targets)
def test_lower_bound_never_exceeds_the_rate(counts: SliCounts, target: float) -> None:
    burn = measure(counts, HOUR, target)
    assert burn.rate is not None
    assert burn.lower_bound is not None
    assert 0 <= burn.lower_bound <= burn.rate


@pytest.mark.parametrize(("bad", "remaining"), [(0, 1.0), (5, 0.5), (10, 0.0), (20, -1.0)])
def test_budget_runs_from_untouched_through_spent_to_overspent(bad: int, remaining: float) -> None:
    assert error_budget_remaining(SliCounts(good=1000 - bad, total=1000), 0.99) == pytest.approx(remaining, abs=1e-9)


def test_no_traffic_is_not_health() -> None:
    nothing = SliCounts(good=0, total=0)
    burn = measure(nothing, HOUR, 0.99)
    assert (burn_rate(0, 0, 0.99), error_budget_remaining(nothing, 0.99)) == (None, None)
    assert (burn.rate, burn.lower_bound) == (None, None)


def test_worked_number_of_the_docs_holds() -> None:
    """docs/slos.md: at 99 %, one bad task of two burns at 50, of which 9.5 are certain; three of four, 30.1."""
    one_of_two = measure(SliCounts(good=1, total=2), HOUR, 0.99)
    three_of_four = measure(SliCounts(good=1, total=4), HOUR, 0.99)
    assert (one_of_two.rate, one_of_two.lower_bound) == pytest.approx((50, 9.45), abs=0.01)
    assert (three_of_four.rate, three_of_four.lower_bound) == pytest.approx((75, 30.06), abs=0.01)


@pytest.mark.parametrize("objective", [0.0, 1.0, -0.5, 99.9, float("nan")])
def test_an_objective_without_a_budget_is_refused(objective: float) -> None:
    with pytest.raises(InvalidInput, match="objective must be between 0 and 1"):
        burn_rate(1, 2, objective)


@pytest.mark.parametrize(("bad", "total"), [(-1, 2), (3, 2)])
def test_impossible_counts_are_refused(bad: int, total: int) -> None:
    with pytest.raises(InvalidInput, match="bad must be between 0 and total"):
        burn_rate(bad, total, 0.99)
