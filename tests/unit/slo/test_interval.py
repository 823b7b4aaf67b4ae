"""The interval against a published table, against the equation it solves, and as laws."""

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.errors import InvalidInput
from tocsin.slo import wilson_interval

PUBLISHED = [
    # R. G. Newcombe, Statistics in Medicine 17 (1998), 857-872, table I, score method without continuity correction.
    (81, 263, 0.2553, 0.3662),
    (15, 148, 0.0624, 0.1605),
    (0, 20, 0.0000, 0.1611),
    (1, 29, 0.0061, 0.1718),
]


@st.composite
def proportions(draw: st.DrawFn, least: int = 1) -> tuple[int, int]:
    total = draw(st.integers(least, 100_000))
    return draw(st.integers(0, total)), total


def solved_slowly(successes: int, total: int, confidence: float, *, upper: bool) -> float:
    """Find by bisection where the observed ratio lies z standard errors from p, which is Wilson's definition."""
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    ratio = successes / total
    inside, outside = ratio, 1.0 if upper else 0.0
    for _ in range(100):
        middle = (inside + outside) / 2
        if abs(ratio - middle) <= z * sqrt(middle * (1 - middle) / total):
            inside = middle
        else:
            outside = middle
    return inside


@pytest.mark.parametrize(("successes", "total", "low", "high"), PUBLISHED)
def test_interval_agrees_with_the_published_table(successes: int, total: int, low: float, high: float) -> None:
    assert wilson_interval(successes, total) == pytest.approx((low, high), abs=0.00005)


@settings(deadline=None)
@given(proportions(), st.sampled_from([0.8, 0.95, 0.99]))
def test_interval_solves_the_score_equation(proportion: tuple[int, int], confidence: float) -> None:
    low, high = wilson_interval(*proportion, confidence)
    # A ratio of 0 or 1 is its own end; bisection starts there and cannot tell which way the equation opens.
    if proportion[0] > 0:
        assert low == pytest.approx(solved_slowly(*proportion, confidence, upper=False), abs=1e-9)
    if proportion[0] < proportion[1]:
        assert high == pytest.approx(solved_slowly(*proportion, confidence, upper=True), abs=1e-9)


@settings(deadline=None)
@given(proportions())
def test_interval_contains_the_ratio_and_stays_a_ratio(proportion: tuple[int, int]) -> None:
    low, high = wilson_interval(*proportion)
    assert 0 <= low <= proportion[0] / proportion[1] <= high <= 1


@settings(deadline=None)
@given(proportions(), st.integers(2, 10))
def test_more_events_of_the_same_ratio_narrow_the_interval(proportion: tuple[int, int], times: int) -> None:
    successes, total = proportion
    few, many = wilson_interval(successes, total), wilson_interval(times * successes, times * total)
    assert many.high - many.low < few.high - few.low


@settings(deadline=None)
@given(proportions())
def test_interval_of_the_complement_is_mirrored(proportion: tuple[int, int]) -> None:
    successes, total = proportion
    low, high = wilson_interval(successes, total)
    assert wilson_interval(total - successes, total) == pytest.approx((1 - high, 1 - low), abs=1e-12)


def test_without_trials_nothing_is_known() -> None:
    assert wilson_interval(0, 0) == (0.0, 1.0)


@pytest.mark.parametrize(("successes", "total", "confidence"), [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 0.0), (1, 5, 1.0)])
def test_impossible_arguments_are_refused(successes: int, total: int, confidence: float) -> None:
    with pytest.raises(InvalidInput, match="must be between"):
        wilson_interval(successes, total, confidence)
