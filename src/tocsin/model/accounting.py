"""What became of everything that was sent: the honest account of ingestion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.model.ids import JourneyName, TraceId
from tocsin.model.task import Outcome


class Signal(StrEnum):
    """Which OTLP signal something was sent as."""

    TRACES = "traces"
    LOGS = "logs"
    METRICS = "metrics"


class Disposition(StrEnum):
    """What became of an item: a span, a log record, a metric point; a value or a task where the word is about those.

    Every item of a request that could be read is `accepted`, `rejected` or `deduplicated`, and only one of them. The
    others say more about what was accepted: values `truncated` and `redacted`, tasks `late` and `sampled_out`, spans
    `unmapped`, model calls `unpriced`.
    """

    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DEDUPLICATED = "deduplicated"
    TRUNCATED = "truncated"
    REDACTED = "redacted"
    LATE = "late"
    SAMPLED_OUT = "sampled_out"
    UNMAPPED = "unmapped"
    UNPRICED = "unpriced"


@dataclass(frozen=True, slots=True)
class IntakeCount:
    """How many items of one source had one fate since the server started.

    Attributes:
        source: `service.name` of the resource; "" where none can be told (a body that cannot be read).
        reason: Why, in words that stay the same from item to item; empty for what needs no reason.
        last_at: When the last of them was counted.
    """

    signal: Signal
    source: str
    disposition: Disposition
    reason: str
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that was refused whole, or a request of which items were refused.

    Attributes:
        sender: Network address of the client, without its port; "" where it is not known.
        source: `service.name` where the body could be read, else "".
        reason: Of a closed set, as it is counted.
        status: HTTP status of the answer, or the one that a gRPC code stands for; 200 when only items were refused.
        message: What the client was told.
    """

    at: datetime
    signal: Signal
    sender: str
    source: str
    reason: str
    status: int
    message: str


@dataclass(frozen=True, slots=True)
class IngestAccount:
    """Counts since the server started.

    Attributes:
        accepted_spans: Acknowledged and stored.
        rejected_spans: Refused, by reason.
        duplicate_requests: Exact retries that were acknowledged without being stored twice.
        truncated_values: Attribute values cut to the size limit.
        marked_tasks: Sealed tasks by data mark, such as "late"; see `Task.marks`.
        unpriced_models: "<vendor>/<model>" to its calls without a price in tasks that ended within the last seven days.
        in_flight_bytes: Bytes received and not yet acknowledged.
        counts: By signal, source, fate and reason, sorted by them.
        refusals: The last ones, newest first.
    """

    accepted_requests: int
    accepted_spans: int
    accepted_bytes: int
    duplicate_requests: int
    duplicate_spans: int
    truncated_values: int
    rejected_spans: Mapping[str, int]
    rejected_requests: Mapping[str, int]
    sealed_tasks: int
    marked_tasks: Mapping[str, int]
    unpriced_models: Mapping[str, int]
    in_flight_bytes: int
    last_accepted_at: datetime | None
    last_queryable_at: datetime | None
    counts: Sequence[IntakeCount] = ()
    refusals: Sequence[Refusal] = ()


@dataclass(frozen=True, slots=True)
class StoredSource:
    """What the store holds of one source within a window of receipt; outlives the server.

    Attributes:
        spans: Rows stored; a span that was sent again with changes counts again.
        last_received_at: Receipt of its newest span.
        last_queryable_at: Receipt of its newest span that is sealed into a task; None while none of the window is.
    """

    source: str
    spans: int
    last_received_at: datetime
    last_queryable_at: datetime | None


@dataclass(frozen=True, slots=True)
class SealedCount:
    """What sealing found in the tasks of one source that it made or made anew.

    Attributes:
        marks: Tasks by data mark, such as "late"; marks that none has are left out.
        unpriced_calls: Model calls without a price.
        sampled_out: Tasks whose spans are not kept.
    """

    source: str
    tasks: int
    marks: Mapping[str, int]
    unpriced_calls: int
    sampled_out: int


@dataclass(frozen=True, slots=True)
class UnmappedSpans:
    """Spans that look like steps of an AI system and that no convention could place.

    Attributes:
        scope: The instrumentation scope that made them.
        reason: What could not be told.
        example: A trace that holds one.
    """

    source: str
    scope: str
    reason: str
    spans: int
    example: TraceId


@dataclass(frozen=True, slots=True)
class StoredMinute:
    """Spans of one source received within one minute that starts at `at`."""

    at: datetime
    source: str
    spans: int


@dataclass(frozen=True, slots=True)
class SealedTrace:
    """The task a trace was sealed into, as far as its way in is concerned.

    Attributes:
        marks: Data marks of the task.
        span_count: Spans it was made of.
        ended_at: The instant windows count the task at; see `Task`.
        sealed_to: Receipt of the newest of them; newer spans wait for sealing again.
        is_kept, keep_probability: See `Task`.
    """

    journey: JourneyName
    outcome: Outcome
    marks: Sequence[str]
    span_count: int
    ended_at: datetime
    sealed_at: datetime
    sealed_to: datetime
    is_kept: bool
    keep_probability: float


@dataclass(frozen=True, slots=True)
class TraceReceipt:
    """What came of one trace.

    Attributes:
        spans: Rows stored now; 0 once sampling has let them go.
        sources: Services whose spans are among them, sorted.
        has_root: Whether a span without parent came.
        sealed: None before the first sealing.
    """

    trace_id: TraceId
    spans: int
    sources: Sequence[str]
    first_received_at: datetime
    last_received_at: datetime
    has_root: bool
    sealed: SealedTrace | None
