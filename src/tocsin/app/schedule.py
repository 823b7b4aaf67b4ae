"""Starts the background loops that live in the rooms, each supervised: a failing tick is logged, the next one comes."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from tocsin.clock import Clock, from_nanoseconds, to_nanoseconds

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Job:
    """A blocking function called with each multiple of `every` since the epoch, never twice at once."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


def next_tick(after: datetime, every: timedelta) -> datetime:
    """Return the first multiple of `every` since the epoch that lies strictly after an instant."""
    step = every // timedelta(microseconds=1) * 1_000
    return from_nanoseconds((to_nanoseconds(after) // step + 1) * step)


class Schedule:
    """Runs jobs on threads until stopped."""

    def __init__(self, jobs: Sequence[Job], clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start all jobs on the running loop."""
        self._tasks = [asyncio.create_task(self._repeat(job), name=f"job:{job.name}") for job in self._jobs]

    async def stop(self) -> None:
        """Let running ticks finish, then stop."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _repeat(self, job: Job) -> None:
        while True:
            now = self._clock.now()
            at = next_tick(now, job.every)
            await asyncio.sleep((at - now).total_seconds())
            await asyncio.shield(asyncio.create_task(self._tick(job, at)))

    async def _tick(self, job: Job, at: datetime) -> None:
        try:
            await asyncio.to_thread(job.run, at)
        except Exception:  # noqa: BLE001 - the edge of a background loop: log and go on
            _log.exception("schedule.tick_failed", job=job.name, at=at.isoformat())
