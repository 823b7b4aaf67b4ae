"""Group commit: requests that wait together are stored together, and each is answered after its bytes are stored.

There is no queue that a crash could lose: a client is told "accepted" only when the insert has returned. While one
insert runs, the next group gathers; a lone small request waits a little, so that a quiet system makes few tiny parts.
"""

import asyncio
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from tocsin.clock import Clock
from tocsin.errors import Overloaded, StoreUnavailable
from tocsin.ingest.account import Ledger
from tocsin.ingest.admission import Admitted, known_part
from tocsin.ingest.limits import IngestLimits
from tocsin.ingest.recent import RecentRequests
from tocsin.store.telemetry import OtlpRequest

_log = structlog.get_logger()

EAGER_BYTES = 256 * 1024
"""A group of this size is worth an insert at once."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How long requests wait for company.

    Attributes:
        gather_seconds: Before each group: clients just answered send their next requests, which then share it.
        linger_seconds: Between the starts of two small groups.
    """

    gather_seconds: float
    linger_seconds: float


INSERTS = Pace(gather_seconds=0.005, linger_seconds=0.05)
"""For groups that become parts: at most 20 a second, which background merges keep up with."""
AT_ONCE = Pace(gather_seconds=0.0, linger_seconds=0.0)
"""For groups that are appended to a journal: one costs no more than its bytes."""


class RequestWriter(Protocol):
    """Stores requests durably, all or none; blocks. Raises StoreUnavailable."""

    def __call__(self, requests: Sequence[OtlpRequest], received_at: datetime, /) -> None:
        """Store the requests as received at that instant."""
        ...


@dataclass(frozen=True, slots=True)
class _Waiting:
    admitted: Admitted
    request: OtlpRequest
    stored: asyncio.Future[None]


class GroupCommit:
    """Stores admitted requests of one signal in groups. Belongs to one event loop; inserts run on a thread of its own.

    Args:
        write: Stores a group.
        recent: What of this signal was stored in the last minutes.
        pace: How long requests wait for company.
    """

    def __init__(
        self,
        *,
        write: RequestWriter,
        recent: RecentRequests,
        limits: IngestLimits,
        ledger: Ledger,
        clock: Clock,
        pace: Pace = INSERTS,
    ) -> None:
        self._write = write
        self._pace = pace
        self._recent = recent
        self._limits = limits
        self._ledger = ledger
        self._clock = clock
        self._waiting: deque[_Waiting] = deque()
        self._pending: dict[int, asyncio.Future[None]] = {}
        self._arrived = asyncio.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tocsin-commit")
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin committing; call from the loop it will serve."""
        self._task = asyncio.create_task(self._run(), name="group-commit")

    async def stop(self) -> None:
        """Store what waits, then stop."""
        while self._pending:
            await asyncio.wait(list(self._pending.values()))
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._thread.shutdown()

    async def store(self, admitted: Admitted) -> bool:
        """Return once the request is durable; at once when it was stored in the last minutes already.

        Returns:
            Whether it was stored now; False for a repetition, or when nothing of it is left to store.

        Raises:
            StoreUnavailable: It was not stored; the client should try again.
        """
        request = admitted.request
        if request is None:
            return False
        if self._recent.seen(request.digest, self._clock.now()):
            self._ledger.duplicate(admitted.spans)
            return False
        underway = self._pending.get(request.digest)
        if underway is not None:
            await asyncio.shield(underway)
            self._ledger.duplicate(admitted.spans)
            return False
        waiting = _Waiting(admitted, request, asyncio.get_running_loop().create_future())
        self._pending[request.digest] = waiting.stored
        self._waiting.append(waiting)
        self._arrived.set()
        await asyncio.shield(waiting.stored)
        return True

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        last_start = 0.0
        while True:
            await self._arrived.wait()
            await asyncio.sleep(self._pace.gather_seconds)
            rest = self._pace.linger_seconds - (loop.time() - last_start)
            if rest > 0 and sum(len(w.request.body) for w in self._waiting) < EAGER_BYTES:
                await asyncio.sleep(rest)
            last_start = loop.time()
            await self._commit(self._next_group())

    def _next_group(self) -> Sequence[_Waiting]:
        group: list[_Waiting] = []
        size = 0
        while self._waiting and (
            not group or size + len(self._waiting[0].request.body) <= self._limits.max_commit_bytes
        ):
            group.append(self._waiting.popleft())
            size += len(group[-1].request.body)
        if not self._waiting:
            self._arrived.clear()
        return group

    async def _commit(self, group: Sequence[_Waiting]) -> None:
        received_at = self._clock.now()
        try:
            await self._on_thread([waiting.request for waiting in group], received_at)
        except Exception as error:  # noqa: BLE001 - the edge of the commit loop: it must outlive whatever one group holds
            if await self._stored_otherwise(group):
                return
            _log.error("ingest.commit_failed", error=str(error), requests=len(group))
            self._settle(group, error)
            return
        for waiting in group:
            self._recent.remember(waiting.request.digest, received_at)
        self._ledger.accepted(
            requests=len(group),
            spans=sum(waiting.admitted.spans for waiting in group),
            size=sum(len(waiting.request.body) for waiting in group),
            at=received_at,
        )
        self._settle(group, None)

    async def _stored_otherwise(self, group: Sequence[_Waiting]) -> bool:
        """Try what did not fail yet, and settle it; returns False when there is nothing else to try."""
        if len(group) > 1:
            # One request the engine cannot take must not fail its neighbours.
            for waiting in group:
                await self._commit([waiting])
            return True
        (waiting,) = group
        if waiting.request is not waiting.admitted.request:
            return False
        known = await asyncio.to_thread(known_part, waiting.request, waiting.admitted.otlp)
        if known is None:
            return False
        await self._commit([replace(waiting, request=known)])
        return True

    async def _on_thread(self, requests: Sequence[OtlpRequest], received_at: datetime) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._write, requests, received_at)

    def _settle(self, group: Sequence[_Waiting], error: Exception | None) -> None:
        for waiting in group:
            self._pending.pop(waiting.request.digest, None)
            if error is None:
                waiting.stored.set_result(None)
            else:
                waiting.stored.set_exception(StoreUnavailable(str(error)))


class Room:
    """Memory that one request holds from its first byte to its answer; refuses when all requests hold too much."""

    def __init__(self, limits: IngestLimits, ledger: Ledger) -> None:
        self._limits = limits
        self._ledger = ledger
        self._held = 0

    def grow(self, size: int) -> None:
        """Take `size` more bytes.

        Raises:
            Overloaded: Requests in flight hold all the memory they may.
        """
        if self._ledger.in_flight_bytes + size > self._limits.max_in_flight_bytes:
            raise Overloaded(
                f"{self._ledger.in_flight_bytes} bytes are waiting to be stored; try again shortly",
                retry_after_seconds=self._limits.retry_after_seconds,
            )
        self._ledger.held(size)
        self._held += size

    def __enter__(self) -> "Room":
        return self

    def __exit__(self, *_: object) -> None:
        self._ledger.held(-self._held)
