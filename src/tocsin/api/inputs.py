"""What callers send, checked at the edge: strict bodies and queries, aware instants, durations, names."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Depends, Path, Request
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from tocsin.api.services import Services
from tocsin.clock import parse_duration


class Strict(BaseModel):
    """A body or query in which a key nobody knows is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2262, 1, 1, tzinfo=UTC)
"""Between them lies what the stores can hold: nanoseconds since the Unix epoch in 64 bits."""


def _utc(instant: datetime) -> datetime:
    if not _FIRST <= instant < _LAST:
        raise ValueError(f"must lie in the years from {_FIRST.year} to {_LAST.year - 1}")
    return instant.astimezone(UTC)


def _duration(value: object) -> object:
    return parse_duration(value) if isinstance(value, str) else value


Instant = Annotated[AwareDatetime, AfterValidator(_utc), Field(examples=["2026-11-20T09:30:00Z"])]

Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?(ms|s|m|h|d)$", "examples": ["1h"]}),
]

Id = Annotated[str, Path(alias="id")]
TraceIdText = Annotated[str, Field(pattern="^[0-9a-f]{32}$", examples=["4bf92f3577b34da6a3ce929d0e0e4736"])]
SpanIdText = Annotated[str, Field(pattern="^([0-9a-f]{16})?$", examples=["00f067aa0ba902b7"])]
Person = Annotated[str, Field(min_length=1, max_length=200, description="Who decides.", examples=["mira.holm"])]
Note = Annotated[str, Field(max_length=2000, description="Why, for the timeline.")]


async def _services(request: Request) -> Services:
    # Async, so that it runs where the request is and costs no thread.
    services: Services = request.app.state.services
    return services


Served = Annotated[Services, Depends(_services)]
"""The services of the application, as a parameter of an endpoint."""
