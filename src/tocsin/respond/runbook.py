"""Runbook documents: what an operator wrote, checked key by key, as the `Runbook` the rest of the room works with."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from tocsin.errors import ConfigurationError
from tocsin.model import Cause, JourneyName, Mode, Runbook

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SHORTHAND = re.compile(r"([1-9]\d{0,5})([smhd])")


def _duration(value: object) -> timedelta:
    """Read "90s" or "30m". Unlike an SLO's windows, bounds may be counted in seconds and never in weeks."""
    found = _SHORTHAND.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError("write a whole number above 0 and s, m, h or d, such as '10m'")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


Ratio = Annotated[float, Field(ge=0, le=1)]
Duration = Annotated[timedelta, BeforeValidator(_duration)]
Name = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    """A key nobody knows is an error, so that a misspelt bound is never silently no bound."""

    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class _Metadata(_Strict):
    name: Name


class _AppliesTo(_Strict):
    causes: Annotated[list[Cause], Field(min_length=1)]
    min_confidence: Ratio = 0.5
    journeys: list[Name] = Field(default_factory=list)


class _Bounds(_Strict):
    max_share: Ratio = 0.5
    cooldown: Duration = timedelta(minutes=30)
    approval_ttl: Duration = timedelta(minutes=30)


class _Verification(_Strict):
    for_: Annotated[Duration, Field(alias="for")] = timedelta(minutes=10)
    min_tasks: Annotated[int, Field(ge=1)] = 30


class _Spec(_Strict):
    description: str = ""
    owner: Name
    action: Name
    mode: Mode = Mode.ASSIST
    applies_to: _AppliesTo
    bounds: _Bounds = Field(default_factory=_Bounds)
    verification: _Verification = Field(default_factory=_Verification)


class _Document(_Strict):
    api_version: Literal["tocsin/v1"]
    kind: Literal["Runbook"]
    metadata: _Metadata
    spec: _Spec


def parse_runbook(document: Mapping[str, object]) -> Runbook:
    """Return the runbook of a `tocsin/v1` document; docs/runbooks.md lists every key with its default.

    Raises:
        ConfigurationError: An unknown key or a bad value; the message names each path, e.g. "spec.bounds.maxShare".
    """
    try:
        parsed = _Document.model_validate(dict(document))
    except ValidationError as invalid:
        problems = "; ".join(
            f"{'.'.join(map(str, error['loc']))}: {error['msg']} (got {error['input']!r})" for error in invalid.errors()
        )
        raise ConfigurationError(f"this Runbook document cannot be used: {problems}") from invalid
    return _runbook(parsed.metadata.name, parsed.spec)


def _runbook(name: str, spec: _Spec) -> Runbook:
    if Cause.UNKNOWN in spec.applies_to.causes:
        raise ConfigurationError(
            f"runbook {name!r}: spec.appliesTo.causes may not name {Cause.UNKNOWN.value!r}; nothing can be done about a"
            " cause nobody knows, remove it"
        )
    return Runbook(
        name=name,
        description=spec.description,
        owner=spec.owner,
        action=spec.action,
        mode=spec.mode,
        causes=tuple(spec.applies_to.causes),
        min_confidence=spec.applies_to.min_confidence,
        journeys=tuple(JourneyName(journey) for journey in spec.applies_to.journeys),
        max_share=spec.bounds.max_share,
        cooldown=spec.bounds.cooldown,
        approval_ttl=spec.bounds.approval_ttl,
        verify_for=spec.verification.for_,
        verify_min_tasks=spec.verification.min_tasks,
    )
