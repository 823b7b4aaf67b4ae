"""Journey rules as a configuration document: which traces are which user journey."""

from collections.abc import Mapping, Sequence

from pydantic import Field

from tocsin.errors import ConfigurationError
from tocsin.ingest.documents import Document, Strict, spec_of
from tocsin.model import JourneyName, JourneyRule


class _Rule(Strict):
    journey: str = Field(min_length=1, max_length=200)
    service: str | None = None
    root_name: str | None = None
    attributes: dict[str, str] = Field(default_factory=dict)
    description: str = ""


class _Spec(Strict):
    rules: list[_Rule] = Field(min_length=1)


def parse_journeys(document: Mapping[str, object]) -> Sequence[JourneyRule]:
    """Return the rules of a `kind: Journeys` document, in order; the first that matches a trace wins.

    Raises:
        ConfigurationError: A key is unknown, missing or of the wrong type, or a rule has no condition; names the key.
    """
    rules = spec_of(document, Document[_Spec]).rules
    for index, rule in enumerate(rules):
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
        for rule in rules
    )
