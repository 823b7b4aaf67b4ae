"""Ranges priced again in the background: progress, results, bounds, failures, and the audit log."""

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from tests.kit.clock import ManualClock
from tests.kit.state import NOON
from tocsin.api import RepricingJob, RepricingState
from tocsin.app.prices import Repricings, RunRepricing
from tocsin.errors import Conflict, InvalidInput
from tocsin.ingest import RepricingProgress
from tocsin.model import JobId, RepricedTasks, Window
from tocsin.store.state import StateStore, open_state

HOUR = timedelta(hours=1)
HALF = RepricedTasks(tasks=1, changed=1, cost_before_usd=1.0, cost_after_usd=2.0)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateStore]:
    opened = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    yield opened
    opened.close()


def repricings(run: RunRepricing, state: StateStore) -> Repricings:
    ids = count(1)
    return Repricings(run, state.audit, ManualClock(NOON), lambda: f"job-{next(ids)}")


def two_portions(window: Window, at: datetime, *, dry_run: bool) -> Iterator[RepricingProgress]:
    assert (window, at) == (Window(NOON - HOUR, NOON), NOON)
    yield RepricingProgress(2, HALF)
    yield RepricingProgress(2, HALF + HALF)


def ended(jobs: Repricings, *, dry_run: bool = False) -> RepricingJob:
    """Run a job to its end."""
    job = jobs.start(NOON - HOUR, NOON, dry_run=dry_run, by="mira")
    jobs._thread.shutdown()
    done = jobs.job(job.id)
    assert done is not None
    return done


def test_a_range_ends_with_its_sums_and_is_on_the_audit_log(state: StateStore) -> None:
    job = ended(repricings(two_portions, state))
    assert (job.state, job.tasks_total, job.result) == (RepricingState.DONE, 2, HALF + HALF)
    (entry,) = state.audit.entries()
    assert (entry.actor, entry.event, entry.subject) == ("mira", "prices.repriced", job.id)
    assert (entry.details["changed"], entry.details["cost_after_usd"]) == ("2", "4.000000")


def test_a_dry_run_leaves_no_trace(state: StateStore) -> None:
    assert ended(repricings(two_portions, state), dry_run=True).state is RepricingState.DONE
    assert not state.audit.entries()


def test_what_was_changed_before_it_broke_is_on_the_audit_log(state: StateStore) -> None:
    def broken(window: Window, at: datetime, *, dry_run: bool) -> Iterator[RepricingProgress]:
        yield RepricingProgress(2, HALF)
        raise InvalidInput("no more")

    job = ended(repricings(broken, state))
    assert (job.state, job.error, job.result) == (RepricingState.FAILED, "no more", HALF)
    assert [(one.event, one.details["changed"]) for one in state.audit.entries()] == [("prices.repricing_stopped", "1")]


def test_two_ranges_are_not_priced_at_once(state: StateStore) -> None:
    go = threading.Event()

    def waiting(window: Window, at: datetime, *, dry_run: bool) -> Iterator[RepricingProgress]:
        go.wait(10)
        yield RepricingProgress(0, RepricedTasks())

    jobs = repricings(waiting, state)
    jobs.start(NOON - HOUR, NOON, dry_run=True, by="mira")
    with pytest.raises(Conflict, match="another range"):
        jobs.start(NOON - HOUR, NOON, dry_run=True, by="mira")
    go.set()
    jobs.stop()


def test_an_empty_range_is_refused(state: StateStore) -> None:
    with pytest.raises(InvalidInput, match="start < end"):
        repricings(two_portions, state).start(NOON, NOON, dry_run=True, by="mira")


def test_an_unknown_job_is_none(state: StateStore) -> None:
    assert repricings(two_portions, state).job(JobId("nobody")) is None
