"""Acknowledges spans from a journal and stores them a moment later, many requests in one insert.

An insert of spans costs 40 milliseconds however few they are; exporters that waited for their own would wait for little
else. Everything that came meanwhile becomes one insert, and then its file is removed. What a killed process left is
stored at the next start, except requests whose digests are among the spans already.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from tocsin.clock import Clock
from tocsin.errors import StoreUnavailable
from tocsin.ingest.admission import known_part
from tocsin.store.telemetry import Journal, OtlpRequest, RequestStore, Segment

_log = structlog.get_logger()

FLUSH_SECONDS = 0.5
"""Between the starts of two inserts; what comes after a pause is stored at once. Twice as often costs half more."""
RETRY_SECONDS = 1.0
"""Between attempts to store what could not be stored."""
ROOM_SECONDS = 5.0
"""How long a group waits for room in the journal before its clients are told to come again."""
_CLOCK_STEP = timedelta(minutes=10)
"""By how much a clock may be set back between the receipt of a request and the insert of its spans."""


class Landing:
    """Journals requests for `GroupCommit`, and stores them on a thread of its own.

    Args:
        require_room: Raises StoreUnavailable while the disk is full.
        max_bytes: What may wait while an insert runs; also bounds the next insert.
    """

    def __init__(
        self,
        *,
        journal: Journal,
        store: RequestStore,
        require_room: Callable[[], None],
        max_bytes: int,
        clock: Clock,
    ) -> None:
        self._journal = journal
        self._store = store
        self._require_room = require_room
        self._max_bytes = max_bytes
        self._clock = clock
        self._failure: str | None = None
        self._has_left = True
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tocsin-landing")

    def start(self) -> None:
        """Begin to store what is written."""
        self._thread.start()

    def stop(self) -> None:
        """Store what waits, then stop; nothing may be written any more. What cannot be stored stays on file."""
        with self._changed:
            self._stopping.set()
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def write(self, requests: Iterable[OtlpRequest], received_at: datetime) -> None:
        """Journal requests; when this returns they survive the death of the process, and are readable soon.

        Raises:
            StoreUnavailable: They were not written: the disk is full, or the engine stores nothing or not fast enough.
        """
        self._require_room()
        requests = tuple(requests)
        size = sum(len(request.body) for request in requests)
        with self._changed:
            if self._failure is not None:
                raise StoreUnavailable(self._failure)
            if not self._changed.wait_for(lambda: self._has_room(size), ROOM_SECONDS):
                raise StoreUnavailable(f"{self._journal.size} bytes of spans wait to be stored; try again shortly")
            self._journal.append(requests, received_at)
            self._changed.notify_all()

    def recent_digests(self, since: datetime) -> Mapping[int, datetime]:
        """Return the digests of requests on file, and of those stored since an instant, each with a receipt instant."""
        on_file = {one.digest: segment.since for segment in self._journal.left() for one in segment.requests}
        return on_file | dict(self._store.recent_digests(since))

    def _has_room(self, size: int) -> bool:
        return not self._journal.size or self._journal.size + size <= self._max_bytes

    def _run(self) -> None:
        self._attempt(None)
        while True:
            with self._changed:
                self._changed.wait_for(self._is_due, RETRY_SECONDS if self._has_left else None)
                segment = self._journal.take()
                self._changed.notify_all()
            started = time.monotonic()
            self._attempt(segment)
            if self._stopping.is_set() and not self._journal.size:
                return
            self._stopping.wait(max(started + FLUSH_SECONDS - time.monotonic(), 0))

    def _is_due(self) -> bool:
        return self._journal.size > 0 or self._stopping.is_set()

    def _attempt(self, segment: Segment | None) -> None:
        try:
            if self._has_left:
                self._recover()  # finds this segment, too
            elif segment is not None:
                self._store_all(segment.requests)
                segment.file.unlink()
            self._failure, self._has_left = None, False
        except Exception as error:  # noqa: BLE001 - the edge of the thread: what it did not store is on file
            _log.error("ingest.landing_failed", error=str(error))
            self._failure, self._has_left = str(error), True

    def _recover(self) -> None:
        """Store what is on file and not yet among the spans."""
        for segment in self._journal.left():
            known = self._store.recent_digests(segment.since - _CLOCK_STEP) if segment.requests else {}
            missing = [request for request in segment.requests if request.digest not in known]
            self._store_all(missing)
            segment.file.unlink()
            _log.info("ingest.recovered", requests=len(missing), stored_before=len(segment.requests) - len(missing))

    def _store_all(self, requests: Sequence[OtlpRequest]) -> None:
        """Store requests in one insert; where the engine refuses some, store the others and set those aside."""
        if not requests:
            return
        try:
            self._store.write(requests, self._clock.now())
        except StoreUnavailable:
            self._require_engine()
            known = self._store.recent_digests(self._clock.now() - _CLOCK_STEP)
            for request in requests:
                if request.digest not in known:
                    self._store_alone(request)

    def _store_alone(self, request: OtlpRequest) -> None:
        refusal = ""
        for form in filter(None, (request, known_part(request))):
            try:
                self._store.write([form], self._clock.now())
            except StoreUnavailable as error:
                self._require_engine()
                refusal = str(error)
            else:
                return
        _log.error("ingest.set_aside", error=refusal, digest=f"{request.digest:016x}")
        self._journal.set_aside(request, self._clock.now())

    def _require_engine(self) -> None:
        """Raise StoreUnavailable when even nothing cannot be stored: then the reason lies not in the requests."""
        self._store.write((), self._clock.now())
