"""The OTLP endpoints over writers that keep requests in memory, on the loop of the test."""

import asyncio
import threading
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from tests.kit.clock import ManualClock
from tests.kit.otlp import NOON
from tocsin.errors import StoreUnavailable
from tocsin.ingest import GroupCommit, IngestLimits, Ledger, Receiver, RecentRequests, create_otlp_http
from tocsin.ingest.admission import Step
from tocsin.model import Signal
from tocsin.store.telemetry import OtlpRequest


@dataclass
class MemoryWriter:
    """Stores requests in a list; can be held up, and can refuse requests whose bytes it is told."""

    groups: list[Sequence[OtlpRequest]] = field(default_factory=list)
    refused: set[bytes] = field(default_factory=set)
    open: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        """Begin unhindered."""
        self.open.set()

    def __call__(self, requests: Sequence[OtlpRequest], received_at: datetime) -> None:
        """Store a group, all or none."""
        assert self.open.wait(10)
        if any(request.body in self.refused for request in requests):
            raise StoreUnavailable("the disk is full")
        self.groups.append(requests)

    @property
    def bodies(self) -> list[bytes]:
        """Everything stored, in order."""
        return [request.body for group in self.groups for request in group]


@dataclass
class Endpoint:
    """A running receiver and what stands around it.

    Attributes:
        stored: What was stored of each signal.
    """

    stored: Mapping[Signal, MemoryWriter]
    receiver: Receiver
    ledger: Ledger
    client: httpx.AsyncClient

    @property
    def spans(self) -> MemoryWriter:
        """What was stored of traces."""
        return self.stored[Signal.TRACES]

    async def post(
        self, content: bytes, kind: str = "application/x-protobuf", *, path: str = "/v1/traces", **headers: str
    ) -> httpx.Response:
        """Send one export request."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post(path, content=content, headers={"content-type": kind, **named})

    async def received(self, size: int) -> None:
        """Return once requests of this many bytes are waiting to be stored."""
        while self.ledger.in_flight_bytes < size:  # noqa: ASYNC110 - the ledger has no event, and needs none
            await asyncio.sleep(0)


@asynccontextmanager
async def endpoint(limits: IngestLimits | None = None, steps: Sequence[Step] = ()) -> AsyncIterator[Endpoint]:
    """Yield a fresh endpoint; waits for what is under way when it ends."""
    limits = limits or IngestLimits()
    stored, ledger, clock = {signal: MemoryWriter() for signal in Signal}, Ledger(), ManualClock(NOON)
    commits = {
        signal: GroupCommit(write=writer, recent=RecentRequests({}), limits=limits, ledger=ledger, clock=clock)
        for signal, writer in stored.items()
    }
    receiver = Receiver(commits, limits, ledger, clock, steps)
    transport = httpx.ASGITransport(create_otlp_http(receiver))
    for commit in commits.values():
        commit.start()
    async with httpx.AsyncClient(transport=transport, base_url="http://otlp") as client:
        yield Endpoint(stored, receiver, ledger, client)
    for writer in stored.values():
        writer.open.set()
    for commit in commits.values():
        await commit.stop()
