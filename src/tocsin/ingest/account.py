"""The honest account: what was accepted, refused, repeated and marked, counted where it happens."""

import threading
from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from tocsin.model import Disposition, IngestAccount, IntakeCount, Signal

MOST_COUNTS = 2_000
"""Distinct (signal, source, fate, reason); beyond it sources are counted together, so that none can exhaust memory."""
OTHER_SOURCES = "(other sources)"


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
        self._last_accepted_at: datetime | None = None
        self._last_queryable_at: datetime | None = None

    def count(
        self, signal: Signal, disposition: Disposition, *, source: str, at: datetime, reason: str = "", count: int = 1
    ) -> None:
        """Count items of one source that had one fate; `reason` comes from a closed set of words, never from outside."""
        with self._lock:
            key = (signal, source, disposition, reason)
            if key not in self._counts and len(self._counts) >= MOST_COUNTS:
                key = (signal, OTHER_SOURCES, disposition, reason)
            earlier, _ = self._counts.get(key, (0, at))
            self._counts[key] = (earlier + count, at)

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

    def rejected_request(self, reason: str) -> None:
        """Count a request refused as a whole."""
        with self._lock:
            self._rejected_requests[reason] += 1

    def held(self, size: int) -> None:
        """Note bytes received (positive) or done with (negative)."""
        with self._lock:
            self._totals["in_flight_bytes"] += size

    def sealed(self, marks: Mapping[str, int], *, received_at: datetime | None) -> None:
        """Count sealed tasks by data mark, "" counting all; `received_at` is the newest span among them."""
        with self._lock:
            for mark, count in marks.items():
                if mark:
                    self._marked_tasks[mark] += count
                else:
                    self._totals["sealed_tasks"] += count
            if received_at is not None:
                self._last_queryable_at = max(received_at, self._last_queryable_at or received_at)

    def unpriced(self, models: Mapping[str, int]) -> None:
        """Replace the list of models without a price, "<vendor>/<model>" to times seen."""
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
            )
