"""The landing stores what it acknowledged, in few inserts, and says so when it cannot."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from tests.kit.clock import ManualClock
from tests.kit.otlp import NOON, request, root, trace_id
from tests.kit.server import until
from tocsin.errors import StoreUnavailable
from tocsin.ingest import Landing
from tocsin.store.telemetry import Journal, OtlpRequest

BODY = request([root()], trace=trace_id(1)).SerializeToString()
ONE, TWO, THREE = (OtlpRequest(BODY, number) for number in (1, 2, 3))


@dataclass
class MemoryStore:
    """Keeps groups in a list; can be held up, can be down, and can refuse a request."""

    groups: list[tuple[OtlpRequest, ...]] = field(default_factory=list)
    is_down: bool = False
    refused: OtlpRequest | None = None
    open: threading.Event = field(default_factory=threading.Event)
    asked: threading.Event = field(default_factory=threading.Event)

    def write(self, requests: Iterable[OtlpRequest], received_at: datetime) -> None:
        self.asked.set()
        assert self.open.wait(10)
        if self.is_down:
            raise StoreUnavailable("the engine is down")
        if self.refused in (group := tuple(requests)):
            raise StoreUnavailable("refused a statement")
        if group:
            self.groups.append(group)

    def recent_digests(self, since: datetime) -> Mapping[int, datetime]:
        return {one.digest: NOON for group in self.groups for one in group}


def landing(store: MemoryStore, folder: Path, *, max_bytes: int = 100_000, room: bool = True) -> Landing:
    def require_room() -> None:
        if not room:
            raise StoreUnavailable("disk full")

    return Landing(
        journal=Journal(folder),
        store=store,
        require_room=require_room,
        max_bytes=max_bytes,
        clock=ManualClock(NOON),
    )


def write_on(one: Landing) -> None:
    """Write more and more requests for a while."""
    for number, _ in enumerate(until(), start=10):
        one.write([OtlpRequest(BODY, number)], NOON)


def test_what_comes_while_an_insert_runs_shares_the_next(tmp_path: Path) -> None:
    store = MemoryStore()
    one = landing(store, tmp_path)
    one.start()
    one.write([ONE], NOON)
    assert store.asked.wait(10)
    one.write([TWO], NOON)
    one.write([THREE], NOON)
    store.open.set()
    one.stop()
    assert store.groups == [(ONE,), (TWO, THREE)]


def test_nothing_is_acknowledged_on_a_full_disk(tmp_path: Path) -> None:
    one = landing(MemoryStore(), tmp_path, room=False)
    with pytest.raises(StoreUnavailable, match="disk full"):
        one.write([ONE], NOON)
    assert list(tmp_path.iterdir()) == []


def test_inserts_that_do_not_keep_up_hold_clients_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tocsin.ingest.landing.ROOM_SECONDS", 0.01)
    one = landing(MemoryStore(), tmp_path, max_bytes=len(BODY) + 1)
    one.write([ONE], NOON)
    with pytest.raises(StoreUnavailable, match="wait to be stored"):
        one.write([TWO], NOON)


def test_a_store_that_is_down_refuses_more_and_loses_nothing(tmp_path: Path) -> None:
    store = MemoryStore(is_down=True)
    store.open.set()
    one = landing(store, tmp_path)
    one.start()
    one.write([ONE], NOON)
    with pytest.raises(StoreUnavailable, match="the engine is down"):
        write_on(one)
    store.is_down = False
    for _ in until():
        if any(ONE in group for group in store.groups):
            break
    one.stop()
    digests = [request.digest for group in store.groups for request in group]
    assert digests.count(1) == 1
    assert sorted(set(digests)) == sorted(digests)
    assert list(tmp_path.iterdir()) == []


def test_a_request_that_the_engine_does_not_take_is_set_aside_and_its_neighbours_are_stored(tmp_path: Path) -> None:
    store = MemoryStore(refused=TWO)
    store.open.set()
    one = landing(store, tmp_path)
    one.write([ONE, TWO, THREE], NOON)
    one.start()
    one.stop()
    assert store.groups == [(ONE,), (THREE,)]
    assert [file.name for file in tmp_path.iterdir()] == [f"{TWO.digest:016x}.refused"]
