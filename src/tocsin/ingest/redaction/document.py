"""Redaction rules as a configuration document (`kind: Redaction`), with a problem for everything it says wrong."""

from collections.abc import Mapping
from typing import Annotated, Literal

import phonenumbers
import re2
from pydantic import Field

from tocsin.errors import ConfigurationError
from tocsin.ingest.documents import Document, Strict, spec_of
from tocsin.ingest.redaction.patterns import compiled
from tocsin.ingest.redaction.rules import Detector, Place, RedactionAction, RedactionPolicy, RedactionRule

_MOST_RULES = 200
_LONGEST_PATTERN = 2_000
_DEFAULT_PLACES = (Place.ATTRIBUTES, Place.EVENTS, Place.BODIES)


class _Rule(Strict):
    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,62}$")]
    action: RedactionAction = RedactionAction.MASK
    detect: Detector | None = None
    pattern: Annotated[str, Field(min_length=1, max_length=_LONGEST_PATTERN)] | None = None
    keys: Annotated[list[Annotated[str, Field(min_length=1, max_length=200)]], Field(min_length=1)] | None = None
    places: list[Place] = Field(alias="in", min_length=1, default_factory=lambda: list(_DEFAULT_PLACES))
    regions: list[str] = Field(default_factory=list)
    description: str = ""


class _Spec(Strict):
    secrets: bool = True
    messages: Literal["keep", "drop"] = "keep"
    rules: list[_Rule] = Field(max_length=_MOST_RULES, default_factory=list)


def parse_redaction(document: Mapping[str, object]) -> RedactionPolicy:
    """Return what a `kind: Redaction` document asks for.

    Raises:
        ConfigurationError: A key is unknown or of the wrong type, a pattern is none of RE2's, or a rule looks for
            nothing or for two things at once; names the key.
    """
    spec = spec_of(document, Document[_Spec])
    rules = tuple(_rule(f"spec.rules.{index}", rule) for index, rule in enumerate(spec.rules))
    names = [rule.name for rule in rules]
    if twice := {name for name in names if names.count(name) > 1}:
        raise ConfigurationError(f"spec.rules: name {min(twice)!r} stands twice; finds are counted by it")
    return RedactionPolicy(rules, finds_secrets=spec.secrets, keeps_messages=spec.messages == "keep")


def _rule(place: str, rule: _Rule) -> RedactionRule:
    given = [name for name in ("detect", "pattern", "keys") if getattr(rule, name) is not None]
    if len(given) != 1:
        raise ConfigurationError(
            f"{place}: rule {rule.name!r} must have exactly one of detect, pattern, keys; it has {given or 'none'}"
        )
    if rule.pattern is not None:
        _check_pattern(place, rule.pattern)
    if rule.regions and rule.detect is not Detector.PHONE:
        raise ConfigurationError(f"{place}.regions: only detect: phone has regions")
    for region in rule.regions:
        if region not in phonenumbers.SUPPORTED_REGIONS:
            raise ConfigurationError(f"{place}.regions: {region!r} is no country code of ISO 3166, such as 'DE'")
    return RedactionRule(
        name=rule.name,
        action=rule.action,
        detector=rule.detect,
        pattern=rule.pattern or "",
        keys=tuple(rule.keys or ()),
        places=frozenset(rule.places),
        regions=tuple(rule.regions),
    )


def _check_pattern(place: str, pattern: str) -> None:
    try:
        expression = compiled(pattern)
    except re2.error as error:
        said = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
        raise ConfigurationError(
            f"{place}.pattern: {pattern!r} is not RE2's syntax ({said}); it has no look-around and no back-references"
        ) from None
    if expression.search("") is not None:
        raise ConfigurationError(f"{place}.pattern: {pattern!r} matches nothing at all, so it would match everywhere")
