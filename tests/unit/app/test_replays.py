"""Replays in the background: progress, results, bounds, failures."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest

from tests.kit.state import NOON
from tocsin.api import ReplayJob, ReplayState
from tocsin.app.replays import MAX_TICKS, Progress, Replays, RunReplay
from tocsin.errors import InvalidInput, Overloaded
from tocsin.model import JobId, Window

MINUTE = timedelta(minutes=1)
END = NOON + 3 * MINUTE


def replays(run: RunReplay) -> Replays:
    ids = count(1)
    return Replays(run, lambda: f"job-{next(ids)}")


def three_ticks(window: Window, step: timedelta) -> Iterator[Progress]:
    total = window.length // step
    for done in range(1, total + 1):
        yield Progress(done, total, ())


def finished(jobs: Replays, job: ReplayJob) -> ReplayJob:
    """Stop after what runs, and return how it ended."""
    jobs._thread.shutdown()
    ended = jobs.job(job.id)
    assert ended is not None
    return ended


def test_a_replay_ends_with_all_its_ticks_done() -> None:
    jobs = replays(three_ticks)
    job = jobs.start(NOON, END, MINUTE)
    assert (job.state, job.ticks_total) == (ReplayState.QUEUED, 3)
    ended = finished(jobs, job)
    assert (ended.state, ended.ticks_done, ended.ticks_total, ended.error) == (ReplayState.DONE, 3, 3, "")


def test_a_replay_that_breaks_says_why() -> None:
    def broken(window: Window, step: timedelta) -> Iterator[Progress]:
        yield Progress(1, 3, ())
        raise InvalidInput("no such objective")

    jobs = replays(broken)
    ended = finished(jobs, jobs.start(NOON, END, MINUTE))
    assert (ended.state, ended.ticks_done, ended.error) == (ReplayState.FAILED, 1, "no such objective")


@pytest.mark.parametrize(
    ("minutes", "step"),
    [(0, MINUTE), (-1, MINUTE), (3, timedelta(0)), (MAX_TICKS + 1, MINUTE)],
)
def test_what_cannot_be_replayed_is_refused(minutes: int, step: timedelta) -> None:
    with pytest.raises(InvalidInput):
        replays(three_ticks).start(NOON, NOON + minutes * MINUTE, step)


def test_one_runs_at_a_time_and_too_many_waiting_are_refused() -> None:
    running, release = threading.Event(), threading.Event()

    def held(window: Window, step: timedelta) -> Iterator[Progress]:
        running.set()
        assert release.wait(10)
        yield Progress(1, 1, ())

    jobs = replays(held)
    first = jobs.start(NOON, END, MINUTE)
    assert running.wait(10)
    waiting = [jobs.start(NOON, END, MINUTE) for _ in range(8)]
    with pytest.raises(Overloaded):
        jobs.start(NOON, END, MINUTE)
    states = [job.state for one in (first, *waiting) if (job := jobs.job(one.id))]
    assert states == [ReplayState.RUNNING, *[ReplayState.QUEUED] * 8]
    release.set()
    assert finished(jobs, waiting[-1]).state is ReplayState.DONE


def test_an_unknown_replay_is_none() -> None:
    assert replays(three_ticks).job(JobId("?")) is None
