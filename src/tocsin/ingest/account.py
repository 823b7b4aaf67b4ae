"""The honest account: what was accepted, refused, repeated and marked, counted where it happens."""

import threading
from collections import Counter, deque
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from tocsin.model import Disposition, IngestAccount, IntakeCount, Refusal, SealedCount, Signal

MOST_COUNTS = 2_000
"""Distinct (signal, source, fate, reason); beyond it sources are counted together, so that none can exhaust memory."""
OTHER_SOURCES = "(other sources)"
MOST_REFUSALS = 200
"""Refusals that are remembered with their time, sender and message; older ones remain as counts."""
_LATE = "late"
"""The mark of a task that is a fate of its source, too."""
_LONGEST_SOURCE = 200
_LONGEST_MESSAGE = 500
_FIRST_ERROR = 400
"""Status from which an answer refuses the request as a whole (RFC 9110, 15.5)."""


class Ledger:
    """Counts since the server started; safe to call from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._totals: Counter[str] = Counter()
        self._rejected_spans: Counter[str] = Counter()
        self._rejected_requests: Counter[str] = Counter()
        self._marked_tasks: Counter[str] = Counter()
        self._unpriced_models: dict[str, int] = {}
        self._counts: dict[tuple[Signal, str, Disposition, str], tuple[int, datetime]] = {}
        self._refusals: deque[Refusal] = deque(maxlen=MOST_REFUSALS)
        self._last_accepted_at: datetime | None = None
        self._last_queryable_at: datetime | None = None

    def count(
        self, signal: Signal, disposition: Disposition, *, source: str, at: datetime, reason: str = "", count: int = 1
    ) -> None:
        """Count items of one source that had one fate; `reason` is one of a closed set, never text from outside."""
        with self._lock:
            self._add((signal, source[:_LONGEST_SOURCE], disposition, reason), count, at)

    def count_sources(
        self, signal: Signal, disposition: Disposition, sources: Mapping[str, int], *, at: datetime, reason: str = ""
    ) -> None:
        """Count items of several sources that had one fate."""
        with self._lock:
            for source, count in sources.items():
                self._add((signal, source[:_LONGEST_SOURCE], disposition, reason), count, at)

    def _add(self, key: tuple[Signal, str, Disposition, str], count: int, at: datetime) -> None:
        if not count:
            return
        if key not in self._counts and len(self._counts) >= MOST_COUNTS:
            key = (key[0], OTHER_SOURCES, key[2], key[3])
        earlier, _ = self._counts.get(key, (0, at))
        self._counts[key] = (earlier + count, at)

    def refused(self, refusal: Refusal) -> None:
        """Remember a refusal; one of a whole request (its status is an error) is also counted by its reason."""
        kept = replace(refusal, source=refusal.source[:_LONGEST_SOURCE], message=refusal.message[:_LONGEST_MESSAGE])
        with self._lock:
            self._refusals.appendleft(kept)
            if refusal.status >= _FIRST_ERROR:
                self._rejected_requests[refusal.reason] += 1

    def accepted(self, *, requests: int, spans: int, size: int, at: datetime) -> None:
        """Count requests that were stored and acknowledged."""
        with self._lock:
            self._totals.update(accepted_requests=requests, accepted_spans=spans, accepted_bytes=size)
            self._last_accepted_at = at

    def duplicate(self, spans: int) -> None:
        """Count an exact retry that was acknowledged without being stored again."""
        with self._lock:
            self._totals.update(duplicate_requests=1, duplicate_spans=spans)

    def truncated(self, values: int) -> None:
        """Count attribute values that were cut to the limit."""
        with self._lock:
            self._totals.update(truncated_values=values)

    def rejected_span(self, reason: str, count: int = 1) -> None:
        """Count spans refused inside an otherwise good request."""
        with self._lock:
            self._rejected_spans[reason] += count

    def held(self, size: int) -> None:
        """Note bytes received (positive) or done with (negative)."""
        with self._lock:
            self._totals["in_flight_bytes"] += size

    def sealed(self, counts: Iterable[SealedCount], at: datetime, *, received_at: datetime) -> None:
        """Count what sealing found, by source and in all; `received_at` is that of the newest span among the tasks."""
        with self._lock:
            for one in counts:
                self._totals["sealed_tasks"] += one.tasks
                self._marked_tasks.update(one.marks)
                fates = {
                    Disposition.LATE: one.marks.get(_LATE, 0),
                    Disposition.UNPRICED: one.unpriced_calls,
                    Disposition.SAMPLED_OUT: one.sampled_out,
                }
                for disposition, count in fates.items():
                    self._add((Signal.TRACES, one.source[:_LONGEST_SOURCE], disposition, ""), count, at)
            self._last_queryable_at = max(received_at, self._last_queryable_at or received_at)

    def unpriced(self, models: Mapping[str, int]) -> None:
        """Replace the calls without a price of the last seven days, by "<vendor>/<model>"."""
        with self._lock:
            self._unpriced_models = dict(models)

    @property
    def in_flight_bytes(self) -> int:
        """Bytes received and not yet acknowledged or refused."""
        return self._totals["in_flight_bytes"]

    def snapshot(self) -> IngestAccount:
        """Return the account as it stands."""
        with self._lock:
            total = self._totals
            return IngestAccount(
                accepted_requests=total["accepted_requests"],
                accepted_spans=total["accepted_spans"],
                accepted_bytes=total["accepted_bytes"],
                duplicate_requests=total["duplicate_requests"],
                duplicate_spans=total["duplicate_spans"],
                truncated_values=total["truncated_values"],
                rejected_spans=dict(self._rejected_spans),
                rejected_requests=dict(self._rejected_requests),
                sealed_tasks=total["sealed_tasks"],
                marked_tasks=dict(self._marked_tasks),
                unpriced_models=dict(self._unpriced_models),
                in_flight_bytes=total["in_flight_bytes"],
                last_accepted_at=self._last_accepted_at,
                last_queryable_at=self._last_queryable_at,
                counts=tuple(IntakeCount(*key, *counted) for key, counted in sorted(self._counts.items())),
                refusals=tuple(self._refusals),
            )
