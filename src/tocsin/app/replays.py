"""Replays as background jobs: one at a time, progress readable meanwhile, results kept until newer ones come."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from tocsin.api import ReplayJob, ReplayState
from tocsin.errors import InvalidInput, Overloaded
from tocsin.model import Incident, JobId, Window

_log = structlog.get_logger()

MAX_TICKS = 100_000
"""A bound on one replay: 69 days at one-minute steps."""
_KEPT = 50
_QUEUED_AT_MOST = 8
_RETRY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a replay is, and what it found so far."""

    ticks_done: int
    ticks_total: int
    incidents: Sequence[Incident]


class RunReplay(Protocol):
    """Runs the watch over a window of stored telemetry on its own clock, without side effects."""

    def __call__(self, window: Window, step: timedelta) -> Iterator[Progress]:
        """Yield after each tick."""
        ...


class Replays:
    """Implements `tocsin.api.ReplayJobs` on one background thread."""

    def __init__(self, run: RunReplay, new_id: Callable[[], str]) -> None:
        self._run = run
        self._new_id = new_id
        self._jobs: OrderedDict[JobId, ReplayJob] = OrderedDict()
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tocsin-replay")

    def start(self, start: datetime, end: datetime, step: timedelta) -> ReplayJob:
        """Queue a replay of start <= t < end.

        Raises:
            InvalidInput: The window is empty, the step is not positive, or there would be too many ticks.
            Overloaded: Too many replays wait already.
        """
        if step <= timedelta(0) or end <= start:
            raise InvalidInput(f"a replay needs start < end and a step above zero, got {start} to {end} by {step}")
        ticks = (end - start) // step
        if ticks > MAX_TICKS:
            raise InvalidInput(
                f"{ticks} ticks are over the limit of {MAX_TICKS}: take a larger step or a shorter window"
            )
        job = ReplayJob(JobId(self._new_id()), ReplayState.QUEUED, start, end, step.total_seconds(), 0, ticks, ())
        with self._lock:
            if sum(j.state is ReplayState.QUEUED for j in self._jobs.values()) >= _QUEUED_AT_MOST:
                raise Overloaded("too many replays wait already", retry_after_seconds=_RETRY_SECONDS)
            self._jobs[job.id] = job
            while len(self._jobs) > _KEPT:
                self._jobs.popitem(last=False)
        self._thread.submit(self._work, job)
        return job

    def job(self, job_id: JobId) -> ReplayJob | None:
        """Return one replay as it stands, or None when it is unknown or forgotten."""
        with self._lock:
            return self._jobs.get(job_id)

    def stop(self) -> None:
        """Give up what runs and what waits."""
        self._stopping.set()
        self._thread.shutdown(cancel_futures=True)

    def _work(self, job: ReplayJob) -> None:
        job = self._put(replace(job, state=ReplayState.RUNNING))
        try:
            for progress in self._run(Window(job.start, job.end), timedelta(seconds=job.step_seconds)):
                if self._stopping.is_set():
                    return
                job = self._put(
                    replace(
                        job,
                        ticks_done=progress.ticks_done,
                        ticks_total=progress.ticks_total,
                        incidents=tuple(progress.incidents),
                    )
                )
            self._put(replace(job, state=ReplayState.DONE))
        except Exception as error:  # noqa: BLE001 - the edge of a job: its failure is its result
            _log.exception("replay.failed", job=job.id)
            self._put(replace(job, state=ReplayState.FAILED, error=str(error)))

    def _put(self, job: ReplayJob) -> ReplayJob:
        with self._lock:
            if job.id in self._jobs:
                self._jobs[job.id] = job
        return job
