"""Documents of mapping rules: what they say, and how wrong ones are refused."""

from collections.abc import Mapping
from typing import Any

import pytest

from tocsin.errors import ConfigurationError
from tocsin.ingest import parse_mapping
from tocsin.model import MappingRule


def document(*rules: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a document with these rules."""
    return {"apiVersion": "tocsin/v1", "kind": "Mapping", "metadata": {"name": "m"}, "spec": {"rules": list(rules)}}


def test_a_rule_keeps_the_order_of_its_names() -> None:
    rule = {"column": "requestModel", "from": ["b", "a"], "when": {"scope": "gw*"}}
    assert parse_mapping(document(rule)) == (MappingRule("request_model", ("b", "a"), when={"scope": "gw*"}),)


@pytest.mark.parametrize(
    ("rule", "complaint"),
    [
        ({"column": "colour", "from": ["a"]}, "spec.rules.0.column"),
        ({"column": "tenant", "from": []}, "spec.rules.0.from"),
        ({"column": "tenant", "from": [""]}, "is empty"),
        ({"column": "tenant"}, "spec.rules.0.from: Field required"),
        ({"column": "tenant", "from": ["a"], "when": {"host": "b"}}, "spec.rules.0.when.host"),
        ({"column": "kind", "from": ["a"]}, "needs `values`"),
        (
            {"column": "kind", "from": ["a"], "values": {"x": "robot"}},
            "kind 'robot' is not known; known are agent, llm",
        ),
    ],
)
def test_a_wrong_rule_is_refused_by_the_path_of_its_key(rule: Mapping[str, Any], complaint: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        parse_mapping(document(rule))
    assert complaint in str(refused.value)


def test_a_document_without_rules_is_refused() -> None:
    with pytest.raises(ConfigurationError, match=r"spec\.rules"):
        parse_mapping(document())
