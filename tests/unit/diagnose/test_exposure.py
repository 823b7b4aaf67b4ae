"""Exposure against time, and the risk ratio against a published table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.diagnose.exposure import Cells, explains, risk_ratio, subtract
from tocsin.model import SliCounts

NONE = SliCounts(0, 0)
WELL, ILL = SliCounts(99, 100), SliCounts(40, 100)
COUNTS = st.tuples(st.integers(0, 500), st.integers(0, 500)).map(lambda c: SliCounts(c[0], sum(c)))


def test_the_risk_ratio_is_that_of_the_physicians_health_study() -> None:
    """Agresti, Categorical Data Analysis, section 2.1: 189 of 11,034 against 104 of 11,037 is 1.82 (1.43 to 2.31).

    The table was computed without Haldane's half, which moves the third digit.
    """
    ratio = risk_ratio(SliCounts(11_034 - 189, 11_034), SliCounts(11_037 - 104, 11_037))

    assert (ratio.ratio, ratio.low, ratio.high) == pytest.approx((1.82, 1.43, 2.31), abs=0.02)


@given(group=COUNTS, reference=COUNTS)
def test_the_risk_ratio_is_finite_and_inside_its_interval(group: SliCounts, reference: SliCounts) -> None:
    ratio, mirrored = risk_ratio(group, reference), risk_ratio(reference, group)

    assert 0 < ratio.low <= ratio.ratio <= ratio.high < float("inf")
    assert ratio.ratio * mirrored.ratio == pytest.approx(1)


def test_a_gradual_rollout_whose_tasks_fail_is_explained_by_exposure() -> None:
    assert explains(Cells(NONE, ILL, others_before=WELL, others_during=WELL)) > 10


def test_tasks_that_ran_on_it_well_before_the_onset_exonerate() -> None:
    assert explains(Cells(WELL, ILL, others_before=WELL, others_during=NONE)) < -10


def test_tasks_that_fail_without_it_exonerate() -> None:
    assert explains(Cells(NONE, ILL, others_before=WELL, others_during=ILL)) < -10


def test_a_switch_at_the_onset_says_nothing_either_way() -> None:
    assert explains(Cells(NONE, ILL, others_before=WELL, others_during=NONE)) == pytest.approx(0)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_swapping_exposure_and_time_swaps_the_verdict(
    exposed_before: SliCounts, exposed_during: SliCounts, others_before: SliCounts, others_during: SliCounts
) -> None:
    cells = Cells(exposed_before, exposed_during, others_before, others_during)
    swapped = Cells(others_during, exposed_during, others_before, exposed_before)

    assert explains(cells) == pytest.approx(-explains(swapped), abs=1e-6)


@given(whole=COUNTS, part=COUNTS)
def test_counts_are_never_negative(whole: SliCounts, part: SliCounts) -> None:
    left = subtract(whole, part)

    assert 0 <= left.good <= left.total
