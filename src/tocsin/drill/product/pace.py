"""How a task's time passes: in real seconds for live traffic, at once for the past that is told afterwards."""

import asyncio
from typing import Protocol

from tocsin.clock import NANOSECONDS_PER_SECOND, Clock, to_nanoseconds


class Pace(Protocol):
    """The timeline one task runs on."""

    def now_ns(self) -> int:
        """Return the task's present instant in nanoseconds since the epoch."""
        ...

    async def elapse(self, seconds: float) -> None:
        """Let that much of the task's time pass."""
        ...


class LivePace:
    """Time passes as it does."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now_ns(self) -> int:
        """Return the present instant."""
        return to_nanoseconds(self._clock.now())

    async def elapse(self, seconds: float) -> None:
        """Sleep."""
        await asyncio.sleep(seconds)


class PastPace:
    """Time that has passed already: nobody waits for it."""

    def __init__(self, start_ns: int) -> None:
        self._now_ns = start_ns

    def now_ns(self) -> int:
        """Return the instant reached so far."""
        return self._now_ns

    async def elapse(self, seconds: float) -> None:
        """Move on without sleeping."""
        self._now_ns += round(seconds * NANOSECONDS_PER_SECOND)
