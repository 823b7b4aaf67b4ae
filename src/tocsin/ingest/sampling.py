"""Tail sampling as a configuration document: which traces keep their spans once their task is counted."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated

from pydantic import BeforeValidator, Field

from tocsin.clock import parse_duration
from tocsin.errors import ConfigurationError
from tocsin.ingest.documents import Document, Strict, spec_of
from tocsin.model import SamplingPolicy

_Rate = Annotated[float, Field(gt=0, le=1)]
_Duration = Annotated[
    timedelta, BeforeValidator(lambda value: parse_duration(value) if isinstance(value, str) else value)
]


class _Keep(Strict):
    failures: bool = True
    errors: bool = True
    scored: bool = True
    marked: bool = True
    slower_than: _Duration | None = None
    costlier_than_usd: Annotated[float, Field(ge=0)] | None = None
    services: list[Annotated[str, Field(min_length=1)]] = Field(default_factory=list)


class _Journey(Strict):
    journey: Annotated[str, Field(min_length=1)]
    rate: _Rate


class _Spec(Strict):
    rate: _Rate
    journeys: list[_Journey] = Field(default_factory=list)
    keep: _Keep = _Keep()


def parse_sampling(document: Mapping[str, object]) -> SamplingPolicy:
    """Return what a `kind: Sampling` document asks for.

    Raises:
        ConfigurationError: A key is unknown or of the wrong type, a rate lies outside (0, 1], or a journey stands
            twice; names the key.
    """
    spec = spec_of(document, Document[_Spec])
    rates = {one.journey: one.rate for one in spec.journeys}
    if len(rates) < len(spec.journeys):
        raise ConfigurationError("spec.journeys: a journey stands twice; the first would decide")
    return SamplingPolicy(
        rate=spec.rate,
        journey_rates=rates,
        failures=spec.keep.failures,
        errors=spec.keep.errors,
        scored=spec.keep.scored,
        marked=spec.keep.marked,
        slower_than=spec.keep.slower_than,
        costlier_than_usd=spec.keep.costlier_than_usd,
        services=tuple(spec.keep.services),
    )
