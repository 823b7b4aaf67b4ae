"""The Cedar policy: what the defaults permit, what an operator can add, and that doubt denies."""

from dataclasses import replace

import pytest

from tocsin.errors import ConfigurationError
from tocsin.model import Mode, Risk
from tocsin.respond.policy import Policy, PolicyRequest, PolicyStep

BY_A_PERSON = PolicyRequest(
    principal="bea",
    step=PolicyStep.EXECUTE,
    kind="release.rollback",
    axis="prompt",
    subject="support-answer",
    journeys=("answer",),
    mode=Mode.ACT,
    risk=Risk.LOW,
    reversible=True,
    confidence=0.9,
    min_confidence=0.6,
    share=0.2,
    max_share=0.29,
    kill_switch=False,
)
BY_TOCSIN = replace(BY_A_PERSON, principal="tocsin")


@pytest.mark.parametrize("request_", [BY_A_PERSON, BY_TOCSIN, replace(BY_TOCSIN, step=PolicyStep.UNDO)])
def test_the_defaults_permit(request_: PolicyRequest) -> None:
    assert Policy().decide(request_).allowed


@pytest.mark.parametrize(
    "request_",
    [
        replace(BY_A_PERSON, reversible=False),
        replace(BY_A_PERSON, kill_switch=True),
        replace(BY_TOCSIN, mode=Mode.ASSIST),
        replace(BY_TOCSIN, share=0.291),
        replace(BY_TOCSIN, share=None),
        replace(BY_TOCSIN, risk=Risk.HIGH),
        replace(BY_TOCSIN, confidence=0.59),
        replace(BY_TOCSIN, step=PolicyStep.UNDO, kill_switch=True),
        replace(BY_A_PERSON, kind="shell.run"),
    ],
)
def test_the_defaults_deny(request_: PolicyRequest) -> None:
    assert not Policy().decide(request_).allowed


def test_a_share_exactly_at_the_bound_is_within_it() -> None:
    assert Policy().decide(replace(BY_TOCSIN, share=0.29)).allowed


def test_a_person_called_like_a_policy_expression_is_just_a_name() -> None:
    decision = Policy().decide(replace(BY_TOCSIN, mode=Mode.ASSIST, principal='x" || true || "'))

    assert decision.policies == ("people-decide-on-what-can-be-undone",)


def test_one_forbid_outweighs_every_permit() -> None:
    policy = Policy(
        '@id("not-billing") forbid (principal, action, resource) when { resource.journeys.contains("answer") };'
    )

    decision = policy.decide(BY_A_PERSON)

    assert not decision.allowed
    assert "not-billing" in decision.reason


def test_a_forbid_that_cannot_be_evaluated_denies() -> None:
    policy = Policy(
        "forbid (principal, action, resource) when {"
        ' context.confidence_percent + 9223372036854775807 > 0 && context.mode == "never" };'
    )

    assert not policy.decide(BY_A_PERSON).allowed


@pytest.mark.parametrize("text", ["permit (principal is ", "permit (principal is Robot, action, resource);"])
def test_a_policy_that_cannot_be_used_is_refused_at_load(text: str) -> None:
    with pytest.raises(ConfigurationError):
        Policy(text)
