"""Confidences from weights."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.diagnose.ranking import CHANGE_SHARE, confidences

WEIGHTS = st.lists(st.floats(-30, 30), max_size=12)


@given(WEIGHTS)
def test_confidences_add_up_to_one_with_the_unknown_cause_last(weights: list[float]) -> None:
    shares = confidences(weights)

    assert len(shares) == len(weights) + 1
    assert sum(shares) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in shares)


@given(WEIGHTS.filter(lambda weights: len(weights) > 1))
def test_heavier_evidence_is_never_less_credible(weights: list[float]) -> None:
    *shares, _ = confidences(weights)
    ranked = sorted(zip(weights, shares, strict=True))

    assert [share for _, share in ranked] == sorted(shares)


@pytest.mark.parametrize("candidates", [1, 2, 7])
def test_without_evidence_the_prior_stands(candidates: int) -> None:
    *shares, unknown = confidences([0.0] * candidates)

    assert unknown == pytest.approx(1 - CHANGE_SHARE)
    assert shares == pytest.approx([CHANGE_SHARE / candidates] * candidates)


def test_without_candidates_the_cause_is_unknown() -> None:
    assert confidences([]) == (1.0,)
