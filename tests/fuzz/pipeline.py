"""The way in from the first byte to sealed tasks, over a real store: what the server has, but for its threads.

What a round of inputs brought is stored when the round ends, in one insert, as the landing does: an insert for each
input would leave time for little else.
"""

import asyncio
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from google.rpc.status_pb2 import Status

from tests.fuzz.sent import Sent
from tests.kit.clock import ManualClock
from tests.kit.hostile import items_of
from tests.kit.otlp import NOON
from tocsin.ingest import (
    AT_ONCE,
    GroupCommit,
    IngestLimits,
    Landing,
    Ledger,
    Pricer,
    Receiver,
    RecentRequests,
    Redaction,
    RedactionPolicy,
    Sealer,
    SealPolicy,
    create_otlp_http,
)
from tocsin.ingest.admission import known_part
from tocsin.ingest.redaction import Detector, RedactionAction, RedactionRule
from tocsin.ingest.signals import TRACES
from tocsin.model import KEEP_EVERYTHING, Disposition, Signal, TraceId, Window
from tocsin.store.telemetry import Journal, OtlpRequest, RequestStore, SampledSealing, open_telemetry

ANSWERS = (200, 400, 413, 415)
"""What docs/telemetry.md promises while the store answers and little is in flight. A 503 would be retried for ever."""
LIMITS = IngestLimits(max_body_bytes=100_000, max_attribute_bytes=500)
EVERYTHING = RedactionPolicy(
    (
        *(RedactionRule(one.value, RedactionAction.MASK, one) for one in Detector),
        RedactionRule("keys", RedactionAction.DROP, keys=("*.question", "card*")),
    )
)
POLICIES = (EVERYTHING,)
TABLES = {Signal.TRACES: "spans", Signal.LOGS: "logs", Signal.METRICS: "metric_points"}
COUNTS = {signal: f"SELECT count() FROM {table}" for signal, table in TABLES.items()}  # noqa: S608 - names of ours
DERIVED = (
    "metric_hours",
    "metric_hour_sums",
    "trace_activity",
    "tasks",
    "scores",
    "response_scores",
    "task_hours",
    "task_sums",
)
_KEPT = (Disposition.ACCEPTED,)
_REPEATED = (Disposition.DEDUPLICATED,)
_ALL = (Disposition.ACCEPTED, Disposition.REJECTED, Disposition.DEDUPLICATED)
_READ_METRICS = 3
POLICY = SealPolicy(quiet=timedelta(seconds=5), timeout=timedelta(minutes=5))


class Failed(AssertionError):
    """An answer, a count or what was stored is not what it should be."""


@dataclass
class Road:
    """How requests of one signal are stored."""

    journal: Journal
    store: RequestStore
    landing: Landing

    def write(self, requests: Any, received_at: datetime) -> None:
        """Journal requests."""
        self.landing.write(requests, received_at)


class Pipeline:
    """One intake over a store of its own, driven by one thread."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="tocsin-fuzz-")
        place = Path(self._folder.name)
        self._clock, self._ledger = ManualClock(NOON), Ledger()
        self._telemetry = open_telemetry(f"chdb://{place / 'telemetry'}")
        stores: dict[Signal, RequestStore] = {
            Signal.TRACES: self._telemetry.spans,
            Signal.LOGS: self._telemetry.logs,
            Signal.METRICS: self._telemetry.metrics,
        }
        self._roads = {signal: self._road(place / signal.value, store) for signal, store in stores.items()}
        self._loop = asyncio.new_event_loop()
        self._app = self._loop.run_until_complete(self._started())
        self._accepted_before: Counter[Signal] = Counter()

    def _road(self, folder: Path, store: RequestStore) -> Road:
        journal = Journal(folder)
        return Road(journal, store, self._landing(journal, store))

    def _landing(self, journal: Journal, store: RequestStore) -> Landing:
        return Landing(
            journal=journal,
            store=store,
            require_room=lambda: None,
            max_bytes=LIMITS.max_commit_bytes,
            clock=self._clock,
        )

    async def _started(self) -> httpx.AsyncClient:
        commits = {
            signal: GroupCommit(
                write=road.write,
                recent=RecentRequests({}),
                limits=LIMITS,
                ledger=self._ledger,
                clock=self._clock,
                pace=AT_ONCE,
            )
            for signal, road in self._roads.items()
        }
        for commit in commits.values():
            commit.start()
        steps = [Redaction(lambda: POLICIES, b"key")]
        receiver = Receiver(commits, LIMITS, self._ledger, self._clock, steps)
        transport = httpx.ASGITransport(create_otlp_http(receiver))
        return httpx.AsyncClient(transport=transport, base_url="http://otlp")

    def remove(self) -> None:
        """Remove the store's files; it is of no use afterwards."""
        self._folder.cleanup()

    def send(self, one: Sent) -> None:
        """Send a request; raises Failed unless the answer and the account are right.

        Spans with fields that protobuf does not know are left out: what the engine makes of them is not defined, and
        looking for them on every request costs too much (see `known_part`).
        """
        if one.otlp is TRACES and _has_unknown(one):
            return
        before = self._counted(_ALL)[one.otlp.signal]
        repeated = self._counted(_REPEATED)
        headers = {"content-type": one.kind, "content-encoding": one.encoding}
        answer = self._loop.run_until_complete(self._app.post(one.otlp.path, content=one.content, headers=headers))
        self._clock.advance(timedelta(seconds=1))
        if answer.status_code not in ANSWERS:
            raise Failed(f"answered {answer.status_code}: {answer.text}")
        if self._ledger.in_flight_bytes:
            raise Failed(f"{self._ledger.in_flight_bytes} bytes are still in flight")
        told: Any = _message(answer, one)
        if answer.status_code != 200 and not told.message:
            raise Failed(f"answered {answer.status_code} without a reason")
        counted = self._counted(_ALL)[one.otlp.signal] - before
        expected = _items(one) if answer.status_code == 200 else 0
        if expected and self._counted(_REPEATED) != repeated:
            expected -= getattr(told.partial_success, one.otlp.rejected_field)  # counted when it came first
        if expected is not None and counted != expected:
            raise Failed(f"counted {counted} items of {expected}")

    def settle(self) -> None:
        """Store what was sent since the last time, seal it, read it; raises Failed unless all is there."""
        for signal, road in self._roads.items():
            road.landing.start()
            road.landing.stop()
            road.landing = self._landing(road.journal, road.store)
            accepted = self._counted(_KEPT)[signal]
            expected = accepted - self._accepted_before[signal]
            self._accepted_before[signal] = accepted
            [(stored,)] = self._telemetry._engine.rows(COUNTS[signal])
            if stored != expected:
                raise Failed(f"{stored} of {expected} acknowledged {signal.value} are readable")
        self._seal()
        self._read()
        for table in (*TABLES.values(), *DERIVED):
            self._telemetry._engine.execute(f"TRUNCATE TABLE {table}")

    def _seal(self) -> None:
        telemetry, at = self._telemetry, self._clock.advance(POLICY.timeout)
        sealing = SampledSealing(telemetry.sealing, telemetry.sampling, lambda: KEEP_EVERYTHING)
        pricer = Pricer(telemetry.prices, None)
        Sealer(store=sealing, pricer=pricer, rules=tuple, policy=POLICY, ledger=self._ledger).tick(at)
        left = "SELECT uniqExact(trace_id) FROM spans WHERE trace_id NOT IN (SELECT trace_id FROM tasks)"
        [(unsealed,)] = telemetry._engine.rows(left)
        if unsealed:
            raise Failed(f"{unsealed} traces are not sealed")

    def _read(self) -> None:
        """Read what is stored as people do; whatever cannot be read raises."""
        telemetry = self._telemetry
        ids = telemetry._engine.rows("SELECT trace_id FROM spans GROUP BY trace_id LIMIT 5")
        for (trace_id,) in ids:
            if telemetry.tasks.trace(TraceId(trace_id)) is None:
                raise Failed(f"trace {trace_id!r} is not found")
            telemetry.scores.of_trace(TraceId(trace_id))
        window = Window(NOON - timedelta(days=1), self._clock.now())
        telemetry.logs.search(window, limit=1_000)
        for metric in telemetry.metrics.names(window)[:_READ_METRICS]:
            telemetry.metrics.series(metric, window, timedelta(hours=1), statistic=metric.statistics[-1])

    def _counted(self, fates: tuple[Disposition, ...]) -> Counter[Signal]:
        counts: Counter[Signal] = Counter()
        for one in self._ledger.snapshot().counts:
            if one.disposition in fates:
                counts[one.signal] += one.count
        return counts


def _has_unknown(one: Sent) -> bool:
    try:
        return known_part(OtlpRequest(one.inside or b"", 0)) is not None
    except DecodeError:
        return False


def _message(answer: httpx.Response, one: Sent) -> Message:
    expected = one.otlp.response if answer.status_code == 200 else Status
    if answer.headers["content-type"].startswith("application/json"):
        return json_format.Parse(answer.content, expected())
    return expected.FromString(answer.content)


def _items(one: Sent) -> int | None:
    """Return how many items a request holds, told without our code; None where only JSON says it."""
    if not one.is_protobuf or one.inside is None:
        return None
    try:
        return items_of(one.otlp, one.inside)
    except DecodeError:
        raise Failed("acknowledged what is no request") from None
