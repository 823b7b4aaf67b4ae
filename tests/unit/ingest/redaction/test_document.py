"""Redaction documents: what they ask for, and what is said about wrong ones."""

import pytest

from tocsin.errors import ConfigurationError
from tocsin.ingest import parse_redaction
from tocsin.ingest.redaction import Detector, Place, RedactionAction


def document(*rules: dict[str, object], **spec: object) -> dict[str, object]:
    return {
        "apiVersion": "tocsin/v1",
        "kind": "Redaction",
        "metadata": {"name": "privacy"},
        "spec": {"rules": list(rules), **spec},
    }


def test_a_rule_masks_everywhere_unless_it_says_otherwise() -> None:
    [rule] = parse_redaction(document({"name": "mail", "detect": "email"})).rules
    assert (rule.detector, rule.action) == (Detector.EMAIL, RedactionAction.MASK)
    assert rule.places == {Place.ATTRIBUTES, Place.EVENTS, Place.BODIES}


def test_an_empty_document_finds_secrets_and_keeps_messages() -> None:
    policy = parse_redaction(document())
    assert (policy.finds_secrets, policy.keeps_messages, policy.rules) == (True, True, ())
    assert not parse_redaction(document(messages="drop")).keeps_messages


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"name": "a"}, "exactly one of detect, pattern, keys; it has none"),
        ({"name": "a", "detect": "email", "pattern": "x"}, "exactly one of"),
        ({"name": "a", "pattern": "(?=x)"}, "RE2's syntax"),
        ({"name": "a", "pattern": r"(a)\1"}, "RE2's syntax"),
        ({"name": "a", "pattern": "x*"}, "would match everywhere"),
        ({"name": "a", "detect": "email", "regions": ["DE"]}, "only detect: phone"),
        ({"name": "a", "detect": "phone", "regions": ["XX"]}, "no country code"),
        ({"name": "a", "detect": "email", "action": "burn"}, "spec.rules.0.action"),
        ({"name": "a", "detect": "email", "in": ["everywhere"]}, "spec.rules.0.in"),
        ({"name": "A rule", "detect": "email"}, "spec.rules.0.name"),
    ],
)
def test_a_wrong_rule_is_named_with_its_reason(rule: dict[str, object], message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        parse_redaction(document(rule))


def test_two_rules_of_one_name_could_not_be_told_apart() -> None:
    with pytest.raises(ConfigurationError, match="'a' stands twice"):
        parse_redaction(document({"name": "a", "detect": "email"}, {"name": "a", "detect": "card"}))
