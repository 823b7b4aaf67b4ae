"""How domain values look in JSON where their own shape does not fit, as with durations, which become seconds."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from tocsin.model import (
    AlertLevel,
    AlertVerdict,
    AlertWindow,
    Axis,
    BurnRate,
    Change,
    Document,
    Message,
    Scope,
    SliCounts,
    SliPoint,
    Slo,
    SloStatus,
    Span,
    SpanEvent,
    SpanKind,
    Task,
    Tier,
    Trace,
)
from tocsin.store import ScoreRecord


class ChangeView(BaseModel):
    """A release going live, or any other dated event that may matter."""

    id: str
    axis: Axis
    subject: str
    from_version: str = Field(serialization_alias="from", description="What was live before; empty when unknown.")
    to_version: str = Field(serialization_alias="to", description="What is live from `at` on.")
    at: datetime = Field(description="When it took effect.")
    recorded_at: datetime = Field(description="When Tocsin learned of it.")
    author: str
    scope: Scope
    source: str
    url: str
    summary: str

    @classmethod
    def of(cls, change: Change) -> "ChangeView":
        """Return the view of a change."""
        return cls(
            id=change.id,
            axis=change.axis,
            subject=change.subject,
            from_version=change.from_version,
            to_version=change.to_version,
            at=change.at,
            recorded_at=change.recorded_at,
            author=change.author,
            scope=change.scope,
            source=change.source,
            url=change.url,
            summary=change.summary,
        )


class Counts(BaseModel):
    """Events of one window."""

    good: int
    total: int
    bad: int
    ratio: float | None = Field(description="Share of good events in [0, 1]; null without events.")

    @classmethod
    def of(cls, counts: SliCounts) -> "Counts":
        """Return the view of counts."""
        return cls(good=counts.good, total=counts.total, bad=counts.bad, ratio=counts.ratio)


class Burn(BaseModel):
    """How fast one window spends the error budget; 1 lands exactly on it."""

    length_seconds: float
    counts: Counts
    rate: float | None = Field(description="Null without events.")
    lower_bound: float | None = Field(description="Burn rate at the lower end of its 95 % interval.")

    @classmethod
    def of(cls, burn: BurnRate) -> "Burn":
        """Return the view of a burn rate."""
        return cls(
            length_seconds=burn.length.total_seconds(),
            counts=Counts.of(burn.counts),
            rate=burn.rate,
            lower_bound=burn.lower_bound,
        )


class BurnWindow(BaseModel):
    """One row of the multi-window alert table."""

    level: AlertLevel
    long_seconds: float
    short_seconds: float
    burn_rate: float = Field(description="Both windows must burn faster than this.")

    @classmethod
    def of(cls, window: AlertWindow) -> "BurnWindow":
        """Return the view of an alert window."""
        return cls(
            level=window.level,
            long_seconds=window.long.total_seconds(),
            short_seconds=window.short.total_seconds(),
            burn_rate=window.burn_rate,
        )


class Verdict(BaseModel):
    """What one alert window says now."""

    window: BurnWindow
    long: Burn
    short: Burn
    firing: bool

    @classmethod
    def of(cls, verdict: AlertVerdict) -> "Verdict":
        """Return the view of a verdict."""
        return cls(
            window=BurnWindow.of(verdict.window),
            long=Burn.of(verdict.long),
            short=Burn.of(verdict.short),
            firing=verdict.firing,
        )


class SloView(BaseModel):
    """One service level objective."""

    name: str
    service: str
    journey: str | None
    tier: Tier
    description: str
    target: float = Field(description="Share of good events aimed at, in (0, 1).")
    window_seconds: float = Field(description="Length of the window the error budget is counted over.")

    @classmethod
    def of(cls, slo: Slo) -> "SloView":
        """Return the view of an SLO."""
        return cls(
            name=slo.name,
            service=slo.service,
            journey=slo.journey,
            tier=slo.tier,
            description=slo.description,
            target=slo.target,
            window_seconds=slo.window.total_seconds(),
        )


class SloStatusView(BaseModel):
    """One SLO evaluated now."""

    slo: SloView
    at: datetime
    counts: Counts
    budget_remaining: float | None = Field(
        description="Share of the error budget left: 1 untouched, 0 spent, negative overspent; null without events."
    )
    verdicts: list[Verdict]
    firing: Verdict | None = Field(description="The loudest firing verdict; null when quiet.")

    @classmethod
    def of(cls, status: SloStatus) -> "SloStatusView":
        """Return the view of a status."""
        firing = status.firing
        return cls(
            slo=SloView.of(status.slo),
            at=status.at,
            counts=Counts.of(status.counts),
            budget_remaining=status.budget_remaining,
            verdicts=[Verdict.of(verdict) for verdict in status.verdicts],
            firing=Verdict.of(firing) if firing else None,
        )


class Point(BaseModel):
    """Events of one step of a series."""

    start: datetime
    good: int
    total: int


class SloDetail(SloStatusView):
    """One SLO evaluated now, with the series that led there."""

    series: list[Point] = Field(description="Sorted by start; steps without events are left out.")
    step_seconds: float

    @classmethod
    def with_series(cls, status: SloStatus, series: Sequence[SliPoint], step_seconds: float) -> "SloDetail":
        """Return the view of a status and its series."""
        return cls(
            **dict(SloStatusView.of(status)),
            series=[Point(start=p.start, good=p.counts.good, total=p.counts.total) for p in series],
            step_seconds=step_seconds,
        )


class SpanView(BaseModel):
    """One step of a trace."""

    trace_id: str
    span_id: str
    parent_span_id: str | None
    name: str
    kind: SpanKind
    service: str
    start_ns: int = Field(description="UTC nanoseconds since the epoch, as the emitter wrote them.")
    end_ns: int
    offset_seconds: float = Field(description="Start after the first span of the trace.")
    duration_seconds: float
    is_error: bool
    status_message: str
    vendor: str
    model: str
    input_tokens: int | None = Field(description="Cached tokens included.")
    output_tokens: int | None = Field(description="Reasoning included.")
    cache_read_tokens: int | None
    cache_write_tokens: int | None
    reasoning_tokens: int | None
    cost_usd: float | None
    attributes: dict[str, str]
    resource: dict[str, str]
    events: list[SpanEvent]
    input_messages: list[Message] = Field(
        description=(
            "What went in, oldest first, in one shape whatever convention recorded it: what a model was told, the call"
            " of a tool, the query of a retrieval. Empty when it was not recorded."
        )
    )
    output_messages: list[Message] = Field(description="What came out: one message a choice, or the result of a tool.")
    documents: list[Document] = Field(description="What a retrieval found, in the emitter's order.")

    @classmethod
    def of(cls, span: Span, first_start_ns: int) -> "SpanView":
        """Return the view of a span in a trace that starts at `first_start_ns`."""
        return cls(
            trace_id=span.trace_id,
            span_id=span.span_id,
            parent_span_id=span.parent_span_id,
            name=span.name,
            kind=span.kind,
            service=span.service,
            start_ns=span.start_ns,
            end_ns=span.end_ns,
            offset_seconds=(span.start_ns - first_start_ns) / 1e9,
            duration_seconds=span.duration_seconds,
            is_error=span.is_error,
            status_message=span.status_message,
            vendor=span.vendor,
            model=span.model,
            input_tokens=span.input_tokens,
            output_tokens=span.output_tokens,
            cache_read_tokens=span.cache_read_tokens,
            cache_write_tokens=span.cache_write_tokens,
            reasoning_tokens=span.reasoning_tokens,
            cost_usd=span.cost_usd,
            attributes=dict(span.attributes),
            resource=dict(span.resource),
            events=list(span.events),
            input_messages=list(span.input_messages),
            output_messages=list(span.output_messages),
            documents=list(span.documents),
        )


class TraceView(BaseModel):
    """One trace; `task` is null until it is sealed."""

    task: Task | None
    spans: list[SpanView] = Field(description="Sorted by start.")
    scores: list[ScoreRecord] = Field(description="Of the trace and of its spans, oldest first.")

    @classmethod
    def of(cls, trace: Trace | None, task: Task | None, scores: Sequence[ScoreRecord]) -> "TraceView":
        """Return the view of a trace and its task, at least one of which is there, with their scores."""
        spans = trace.spans if trace else ()
        first = min((span.start_ns for span in spans), default=0)
        return cls(task=task, spans=[SpanView.of(span, first) for span in spans], scores=list(scores))
