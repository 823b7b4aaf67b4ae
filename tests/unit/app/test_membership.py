"""Who leads, who took over, and what a server that was only paused can still do: nothing."""

from collections.abc import Iterator
from contextvars import Context
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from tocsin.app.membership import LEADER, Membership
from tocsin.app.ticking import CATCH_UP_AT_MOST, Ticking
from tocsin.errors import LeaseLost
from tocsin.store.state import StateStore, TickState, open_state

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
STEP = timedelta(seconds=10)
PATIENCE = timedelta(seconds=6)


class Cluster:
    """Servers over one state database, on a clock that the test moves."""

    def __init__(self, state: StateStore) -> None:
        self.state = state
        self.now = 100.0
        self.recovered: list[tuple[str, str]] = []
        self._tokens = count(1)

    def server(self, name: str) -> Membership:
        """Return a server that has not beaten yet."""
        return Membership(
            self.state.leases(lambda: f"token-{next(self._tokens)}"),
            name=name,
            patience=PATIENCE,
            monotonic=lambda: self.now,
            recover=lambda gone: self.recovered.append((name, gone)),
        )

    def beat(self, *servers: Membership, seconds: float = 0.0) -> None:
        """Let time pass in steps of a beat, and these servers live through it."""
        for _ in range(max(round(seconds / 2), 1)):
            for server in servers:
                server.beat()
            self.now += 2 if seconds else 0


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    state = open_state(f"sqlite:///{tmp_path}/state.db")
    yield Cluster(state)
    state.close()


def test_the_first_server_leads_and_the_second_does_not(cluster: Cluster) -> None:
    first, second = cluster.server("first"), cluster.server("second")
    cluster.beat(first, second, seconds=60)
    assert first.leader is not None
    assert second.leader is None


def test_a_dead_leader_is_replaced_within_seconds_and_not_before(cluster: Cluster) -> None:
    first, second = cluster.server("first"), cluster.server("second")
    cluster.beat(first, second)
    cluster.beat(second, seconds=4)
    assert second.leader is None
    cluster.beat(second, seconds=6)
    assert second.leader is not None
    assert ("second", "first") in cluster.recovered


def test_a_server_that_leaves_is_replaced_at_once(cluster: Cluster) -> None:
    first, second = cluster.server("first"), cluster.server("second")
    cluster.beat(first, second)
    first.leave()
    cluster.beat(second)
    assert second.leader is not None
    assert ("second", "first") in cluster.recovered


def test_a_leader_without_a_database_stops_leading_before_another_may_begin(cluster: Cluster) -> None:
    first = cluster.server("first")
    cluster.beat(first)
    cluster.now += PATIENCE.total_seconds()
    assert first.leader is None


def test_a_paused_server_wakes_and_can_write_nothing_of_what_it_was_doing(cluster: Cluster) -> None:
    first, second = cluster.server("first"), cluster.server("second")
    cluster.beat(first, second)
    with first.working():
        cluster.state.kill_switch.set_kill_switch(True)  # it works, and now it is paused
    asleep = first.working()
    with asleep:
        _elsewhere(cluster, second)
        with pytest.raises(LeaseLost):
            cluster.state.kill_switch.set_kill_switch(False)
    assert cluster.state.kill_switch.kill_switch()


def _elsewhere(cluster: Cluster, server: Membership) -> None:
    """Let another server take over, outside of this thread's fence."""
    Context().run(cluster.beat, server, seconds=10)


def test_a_server_that_was_replaced_joins_again_and_takes_up_what_it_had_refused(cluster: Cluster) -> None:
    first, second = cluster.server("first"), cluster.server("second")
    cluster.beat(first, second)
    cluster.beat(second, seconds=10)
    cluster.recovered.clear()
    cluster.beat(first, second, seconds=4)
    assert cluster.recovered == [("first", "first")]
    assert second.leader is not None
    assert first.leader is None
    with first.working():
        cluster.state.kill_switch.set_kill_switch(True)


def test_only_one_of_two_watchers_takes_up_a_dead_servers_work(cluster: Cluster) -> None:
    servers = [cluster.server(name) for name in ("dead", "left", "right")]
    cluster.beat(*servers)
    cluster.recovered.clear()
    cluster.beat(*servers[1:], seconds=20)
    assert [gone for _, gone in cluster.recovered] == ["dead"]


def test_nothing_is_left_of_servers_that_are_gone(cluster: Cluster) -> None:
    first, second = cluster.server("first"), cluster.server("second")
    cluster.beat(first, second)
    cluster.beat(second, seconds=20)
    assert [lease.name for lease in cluster.state.leases(str).seen()] == [LEADER, "server:second"]


def test_each_instant_is_done_once_across_a_takeover(cluster: Cluster) -> None:
    done: list[tuple[str, datetime]] = []

    def note(server: str, at: datetime) -> None:
        done.append((server, at))

    servers = {name: cluster.server(name) for name in ("first", "second")}
    cluster.beat(*servers.values())
    jobs = {
        name: Ticking(server, cluster.state.ticks).once("tick", STEP, partial(note, name))
        for name, server in servers.items()
    }
    for name in ("first", "second"):
        jobs[name](NOON)
    cluster.beat(servers["second"], seconds=10)  # the first one is gone
    jobs["second"](NOON + 3 * STEP)
    jobs["second"](NOON + 4 * STEP)
    assert done == [("first", NOON), *(("second", NOON + number * STEP) for number in (1, 2, 3, 4))]


def test_an_instant_that_died_with_its_server_is_done_by_the_next(cluster: Cluster) -> None:
    first, second = cluster.server("first"), cluster.server("second")
    cluster.beat(first, second)
    done: list[datetime] = []
    Ticking(first, cluster.state.ticks).once("tick", STEP, done.append)(NOON)
    lease = first.leader
    assert lease is not None
    cluster.state.ticks.begin("tick", NOON + STEP, lease)  # and then it dies
    cluster.beat(second, seconds=10)
    Ticking(second, cluster.state.ticks).once("tick", STEP, done.append)(NOON + STEP)
    assert done == [NOON, NOON + STEP]


def test_a_cluster_that_was_down_for_long_starts_with_the_present(cluster: Cluster) -> None:
    first, second = cluster.server("first"), cluster.server("second")
    cluster.beat(first, second)
    Ticking(first, cluster.state.ticks).once("tick", STEP, str)(NOON)
    cluster.beat(second, seconds=10)
    done: list[datetime] = []
    later = NOON + (CATCH_UP_AT_MOST + 1) * STEP
    Ticking(second, cluster.state.ticks).once("tick", STEP, done.append)(later)
    assert done == [later]


def test_a_tick_that_fails_is_on_record_and_the_next_one_comes(cluster: Cluster) -> None:
    server = cluster.server("only")
    cluster.beat(server)

    def fail(_: datetime) -> None:
        raise RuntimeError("broken")

    ticking = Ticking(server, cluster.state.ticks)
    with pytest.raises(RuntimeError):
        ticking.once("tick", STEP, fail)(NOON)
    done: list[datetime] = []
    ticking.once("tick", STEP, done.append)(NOON + STEP)
    assert done == [NOON + STEP]
    assert [tick.state for tick in cluster.state.ticks.recent("tick")] == [TickState.DONE, TickState.FAILED]


def test_a_follower_does_no_work_of_the_leader(cluster: Cluster) -> None:
    first, second = cluster.server("first"), cluster.server("second")
    cluster.beat(first, second)
    done: list[datetime] = []
    Ticking(second, cluster.state.ticks).by_leader(done.append)(NOON)
    assert done == []
