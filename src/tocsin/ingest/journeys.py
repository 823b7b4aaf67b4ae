"""Journey rules as a configuration document: which traces are which user journey."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from tocsin.errors import ConfigurationError
from tocsin.ingest.problems import explained
from tocsin.model import JourneyName, JourneyRule


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, frozen=True)


class _Rule(_Strict):
    journey: str = Field(min_length=1, max_length=200)
    service: str | None = None
    root_name: str | None = None
    attributes: dict[str, str] = {}
    description: str = ""


class _Spec(_Strict):
    rules: list[_Rule] = Field(min_length=1)


class _Metadata(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str = Field(min_length=1)


class _Journeys(_Strict):
    api_version: str
    kind: str
    metadata: _Metadata
    spec: _Spec


def parse_journeys(document: Mapping[str, object]) -> Sequence[JourneyRule]:
    """Return the rules of a `kind: Journeys` document, in order; the first that matches a trace wins.

    Raises:
        ConfigurationError: A key is unknown, missing or of the wrong type, or a rule has no condition; names the key.
    """
    try:
        parsed = _Journeys.model_validate(document)
    except ValidationError as error:
        raise ConfigurationError(explained(error)) from error
    for index, rule in enumerate(parsed.spec.rules):
        if rule.service is None and rule.root_name is None and not rule.attributes:
            raise ConfigurationError(
                f"spec.rules.{index}: journey {rule.journey!r} has no condition and would take every trace;"
                " give service, rootName or attributes (or `service: '*'` if you mean it)"
            )
    return tuple(
        JourneyRule(
            journey=JourneyName(rule.journey),
            service=rule.service,
            root_name=rule.root_name,
            attributes=rule.attributes,
            description=rule.description,
        )
        for rule in parsed.spec.rules
    )
