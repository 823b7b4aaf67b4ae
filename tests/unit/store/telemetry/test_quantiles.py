"""Quantiles of buckets, against closed forms and against the observations themselves."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.store.telemetry.signals.quantiles import Bucket, explicit_buckets, exponential_buckets, quantile

INFINITY = math.inf


def test_observations_are_spread_evenly_over_an_explicit_bucket() -> None:
    buckets = explicit_buckets({(-INFINITY, 10.0): 50, (10.0, 20.0): 50})
    assert quantile(0.25, buckets) == pytest.approx(5)
    assert quantile(0.75, buckets) == pytest.approx(15)


def test_the_highest_bucket_gives_its_lower_edge() -> None:
    """As Prometheus' `histogram_quantile` does."""
    assert quantile(0.99, explicit_buckets({(0.0, 1.0): 5, (1.0, INFINITY): 5})) == 1.0


@pytest.mark.parametrize(("upper", "median"), [(4.0, 2.0), (-4.0, -4.0)])
def test_the_lowest_bucket_begins_at_zero_or_is_its_upper_edge(upper: float, median: float) -> None:
    assert quantile(0.5, explicit_buckets({(-INFINITY, upper): 2})) == pytest.approx(median)


def test_observations_are_spread_evenly_over_the_logarithm_of_an_exponential_bucket() -> None:
    assert quantile(0.5, exponential_buckets({(0, 1, 3): 10})) == pytest.approx(8 * math.sqrt(2))
    assert quantile(0.5, exponential_buckets({(0, -1, 3): 10})) == pytest.approx(-8 * math.sqrt(2))


def test_zeros_stand_between_negative_and_positive_observations() -> None:
    buckets = exponential_buckets({(0, -1, 0): 1, (0, 0, 0): 8, (0, 1, 0): 1})
    assert quantile(0.5, buckets) == 0.0


def test_streams_of_other_bounds_are_laid_over_each_other() -> None:
    buckets = explicit_buckets({(0.0, 10.0): 10, (0.0, 20.0): 20})
    assert quantile(0.5, buckets) == pytest.approx(7.5)


def test_a_coarser_scale_joins_neighbours() -> None:
    fine, coarse = {(1, 1, 0): 3, (1, 1, 1): 1}, {(0, 1, 0): 2}
    assert exponential_buckets(fine | coarse) == [Bucket(1.0, 2.0, 6, is_geometric=True)]


def test_nothing_observed_has_no_quantile() -> None:
    assert quantile(0.5, explicit_buckets({})) is None


@pytest.mark.parametrize("key", [(20, 1, 2**31), (-10, 1, 2**31), (-10, -1, -(2**31)), (0, 1, -(2**31))])
def test_buckets_at_the_ends_of_the_floats_give_finite_values(key: tuple[int, int, int]) -> None:
    found = quantile(0.5, exponential_buckets({key: 1}))
    assert found is not None
    assert math.isfinite(found)


SHARES = st.floats(0.01, 0.99)


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=50), SHARES)
def test_an_estimate_lies_in_the_bucket_of_the_true_quantile(observed: list[float], share: float) -> None:
    counts: dict[tuple[int, int, int], float] = {}
    for value in observed:
        key = (3, 1, math.ceil(math.log2(value) * 8) - 1)
        counts[key] = counts.get(key, 0) + 1
    found = quantile(share, exponential_buckets(counts))
    true = sorted(observed)[math.ceil(share * len(observed) - 1e-9) - 1]
    assert found is not None
    growth = 2 ** (1 / 8) * (1 + 1e-9)
    assert true / growth <= found <= true * growth


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 20), st.integers(1, 9)), min_size=1), SHARES, SHARES)
def test_a_larger_share_never_has_a_smaller_quantile(
    laid: list[tuple[int, int, int]], one: float, other: float
) -> None:
    buckets = [Bucket(float(low), float(low + width), float(count)) for low, width, count in laid]
    low, high = quantile(min(one, other), buckets), quantile(max(one, other), buckets)
    assert low is not None
    assert high is not None
    assert low <= high + 1e-9
