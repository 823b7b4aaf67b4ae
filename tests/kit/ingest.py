"""The OTLP endpoints over a writer that keeps requests in memory, on the loop of the test."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

import httpx

from tests.kit.clock import ManualClock
from tests.kit.otlp import NOON
from tocsin.errors import StoreUnavailable
from tocsin.ingest import GroupCommit, IngestLimits, Ledger, Receiver, RecentRequests, create_otlp_http
from tocsin.store.telemetry import OtlpRequest


@dataclass
class MemorySpans:
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
    """A running receiver and what stands around it."""

    spans: MemorySpans
    receiver: Receiver
    ledger: Ledger
    client: httpx.AsyncClient

    async def post(self, content: bytes, kind: str = "application/x-protobuf", **headers: str) -> httpx.Response:
        """Send one export request."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.post("/v1/traces", content=content, headers={"content-type": kind, **named})

    async def received(self, size: int) -> None:
        """Return once requests of this many bytes are waiting to be stored."""
        while self.ledger.in_flight_bytes < size:  # noqa: ASYNC110 - the ledger has no event, and needs none
            await asyncio.sleep(0)


@asynccontextmanager
async def endpoint(limits: IngestLimits | None = None) -> AsyncIterator[Endpoint]:
    """Yield a fresh endpoint; waits for what is under way when it ends."""
    limits = limits or IngestLimits()
    spans, ledger, clock = MemorySpans(), Ledger(), ManualClock(NOON)
    commit = GroupCommit(write=spans, recent=RecentRequests({}), limits=limits, ledger=ledger, clock=clock)
    receiver = Receiver(commit, limits, ledger)
    transport = httpx.ASGITransport(create_otlp_http(receiver))
    commit.start()
    async with httpx.AsyncClient(transport=transport, base_url="http://otlp") as client:
        yield Endpoint(spans, receiver, ledger, client)
    spans.open.set()
    await commit.stop()
