"""Mapping rules as a configuration document: which attributes fill which column of spans no convention describes."""

from collections.abc import Mapping, Sequence
from typing import Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from tocsin.errors import ConfigurationError
from tocsin.ingest.problems import explained
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


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, frozen=True)


class _When(_Strict):
    scope: str | None = None
    service: str | None = None
    name: str | None = None


class _Rule(_Strict):
    column: Column
    names: list[str] = Field(alias="from", min_length=1, max_length=20)
    values: dict[str, str] = {}
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


class _Spec(_Strict):
    rules: list[_Rule] = Field(min_length=1, max_length=_MOST_RULES)


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str = Field(min_length=1)


class _Mapping(_Strict):
    api_version: str
    kind: str
    metadata: _Metadata
    spec: _Spec


def parse_mapping(document: Mapping[str, object]) -> Sequence[MappingRule]:
    """Return the rules of a `kind: Mapping` document, in order; for one column the first that says something wins.

    Raises:
        ConfigurationError: A key is unknown, missing or of the wrong type, or a kind is not known; names the key.
    """
    try:
        parsed = _Mapping.model_validate(document)
    except ValidationError as error:
        raise ConfigurationError(explained(error)) from error
    return tuple(
        MappingRule(
            column=_SNAKE[rule.column],
            names=tuple(rule.names),
            values=rule.values,
            when=rule.when.model_dump(exclude_none=True),
        )
        for rule in parsed.spec.rules
    )


def _snake(column: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in column)


_SNAKE: Mapping[str, str] = {column: _snake(column) for column in get_args(Column)}
