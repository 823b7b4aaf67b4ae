"""A lease has one holder; what is written under it stands only while it is held; a tick has one doer."""

from contextvars import Context
from datetime import timedelta
from itertools import count

import pytest

from tests.kit.state import NOON, append_entries, in_two_processes
from tocsin.errors import LeaseLost
from tocsin.store.state import Leases, SeenLease, StateStore, TickState, fenced


@pytest.fixture
def leases(state: StateStore) -> Leases:
    numbers = count(1)
    return state.leases(lambda: f"token-{next(numbers)}")


def test_the_second_to_take_a_free_lease_gets_none(leases: Leases) -> None:
    assert leases.take("leader", "left") is not None
    assert leases.take("leader", "right") is None


def test_a_lease_is_taken_over_only_as_it_was_seen(leases: Leases) -> None:
    held = leases.take("leader", "left")
    assert held is not None
    (stale,) = leases.seen()
    assert leases.renew(held)

    assert leases.take("leader", "right", stale) is None
    (fresh,) = leases.seen()
    assert leases.take("leader", "right", fresh) is not None
    assert not leases.renew(held)


def test_only_one_of_two_takers_gets_an_abandoned_lease(leases: Leases) -> None:
    leases.take("leader", "dead")
    (seen,) = leases.seen()
    taken = [leases.take("leader", name, seen) for name in ("left", "right")]
    assert [lease is not None for lease in taken] == [True, False]


def test_a_lease_given_back_has_no_holder_and_one_lost_is_not_given_back(leases: Leases) -> None:
    first = leases.take("leader", "left")
    assert first is not None
    leases.give_back(first)
    (seen,) = leases.seen()
    assert seen.holder == ""
    leases.take("leader", "right", seen)
    leases.give_back(first)
    leases.forget(first)
    (seen,) = leases.seen()
    assert seen.holder == "right"


def test_what_a_former_holder_writes_is_refused_and_leaves_no_trace(state: StateStore, leases: Leases) -> None:
    """A paused server wakes in the middle of its work, after another one took over."""
    paused = leases.take("leader", "left")
    assert paused is not None
    with fenced(paused):
        state.audit.append(NOON, "left", "test.before", "entry", {})
        (seen,) = leases.seen()
        # Another process: not under this fence.
        _take_elsewhere(leases, seen)
        with pytest.raises(LeaseLost, match="another server took over"):
            state.audit.append(NOON, "left", "test.after", "entry", {})
        with pytest.raises(LeaseLost):
            state.kill_switch.set_kill_switch(True)
    assert [entry.event for entry in state.audit.entries()] == ["test.before"]
    assert not state.kill_switch.kill_switch()


def _take_elsewhere(leases: Leases, seen: SeenLease) -> None:
    assert Context().run(leases.take, "leader", "right", seen) is not None


def test_writes_outside_the_fence_need_no_lease(state: StateStore, leases: Leases) -> None:
    lost = leases.take("leader", "left")
    assert lost is not None
    leases.forget(lost)
    with pytest.raises(LeaseLost), fenced(lost):
        state.kill_switch.set_kill_switch(True)
    state.kill_switch.set_kill_switch(True)
    assert state.kill_switch.kill_switch()


def test_an_instant_is_done_once_and_a_dead_servers_is_begun_again(state: StateStore, leases: Leases) -> None:
    left = leases.take("leader", "left")
    assert left is not None
    with fenced(left):
        assert state.ticks.begin("tick", NOON, left)
    (seen,) = leases.seen()
    right = leases.take("leader", "right", seen)
    assert right is not None
    with fenced(right):
        assert state.ticks.begin("tick", NOON, right)
        state.ticks.end("tick", NOON, TickState.DONE)
        assert not state.ticks.begin("tick", NOON, right)
    last = state.ticks.last("tick")
    assert last is not None
    assert (last.at, last.holder, last.state) == (NOON, "right", TickState.DONE)


def test_a_former_leader_cannot_end_a_tick(state: StateStore, leases: Leases) -> None:
    left = leases.take("leader", "left")
    assert left is not None
    with fenced(left):
        state.ticks.begin("tick", NOON, left)
    (seen,) = leases.seen()
    leases.take("leader", "right", seen)
    with pytest.raises(LeaseLost), fenced(left):
        state.ticks.end("tick", NOON, TickState.DONE)
    assert state.ticks.last("tick") is None


def test_old_ticks_are_forgotten(state: StateStore, leases: Leases) -> None:
    lease = leases.take("leader", "left")
    assert lease is not None
    for minutes in (0, 10):
        state.ticks.begin("tick", NOON + timedelta(minutes=minutes), lease)
    assert state.ticks.prune(NOON + timedelta(minutes=5)) == 1
    assert [tick.at for tick in state.ticks.recent("tick")] == [NOON + timedelta(minutes=10)]


def test_a_fence_does_not_hold_up_other_processes(state: StateStore, leases: Leases, state_url: str) -> None:
    lease = leases.take("leader", "left")
    assert lease is not None
    with fenced(lease):
        in_two_processes(append_entries, state_url, 3)
    assert len(state.audit.entries()) == 6
