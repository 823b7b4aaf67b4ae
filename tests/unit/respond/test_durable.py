"""Durable execution on DBOS itself: what was begun is finished in a later start, and no finished step is repeated."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.postgres import PostgresCluster, throwaway_cluster
from tocsin.clock import SystemClock
from tocsin.errors import Bug, StoreUnavailable
from tocsin.model import ActionId, IncidentId
from tocsin.respond import ActionRef, DurableExecution, Journal

pytestmark = pytest.mark.slow
REF = ActionRef(IncidentId("inc-1"), ActionId("act-1"))
Start = Callable[[Callable[[Journal, ActionRef], None]], DurableExecution]


@pytest.fixture(scope="module")
def cluster() -> Iterator[PostgresCluster]:
    with throwaway_cluster() as cluster:
        yield cluster


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/workflows.db"
    cluster: PostgresCluster = request.getfixturevalue("cluster")
    return cluster.new_database()


@pytest.fixture
def start(url: str) -> Iterator[Start]:
    """Start executions on one database, one after the other; the last is stopped at the end."""
    started: list[DurableExecution] = []

    def start(carry_out: Callable[[Journal, ActionRef], None]) -> DurableExecution:
        execution = DurableExecution(url, carry_out, SystemClock())
        execution.start()
        started.append(execution)
        return execution

    yield start
    for execution in started:
        execution.stop()


def test_an_action_submitted_twice_is_carried_out_once(start: Start) -> None:
    done = threading.Event()
    carried_out: list[ActionRef] = []

    def carry_out(_: Journal, ref: ActionRef) -> None:
        carried_out.append(ref)
        done.set()

    execution = start(carry_out)
    execution.submit(REF)
    execution.submit(REF)

    assert done.wait(20)
    wait_until(lambda: execution.ended(REF))
    execution.submit(REF)
    assert carried_out == [REF]


def test_a_stop_leaves_the_action_to_the_next_start_which_skips_finished_steps(start: Start) -> None:
    asleep, finished = threading.Event(), threading.Event()
    ran: list[str] = []

    def first() -> str:
        ran.append("first ran")
        return "first seen"

    def carry_out(journal: Journal, _: ActionRef) -> None:
        ran.append(journal.step("first", first))
        asleep.set()
        journal.sleep(timedelta(seconds=3))
        ran.append(journal.step("second", lambda: "second"))
        finished.set()

    execution = start(carry_out)
    execution.submit(REF)
    assert asleep.wait(20)
    execution.stop()
    assert not finished.is_set()

    start(carry_out)

    assert finished.wait(20)
    assert ran == ["first ran", "first seen", "first seen", "second"]


def test_a_step_is_tried_again_while_a_database_is_away(start: Start) -> None:
    answers = iter([StoreUnavailable("away"), StoreUnavailable("away"), None])
    finished = threading.Event()

    def ask() -> None:
        answer = next(answers)
        if answer is not None:
            raise answer

    def carry_out(journal: Journal, _: ActionRef) -> None:
        journal.step("ask", ask)
        finished.set()

    start(carry_out).submit(REF)

    assert finished.wait(20)


def test_a_broken_execution_is_over(start: Start) -> None:
    def carry_out(journal: Journal, _: ActionRef) -> None:
        journal.step("break", lambda: 1 // 0)

    execution = start(carry_out)
    execution.submit(REF)

    wait_until(lambda: execution.ended(REF))


def test_an_action_nobody_submitted_has_not_ended(start: Start) -> None:
    assert not start(lambda _, __: None).ended(REF)


def test_nothing_can_be_submitted_before_the_start(tmp_path: Path) -> None:
    execution = DurableExecution(f"sqlite:///{tmp_path}/workflows.db", lambda _, __: None, SystemClock())

    with pytest.raises(Bug):
        execution.submit(REF)


def wait_until(holds: Callable[[], bool]) -> None:
    pause = threading.Event()
    for _ in range(400):
        if holds():
            return
        pause.wait(0.05)
    pytest.fail("it did not come to pass in 20 seconds")
