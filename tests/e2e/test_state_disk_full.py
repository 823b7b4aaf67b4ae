"""The disk of the state database fills up: nothing is half decided, all stays readable, and it goes on afterwards."""

import sqlite3
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import httpx
import pytest

from tests.kit.disk import fill, small_disk
from tests.kit.otlp import request, root, trace_id
from tests.kit.response import World
from tests.kit.server import Server, until
from tests.kit.tasks import MONDAY
from tocsin.clock import SystemClock
from tocsin.errors import StoreUnavailable
from tocsin.model import ActionId, ActionState, IncidentId
from tocsin.respond import ActionRef, DurableExecution, Journal, verify_chain
from tocsin.store.state import StateStore, open_state

pytestmark = pytest.mark.slow

DISK = 4 << 20
REF = ActionRef(IncidentId("inc-1"), ActionId("act-1"))
ROOM = 400_000
"""Bytes of a note, which the incident holds twice and the audit log once."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path, DISK) as place:
        yield place


@pytest.fixture
def state(disk: Path) -> Iterator[StateStore]:
    store = open_state(f"sqlite:///{disk}/state.db")
    yield store
    store.close()


@pytest.fixture
def world(state: StateStore) -> World:
    world = World(state)
    world.propose()
    return world


def approve(world: World, note: str = "") -> None:
    world.responder.approve(world.incident_id, world.action().id, "bea", note=note)


def use_up(state: StateStore) -> str:
    """Append to the audit log until nothing more fits; return what is said then."""
    for number in range(DISK // 1000):
        try:
            state.audit.append(MONDAY, "mira", "test.appended", f"entry/{number}", {"text": "x" * 1000})
        except StoreUnavailable as error:
            return str(error)
    raise AssertionError("the disk did not fill up")


def assert_undecided(world: World) -> None:
    assert world.action().state is ActionState.PROPOSED
    assert "action.approved" not in world.events()
    assert world.executions.submitted == []
    assert verify_chain(world.state.audit.entries(limit=100_000)).intact


def assert_decided(world: World, disk: Path) -> None:
    assert world.action().state is ActionState.APPROVED
    assert world.events().count("action.approved") == 1
    assert world.executions.submitted == [world.ref()]
    assert verify_chain(world.state.audit.entries(limit=100_000)).intact
    with sqlite3.connect(disk / "state.db") as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    connection.close()


def test_an_approval_on_a_full_disk_is_refused_whole_and_can_be_given_when_there_is_room(
    world: World, disk: Path
) -> None:
    ballast = fill(disk)
    assert "disk is full" in use_up(world.state)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        approve(world)
    assert_undecided(world)
    ballast.unlink()
    approve(world)
    assert_decided(world, disk)


def test_room_for_the_decision_but_not_for_its_audit_is_no_decision(world: World, disk: Path) -> None:
    note = "x" * ROOM
    ballast = fill(disk, leave=ROOM * 5 // 2)
    with pytest.raises(StoreUnavailable, match="disk is full"):
        approve(world, note)
    assert_undecided(world)
    ballast.unlink()
    approve(world, note)
    assert_decided(world, disk)


def test_an_action_under_way_goes_on_where_it_was_when_there_is_room(state: StateStore, disk: Path) -> None:
    may_go_on, done = threading.Event(), threading.Event()
    steps: list[str] = []

    def carry_out(journal: Journal, _: ActionRef) -> None:
        journal.step("begin", lambda: steps.append("begin"))
        assert may_go_on.wait(30)
        journal.step("write", write)
        done.set()

    def write() -> None:
        state.audit.append(MONDAY, "mira", "test.appended", "entry", {})
        steps.append("write")

    execution = DurableExecution(f"sqlite:///{disk}/state.db", carry_out, SystemClock())
    execution.start()
    try:
        execution.submit(REF)
        assert any(steps for _ in until())
        ballast = fill(disk)
        use_up(state)
        may_go_on.set()
        assert any(execution._broken for _ in until(60))
        assert not execution.ended(REF)
        ballast.unlink()
        execution.submit(REF)
        assert done.wait(30)
        assert steps == ["begin", "write"]
    finally:
        execution.stop()


def test_a_server_goes_on_reading_and_taking_telemetry_in(disk: Path, tmp_path: Path) -> None:
    environment = {"TOCSIN_STATE": f"sqlite:///{disk}/state.db", "TOCSIN_TICK": "1s"}
    with Server(tmp_path / "data", **environment) as server:
        ballast = fill(disk)
        refused = wait_for_answer(server, 503)
        assert "disk is full" in refused.json()["detail"]
        body = request([root()], trace=trace_id(1), at=SystemClock().now()).SerializeToString()
        headers = {"content-type": "application/x-protobuf"}
        assert httpx.post(f"{server.otlp_http}/v1/traces", content=body, headers=headers).status_code == 200
        for path in ("/", "/api/v1/status", "/api/v1/incidents", "/api/v1/audit", "/readyz"):
            assert server.get(path).status_code == 200, path
        assert 'tocsin_disk_free_bytes{store="state"}' in server.get("/metrics").text

        ballast.unlink()
        wait_for_answer(server, 200)
        assert server.get("/api/v1/audit/verify").json()["intact"] is True
        ticks = ticks_of(server)
        assert any(ticks_of(server) > ticks for _ in until())


def wait_for_answer(server: Server, status: int) -> httpx.Response:
    """Turn the kill switch over and over until the answer is this one."""
    turns = count()
    for _ in until():
        order = {"engaged": next(turns) % 2 == 0, "by": "mira"}
        answer = httpx.put(f"{server.url}/api/v1/kill-switch", json=order, timeout=30)
        if answer.status_code == status:
            return answer
    raise AssertionError(f"still {answer.status_code}: {answer.text}")


def ticks_of(server: Server) -> float:
    [line] = [one for one in server.get("/metrics").text.splitlines() if one.startswith("tocsin_watch_ticks_total ")]
    return float(line.split()[1])


def test_a_full_disk_can_be_read_by_a_process_that_starts_on_it(state: StateStore, disk: Path) -> None:
    world = World(state)
    fill(disk)
    use_up(state)
    state.close()
    again = open_state(f"sqlite:///{disk}/state.db")
    try:
        assert again.incidents.incident(world.incident_id) == world.incident()
        assert verify_chain(again.audit.entries(limit=100_000)).intact
    finally:
        again.close()
