"""What was acknowledged survives SIGKILL during load, and a retry after the restart is not stored twice."""

import contextlib
import threading
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest

from tests.kit.otlp import chat, request, root, trace_id
from tests.kit.server import Server, until
from tocsin.clock import SystemClock

pytestmark = pytest.mark.slow

CLIENTS = 4
BODIES = 240
KILL_AFTER = 60


def test_acknowledged_spans_survive_sigkill_and_none_is_stored_twice(tmp_path: Path) -> None:
    now = SystemClock().now()
    bodies = {n: request([root(), chat()], trace=trace_id(n), at=now).SerializeToString() for n in range(1, BODIES + 1)}
    server = Server(tmp_path).start()
    acknowledged = load_until_killed(server, bodies)
    assert KILL_AFTER <= len(acknowledged) < BODIES

    with server:
        with httpx.Client() as client:
            for body in bodies.values():  # an exporter that saw no answer sends again; here even those that did
                post(client, server.otlp_http, body).raise_for_status()
        assert server.get("/api/v1/accounting").json()["duplicate_requests"] >= len(acknowledged)
        wait_for_tasks(server, BODIES)
        for number in sorted(acknowledged):
            trace = server.get(f"/api/v1/traces/{trace_id(number)}").json()
            assert [span["name"] for span in trace["spans"]] == ["answer", "chat gpt-4o"]


def test_a_kill_before_or_after_the_insert_of_what_was_journaled_changes_nothing(tmp_path: Path) -> None:
    now = SystemClock().now()
    bodies = [request([root(), chat()], trace=trace_id(n), at=now).SerializeToString() for n in range(1, 21)]
    journal = tmp_path / "telemetry-journal"
    server = Server(tmp_path).start()
    with httpx.Client() as client:
        for body in bodies:
            post(client, server.otlp_http, body).raise_for_status()
    server.kill()
    as_it_was = {file: file.read_bytes() for file in journal.iterdir()}

    with server:
        wait_for_tasks(server, len(bodies))
    assert list(journal.iterdir()) == []
    for file, content in as_it_was.items():  # as a kill after the insert and before the removal would have left it
        file.write_bytes(content)
    with server:
        for _ in until():
            if not list(journal.iterdir()):
                break
        wait_for_tasks(server, len(bodies))
        stored = {table["name"]: table["rows"] for table in server.get("/api/v1/storage").json()["tables"]}
    assert list(journal.iterdir()) == []
    assert stored["spans"] == 2 * len(bodies)


def wait_for_tasks(server: Server, expected: int) -> None:
    """Return once there are as many tasks; fail when there are not."""
    tasks = 0
    for _ in until():
        journeys = server.get("/api/v1/journeys", window="1h").json()["items"]
        tasks = sum(journey["tasks"] for journey in journeys)
        if tasks == expected:
            return
    raise AssertionError(f"{tasks} tasks, not {expected}")


def load_until_killed(server: Server, bodies: Mapping[int, bytes]) -> set[int]:
    """Send the bodies from several clients, kill the server amid them; return which were acknowledged."""
    acknowledged: set[int] = set()
    killed = threading.Event()
    otlp = server.otlp_http

    def send(share: int) -> None:
        with httpx.Client() as client, contextlib.suppress(httpx.HTTPError):
            for number in range(1 + share, len(bodies) + 1, CLIENTS):
                post(client, otlp, bodies[number]).raise_for_status()
                acknowledged.add(number)
                if len(acknowledged) >= KILL_AFTER and not killed.is_set():
                    killed.set()
                    server.kill()

    threads = [threading.Thread(target=send, args=(share,)) for share in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return acknowledged


def post(client: httpx.Client, otlp: str, body: bytes) -> httpx.Response:
    return client.post(f"{otlp}/v1/traces", content=body, headers={"content-type": "application/x-protobuf"})
