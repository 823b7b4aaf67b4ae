"""An approved action, carried out: check, execute, watch the SLI, and take it back if it did not help.

The story is told once, in `Execution.carry_out`, over a `Journal` that remembers which steps are done. A process that
dies anywhere in it goes on from the last remembered step, and a step that was cut off is run again: each is idempotent.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from tocsin.respond.chronicle import ActionRef
from tocsin.respond.steps import Next, Steps

T = TypeVar("T")


class Journal(Protocol):
    """The memory of one execution; implemented on DBOS, and in memory for tests."""

    def step(self, name: str, run: Callable[[], T]) -> T:
        """Return what `run` returns, or what it returned before the process died; the value must be picklable."""
        ...

    def sleep(self, pause: timedelta) -> None:
        """Wait, at most `pause` after the first time this sleep was begun."""
        ...


class Executions(Protocol):
    """Where approved actions are handed in to be carried out."""

    def submit(self, ref: ActionRef) -> None:
        """Have an action carried out, now or after a restart; at most once however often it is submitted."""
        ...

    def ended(self, ref: ActionRef) -> bool:
        """Return whether its execution is over, in whatever way; False while it runs, waits or was never submitted."""
        ...


class Execution:
    """Carries actions out."""

    def __init__(self, steps: Steps, *, look_every: timedelta) -> None:
        """Take the steps and how often recovery is looked for."""
        self._steps = steps
        self._look_every = look_every

    def carry_out(self, journal: Journal, ref: ActionRef) -> None:
        """Bring an approved action to a final state."""
        if not journal.step("check", lambda: self._steps.check(ref)):
            return
        effective_at = journal.step("execute", lambda: self._steps.execute(ref))
        if effective_at is None:
            return
        if self._watch(journal, ref, effective_at) is Next.UNDO:
            journal.step("undo", lambda: self._steps.undo(ref))

    def _watch(self, journal: Journal, ref: ActionRef, effective_at: datetime) -> Next:
        while (then := journal.step("verify", lambda: self._steps.verify(ref, effective_at))) is Next.LOOK_AGAIN:
            journal.sleep(self._look_every)
        return then
