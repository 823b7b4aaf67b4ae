"""Mapping rules as a configuration document: which attributes fill which column of spans no convention describes."""

from collections.abc import Mapping, Sequence
from typing import Literal

from pydantic import Field, model_validator
from pydantic.alias_generators import to_snake

from tocsin.ingest.documents import Document, Strict, spec_of
from tocsin.model import MappingRule, SpanKind

Column = Literal[
    "kind",
    "operation",
    "vendor",
    "requestModel",
    "responseModel",
    "promptName",
    "promptVersion",
    "toolName",
    "journey",
    "outcome",
    "userId",
    "sessionId",
    "tenant",
    "team",
    "feature",
    "responseId",
    "finishReason",
    "errorType",
    "serviceTier",
    "inputTokens",
    "outputTokens",
    "cacheReadTokens",
    "cacheWriteTokens",
    "reasoningTokens",
    "inputAudioTokens",
    "outputAudioTokens",
    "firstTokenSeconds",
    "reportedCostUsd",
]
"""What a rule can fill, as documents spell it."""
_MOST_RULES = 200
"""Rules are part of the query behind every insert, so their number is bounded."""


class _When(Strict):
    scope: str | None = None
    service: str | None = None
    name: str | None = None


class _Rule(Strict):
    column: Column
    names: list[str] = Field(alias="from", min_length=1, max_length=20)
    values: dict[str, str] = Field(default_factory=dict)
    when: _When = _When()
    description: str = ""

    @model_validator(mode="after")
    def _kinds_are_known(self) -> "_Rule":
        if self.column == "kind":
            if not self.values:
                raise ValueError("a rule for 'kind' needs `values`: what each value of the attribute means")
            unknown = sorted(set(self.values.values()) - set(SpanKind))
            if unknown:
                raise ValueError(f"kind {unknown[0]!r} is not known; known are {', '.join(SpanKind)}")
        if not all(self.names):
            raise ValueError("an attribute name in `from` is empty")
        return self


class _Spec(Strict):
    rules: list[_Rule] = Field(min_length=1, max_length=_MOST_RULES)


def parse_mapping(document: Mapping[str, object]) -> Sequence[MappingRule]:
    """Return the rules of a `kind: Mapping` document, in order; for one column the first that says something wins.

    Raises:
        ConfigurationError: A key is unknown, missing or of the wrong type, or a kind is not known; names the key.
    """
    return tuple(
        MappingRule(
            column=to_snake(rule.column),
            names=tuple(rule.names),
            values=rule.values,
            when=rule.when.model_dump(exclude_none=True),
        )
        for rule in spec_of(document, Document[_Spec]).rules
    )
