"""Where are my traces? What every source sent and what became of it, and where one trace is."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from tocsin.api.inputs import Duration, Served, Strict
from tocsin.api.problems import problem_responses
from tocsin.clock import parse_duration
from tocsin.ingest import TraceWhereabouts
from tocsin.model import (
    Disposition,
    IngestAccount,
    IntakeCount,
    Refusal,
    SamplingEstimate,
    Signal,
    StoredMinute,
    StoredSource,
    TraceId,
    UnmappedSpans,
    Window,
)

router = APIRouter(prefix="/api/v1/intake", tags=["status"])

_HOUR = parse_duration("1h")
_FATES_OF_ALL = (Disposition.ACCEPTED, Disposition.REJECTED, Disposition.DEDUPLICATED)
_JUST_NOW = timedelta(seconds=1)
"""Windows end before their end: one more second takes in what was received this instant."""
_TraceIdPath = Annotated[str, Path(pattern="^[0-9a-f]{32}$", examples=["4bf92f3577b34da6a3ce929d0e0e4736"])]


class IntakeQuery(Strict):
    """How far back to look, and at whom."""

    window: Duration = Field(default=_HOUR, description="How far back stored spans are counted, by receipt.")
    source: str = Field(default="", description="`service.name`; empty for all.")


class FateView(BaseModel):
    """How many items of a source had one fate since the server started."""

    signal: Signal
    disposition: Disposition
    reason: str
    count: int
    last_at: datetime


class SourceView(BaseModel):
    """One source: what it sent since the server started, and what is stored of it."""

    source: str
    received: Mapping[Signal, int] = Field(
        description="Items by signal since the server started: accepted + rejected + deduplicated."
    )
    fates: Sequence[FateView]
    stored_spans: int = Field(description="Spans received within the window that are stored; known after a restart.")
    spans_per_second: float = Field(description="`stored_spans` over the length of the window.")
    last_accepted_at: datetime | None
    last_queryable_at: datetime | None = Field(description="Receipt of its newest span that is sealed into a task.")
    lag_seconds: float | None = Field(
        description="From the newest span that is sealed to the newest that was accepted: what waits for sealing."
    )


class IntakeView(BaseModel):
    """The whole answer to "where are my traces?"."""

    at: datetime
    window_seconds: float
    sources: Sequence[SourceView]
    refusals: Sequence[Refusal] = Field(description="The last ones since the server started, newest first.")
    unmapped: Sequence[UnmappedSpans]
    unpriced_models: Mapping[str, int] = Field(
        description='"<vendor>/<model>" to its calls without a price in tasks that ended within the last seven days.'
    )


class MinutesView(BaseModel):
    """Stored spans by minute of receipt; a minute without any is left out."""

    items: Sequence[StoredMinute]


@router.get("", summary="What became of everything, by source")
def get_intake(services: Served, query: Annotated[IntakeQuery, Query()]) -> IntakeView:
    """Return each source with its fates and lag, the last refusals, and what could be neither placed nor priced."""
    now, account = services.clock.now(), services.accounting()
    window = Window.ending(now + _JUST_NOW, query.window + _JUST_NOW)
    stored = {one.source: one for one in services.intake.sources(window)}
    counted = _by_source(account)
    names = [name for name in {**stored, **counted} if query.source in ("", name)]
    sources = [_source(name, counted.get(name, ()), stored.get(name), query.window) for name in names]
    return IntakeView(
        at=now,
        window_seconds=query.window.total_seconds(),
        sources=sorted(sources, key=lambda one: (-one.stored_spans, -sum(one.received.values()), one.source)),
        refusals=[one for one in account.refusals if query.source in ("", one.source)],
        unmapped=[one for one in services.intake.unmapped(window) if query.source in ("", one.source)],
        unpriced_models=account.unpriced_models,
    )


@router.get("/minutes", summary="Stored spans by minute and source")
def get_intake_minutes(services: Served, query: Annotated[IntakeQuery, Query()]) -> MinutesView:
    """Return how many spans of each source came in each minute, from what is stored, so across restarts."""
    window = Window.ending(services.clock.now() + _JUST_NOW, query.window + _JUST_NOW)
    return MinutesView(items=services.intake.minutes(window, query.source))


class SamplingView(BaseModel):
    """What sampling keeps, by service of the task."""

    items: Sequence[SamplingEstimate]


@router.get("/sampling", summary="What sampling keeps, and what it estimates")
def get_intake_sampling(services: Served, query: Annotated[IntakeQuery, Query()]) -> SamplingView:
    """Return, for tasks that ended within the window, how many keep their spans and how well those stand for all."""
    now = services.clock.now()
    estimates = services.intake.estimates(Window.ending(now + _JUST_NOW, query.window + _JUST_NOW))
    return SamplingView(items=[one for one in estimates if query.source in ("", one.service)])


@router.get("/traces/{trace_id}", summary="Where is this trace?", responses=problem_responses(400))
def get_trace_whereabouts(services: Served, trace_id: _TraceIdPath) -> TraceWhereabouts:
    """Return whether the trace came, was sealed, waits and for what, was let go, or never arrived; never 404."""
    return services.whereabouts(TraceId(trace_id), services.clock.now())


def _by_source(account: IngestAccount) -> Mapping[str, Sequence[IntakeCount]]:
    found: dict[str, list[IntakeCount]] = {}
    for one in account.counts:
        found.setdefault(one.source, []).append(one)
    return found


def _source(name: str, counts: Sequence[IntakeCount], stored: StoredSource | None, window: timedelta) -> SourceView:
    received: Counter[Signal] = Counter()
    for one in counts:
        if one.disposition in _FATES_OF_ALL:
            received[one.signal] += one.count
    accepted = [one.last_at for one in counts if one.disposition is Disposition.ACCEPTED]
    newest = stored.last_received_at if stored else None
    queryable = stored.last_queryable_at if stored else None
    spans = stored.spans if stored else 0
    return SourceView(
        source=name,
        received=received,
        fates=[
            FateView(
                signal=one.signal,
                disposition=one.disposition,
                reason=one.reason,
                count=one.count,
                last_at=one.last_at,
            )
            for one in counts
        ],
        stored_spans=spans,
        spans_per_second=spans / window.total_seconds(),
        last_accepted_at=max([*accepted, *([newest] if newest else [])], default=None),
        last_queryable_at=queryable,
        lag_seconds=max((newest - queryable).total_seconds(), 0.0) if newest and queryable else None,
    )
