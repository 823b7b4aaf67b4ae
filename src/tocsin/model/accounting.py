"""What became of everything that was sent: the honest account of ingestion."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Signal(StrEnum):
    """Which OTLP signal something was sent as."""

    TRACES = "traces"
    LOGS = "logs"
    METRICS = "metrics"


class Disposition(StrEnum):
    """What became of an item: a span, a log record, a metric point; a value or a task where the word is about those."""

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
class IngestAccount:
    """Counts since the server started.

    Attributes:
        accepted_spans: Acknowledged and stored.
        rejected_spans: Refused, by reason.
        duplicate_requests: Exact retries that were acknowledged without being stored twice.
        truncated_values: Attribute values cut to the size limit.
        marked_tasks: Sealed tasks by data mark ("late", "clock_ahead", "no_root").
        in_flight_bytes: Bytes received and not yet acknowledged.
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
