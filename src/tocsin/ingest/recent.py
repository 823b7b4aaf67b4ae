"""Remembers the requests of the last minutes by digest, so that an exporter's retry is stored once.

An exporter that did not see our answer sends the same bytes again; OTLP has no request id, so the bytes are it.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

REMEMBERED_FOR = timedelta(minutes=10)
"""Longer than an exporter keeps retrying: the OpenTelemetry Collector gives up after five minutes by default."""


class RecentRequests:
    """Digests of stored requests, forgotten after `REMEMBERED_FOR`. Not thread-safe: belongs to the event loop."""

    def __init__(self, stored: Mapping[int, datetime]) -> None:
        self._stored = dict(sorted(stored.items(), key=lambda item: item[1]))

    def seen(self, digest: int, at: datetime) -> bool:
        """Return whether a request with this digest was stored in the last minutes."""
        self._forget(at)
        return digest in self._stored

    def remember(self, digest: int, at: datetime) -> None:
        """Note a stored request."""
        self._stored.pop(digest, None)
        self._stored[digest] = at

    def _forget(self, at: datetime) -> None:
        while self._stored:
            oldest = next(iter(self._stored))
            if at - self._stored[oldest] <= REMEMBERED_FOR:
                return
            del self._stored[oldest]
