"""Runs a job once in the whole cluster for each of its instants: by the leader alone, recorded, under the fence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from tocsin.app.membership import Membership
from tocsin.errors import LeaseLost
from tocsin.store.state import Lease, Ticks, TickState, fenced

_log = structlog.get_logger()

CATCH_UP_AT_MOST = 30
"""Instants that a new leader makes up for: five minutes of ticks. Whoever was away longer starts with the present."""


@dataclass(frozen=True, slots=True)
class Ticking:
    """Wraps the jobs of a server.

    Attributes:
        membership: Says whether this server leads.
        ticks: The record of the cluster.
    """

    membership: Membership
    ticks: Ticks

    def by_leader(self, run: Callable[[datetime], object]) -> Callable[[datetime], None]:
        """Return the job as the leader runs it, and nobody else; for work that may be repeated and is not counted."""

        def job(at: datetime) -> None:
            lease = self.membership.leader
            if lease is not None:
                with fenced(lease):
                    run(at)

        return job

    def once(self, name: str, every: timedelta, run: Callable[[datetime], object]) -> Callable[[datetime], None]:
        """Return the job as the cluster runs it: each instant by one server, in order.

        A new leader begins with the instants that were due since the last one that is on record.
        """

        def job(at: datetime) -> None:
            lease = self.membership.leader
            if lease is not None:
                with fenced(lease):
                    for instant in self._due(name, every, at, lease):
                        self._run(name, instant, lease, run)

        return job

    def _due(self, name: str, every: timedelta, at: datetime, lease: Lease) -> Sequence[datetime]:
        last = self.ticks.last(name)
        if last is None or last.token == lease.token:
            return [at]  # a leader that was merely slow does not make it worse by doing what it missed
        missed = max((at - last.at) // every, 0)
        if missed > CATCH_UP_AT_MOST:
            _log.warning("ticks.skipped", job=name, after=last.at.isoformat(), before=at.isoformat(), ticks=missed - 1)
            return [at]
        return [at - every * (missed - number) for number in range(1, missed + 1)]

    def _run(self, name: str, at: datetime, lease: Lease, run: Callable[[datetime], object]) -> None:
        if not self.ticks.begin(name, at, lease):
            return
        try:
            run(at)
        except LeaseLost:
            raise  # it is the new leader's to do, and to record
        except Exception:
            self.ticks.end(name, at, TickState.FAILED)
            raise
        self.ticks.end(name, at, TickState.DONE)
