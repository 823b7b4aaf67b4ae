"""Sampling documents: what they ask for, and what is said about wrong ones."""

from datetime import timedelta

import pytest

from tocsin.errors import ConfigurationError
from tocsin.ingest import parse_sampling
from tocsin.model import KEEP_EVERYTHING


def document(**spec: object) -> dict[str, object]:
    return {"apiVersion": "tocsin/v1", "kind": "Sampling", "metadata": {"name": "fleet"}, "spec": spec}


def test_failures_errors_scores_and_marks_are_kept_unless_said_otherwise() -> None:
    policy = parse_sampling(document(rate=0.1))
    assert (policy.failures, policy.errors, policy.scored, policy.marked) == (True, True, True, True)
    assert not policy.keeps_everything
    assert KEEP_EVERYTHING.keeps_everything


def test_rules_and_rates_are_read() -> None:
    keep = {"slowerThan": "20s", "costlierThanUsd": 0.5, "services": ["pay*"], "errors": False}
    policy = parse_sampling(document(rate=1, journeys=[{"journey": "a*", "rate": 0.2}], keep=keep))
    assert (policy.slower_than, policy.costlier_than_usd) == (timedelta(seconds=20), 0.5)
    assert (policy.services, policy.errors, policy.journey_rates) == (("pay*",), False, {"a*": 0.2})
    assert not policy.keeps_everything


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"rate": 0}, "spec.rate"),
        ({"rate": 1.5}, "spec.rate"),
        ({}, "spec.rate"),
        ({"rate": 1, "keep": {"slowerThan": "soon"}}, "spec.keep.slowerThan"),
        ({"rate": 1, "journeys": [{"journey": "a", "rate": 1}, {"journey": "a", "rate": 0.5}]}, "stands twice"),
    ],
)
def test_a_wrong_policy_is_named_with_its_reason(spec: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        parse_sampling(document(**spec))
