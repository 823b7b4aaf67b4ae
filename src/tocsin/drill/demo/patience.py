"""Waiting for something to become true in another process, and giving up for a reason."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from tocsin.clock import Clock
from tocsin.drill.demo.failure import DemoFailed

Seen = TypeVar("Seen")
_LOOK_AGAIN_SECONDS = 1.0


class Interrupted(Exception):
    """Somebody asked the demo to stop."""


class Patience:
    """Looks once a second until there is something to see."""

    def __init__(self, clock: Clock, wait: Callable[[float], bool], check_children: Callable[[], None]) -> None:
        """Set up waiting.

        Args:
            clock: What deadlines are counted by.
            wait: Lets that many seconds pass; returns True when the demo is asked to stop.
            check_children: Raises `DemoFailed` when a process that must run has ended.
        """
        self._clock = clock
        self._wait = wait
        self._check_children = check_children

    def until(self, look: Callable[[], Seen | None], *, within: timedelta, what: str) -> Seen:
        """Return the first thing `look` sees.

        Raises:
            DemoFailed: It saw nothing within that time, or a process ended.
            Interrupted: The demo was asked to stop.
        """
        deadline = self._clock.now() + within
        while (seen := look()) is None:
            if self._clock.now() >= deadline:
                raise DemoFailed(f"{what}: did not happen within {within.total_seconds():.0f} s")
            self.rest(_LOOK_AGAIN_SECONDS)
        return seen

    def rest(self, seconds: float) -> None:
        """Let time pass; raises as `until` does."""
        self._check_children()
        if self._wait(seconds):
            raise Interrupted
