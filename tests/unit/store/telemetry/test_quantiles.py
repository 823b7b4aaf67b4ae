"""Quantiles of buckets, against closed forms and against the observations themselves."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.store.telemetry.signals.quantiles import (
    Bucket,
    ExponentialCounts,
    explicit_quantile,
    exponential_quantile,
    quantile,
)

INFINITY = math.inf


def test_observations_are_spread_evenly_over_an_explicit_bucket() -> None:
    histograms = [([10.0, 20.0], [50, 50, 0])]
    assert explicit_quantile(0.25, histograms) == pytest.approx(5)
    assert explicit_quantile(0.75, histograms) == pytest.approx(15)


def test_the_highest_bucket_gives_its_lower_edge() -> None:
    """As Prometheus' `histogram_quantile` does."""
    assert explicit_quantile(0.99, [([1.0], [5, 5])]) == 1.0


@pytest.mark.parametrize(("upper", "median"), [(4.0, 2.0), (-4.0, -4.0)])
def test_the_lowest_bucket_begins_at_zero_or_is_its_upper_edge(upper: float, median: float) -> None:
    assert explicit_quantile(0.5, [([upper], [2, 0])]) == pytest.approx(median)


def test_observations_are_spread_evenly_over_the_logarithm_of_an_exponential_bucket() -> None:
    assert exponential_quantile(0.5, [(0, 0, 3, [10], 0, [])]) == pytest.approx(8 * math.sqrt(2))
    assert exponential_quantile(0.5, [(0, 0, 0, [], 3, [10])]) == pytest.approx(-8 * math.sqrt(2))


def test_zeros_stand_between_negative_and_positive_observations() -> None:
    assert exponential_quantile(0.5, [(0, 8, 0, [1], 0, [1])]) == 0.0


def test_streams_of_other_bounds_are_laid_over_each_other() -> None:
    histograms = [([0.0, 10.0], [0, 10, 0]), ([0.0, 20.0], [0, 20, 0])]
    assert explicit_quantile(0.5, histograms) == pytest.approx(7.5)


def test_a_coarser_scale_joins_neighbours() -> None:
    """Six observations in (1, 2]; what has a still coarser scale holds none."""
    histograms: list[ExponentialCounts] = [(1, 0, 0, [3, 1], 0, []), (0, 0, 0, [2], 0, []), (-1, 0, 0, [0], 0, [])]
    assert exponential_quantile(0.5, histograms) == pytest.approx(math.sqrt(2))


def test_nothing_observed_has_no_quantile() -> None:
    assert explicit_quantile(0.5, [([1.0], [0, 0])]) is None
    assert exponential_quantile(0.5, [(0, 0, 0, [0], 0, [])]) is None


@pytest.mark.parametrize(("scale", "index"), [(20, 2**31), (-10, 2**31), (0, -(2**31))])
@pytest.mark.parametrize("sign", [1, -1])
def test_buckets_at_the_ends_of_the_floats_give_finite_values(scale: int, index: int, sign: int) -> None:
    positive, negative = ([1], []) if sign > 0 else ([], [1])
    found = exponential_quantile(0.5, [(scale, 0, index, positive, index, negative)])
    assert found is not None
    assert math.isfinite(found)


SHARES = st.floats(0.01, 0.99)


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=50), SHARES)
def test_an_estimate_lies_in_the_bucket_of_the_true_quantile(observed: list[float], share: float) -> None:
    found = exponential_quantile(share, [(3, 0, math.ceil(math.log2(value) * 8) - 1, [1], 0, []) for value in observed])
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


def walked(share: float, buckets: list[Bucket]) -> float:
    """Return where a share lies below, by going from edge to edge; slow and easy to read."""
    wanted = share * sum(bucket.count for bucket in buckets)
    edges = sorted({edge for bucket in buckets for edge in (bucket.lower, bucket.upper)})
    for low, high in pairwise(edges):
        before, up_to = (sum(bucket.below(edge) for bucket in buckets) for edge in (low, high))
        if up_to >= wanted:
            return low + (high - low) * (wanted - before) / (up_to - before)
    return edges[-1]


@given(st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 20), st.integers(1, 9)), min_size=1), SHARES)
def test_buckets_that_overlap_have_the_quantile_of_a_slow_walk(laid: list[tuple[int, int, int]], share: float) -> None:
    buckets = [Bucket(float(low), float(low + width), float(count)) for low, width, count in laid]
    assert quantile(share, buckets) == pytest.approx(walked(share, buckets))
