"""What became of everything that was sent: the honest account of ingestion."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime


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
