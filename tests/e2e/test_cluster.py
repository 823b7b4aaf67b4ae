"""Two servers on one ClickHouse and one PostgreSQL: one ticks, the other takes over, nothing is doubled."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.kit.clickhouse_front import ClickHouseFront
from tests.kit.otlp import chat, request, root, trace_id
from tests.kit.postgres import throwaway_cluster
from tests.kit.server import Server, until
from tocsin.clock import SystemClock
from tocsin.store.state import StateStore, Tick, TickState, open_state

pytestmark = [pytest.mark.slow, pytest.mark.postgres, pytest.mark.timeout(400)]

TICK = timedelta(seconds=2)
OBJECTIVE = """
apiVersion: openslo/v1
kind: SLO
metadata:
  name: answers-succeed
  annotations: {tocsin.dev/journey: assistant/answer, tocsin.dev/tier: outcome}
spec:
  service: assistant
  indicator: {spec: {ratioMetric: {good: {metricSource: {type: tocsin, spec: {outcome: success}}}}}}
  timeWindow: [{duration: 30d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.99}]
"""


class Pair:
    """Two servers over shared databases; the first one leads."""

    def __init__(self, folder: Path, front: ClickHouseFront, state_url: str) -> None:
        settings = {
            "TOCSIN_TELEMETRY": front.url,
            "TOCSIN_STATE": state_url,
            "TOCSIN_TICK": "2s",
            "TOCSIN_LEASE": "3s",
        }
        self.leader = Server(folder / "first", **settings)
        self.follower = Server(folder / "second", **settings)
        self.state: StateStore = open_state(state_url)
        self._traces = count(1)

    def fail(self, server: Server, tasks: int) -> None:
        """Send failing tasks to one of the servers."""
        headers = {"content-type": "application/x-protobuf"}
        for _ in range(tasks):
            spans = [root(tocsin__outcome="failure"), chat()]
            body = request(spans, trace=trace_id(next(self._traces)), at=SystemClock().now() - TICK)
            path = f"{server.otlp_http}/v1/traces"
            httpx.post(path, content=body.SerializeToString(), headers=headers, timeout=30).raise_for_status()

    def ticks(self) -> list[Tick]:
        """Return the ticks on record that are over, oldest first."""
        return [tick for tick in reversed(self.state.ticks.recent("tick")) if tick.state is not TickState.BEGUN]


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with throwaway_cluster() as postgres, ClickHouseFront(tmp_path / "engine") as front:
        servers = Pair(tmp_path, front, postgres.new_database())
        try:
            with running(servers.leader), running(servers.follower):
                yield servers
        finally:
            servers.state.close()


@contextmanager
def running(server: Server) -> Iterator[None]:
    """Run a server that the test may kill."""
    try:
        server.start()
        yield
    finally:
        if server._process is not None and server._process.poll() is None:
            os.kill(server.pid, signal.SIGCONT)  # a stopped process takes no other signal
            server.stop()


def kill(server: Server) -> None:
    """End the leader as a failing machine does."""
    server.kill()


def pause(server: Server) -> None:
    """Stop the leader as the move of a virtual machine does; it wakes when it is told to."""
    os.kill(server.pid, signal.SIGSTOP)


@pytest.mark.parametrize("fail", [kill, pause])
def test_a_lost_leader_is_replaced_and_its_incident_is_opened_once(pair: Pair, fail: Callable[[Server], None]) -> None:
    document = {"text": OBJECTIVE, "by": "mira"}
    httpx.post(f"{pair.follower.url}/api/v1/documents", json=document).raise_for_status()
    pair.fail(pair.leader, 30)
    pair.fail(pair.follower, 30)
    (incident,) = wait_for_incidents(pair.follower)
    (first,) = {tick.holder for tick in pair.ticks()}

    fail(pair.leader)
    pair.fail(pair.follower, 10)
    wait_for_ticks_by_another(pair, first, 3)
    if pair.leader.addresses:
        os.kill(pair.leader.pid, signal.SIGCONT)
    ticks = wait_for_ticks_by_another(pair, first, 6)

    assert [one["id"] for one in wait_for_incidents(pair.follower)] == [incident["id"]]
    told = [entry["kind"] for entry in pair.follower.get(f"/api/v1/incidents/{incident['id']}").json()["timeline"]]
    assert told.count("opened") == 1
    assert pair.follower.get("/api/v1/audit/verify").json()["intact"]
    holders = [tick.holder for tick in ticks]
    takeover = holders.count(first)
    assert first not in holders[takeover:], "who was replaced ticked again"
    assert ticks[takeover].at - ticks[takeover - 1].at == TICK, "an instant was lost in the takeover"
    assert {tick.state for tick in ticks} == {TickState.DONE}


def test_spans_sent_to_two_servers_are_tasks_of_one_store(pair: Pair) -> None:
    pair.fail(pair.leader, 20)
    pair.fail(pair.follower, 20)
    for server in (pair.leader, pair.follower):
        for _ in until(60):
            items = server.get("/api/v1/journeys", window="1h").json()["items"]
            if items and items[0]["tasks"] == 40:
                break
        assert items[0]["tasks"] == 40
    assert pair.follower.get("/api/v1/status").json()["last_tick_at"] is not None


def wait_for_incidents(server: Server) -> list[dict[str, str]]:
    for _ in until(60):
        items: list[dict[str, str]] = server.get("/api/v1/incidents").json()["items"]
        if items:
            return items
    raise AssertionError("no incident was opened")


def wait_for_ticks_by_another(pair: Pair, first: str, at_least: int) -> list[Tick]:
    for _ in until(60):
        ticks = pair.ticks()
        if sum(tick.holder != first for tick in ticks) >= at_least:
            return ticks
    raise AssertionError(f"nobody took over from {first}: {pair.state.leases(str).seen()}")
