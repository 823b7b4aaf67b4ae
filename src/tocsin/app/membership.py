"""Which server of a cluster ticks, and which ones died: leases in the state database, renewed by each server.

One lease makes its holder the leader. One more for each server says that it lives, and covers what it is carrying out.
A lease that nobody renewed for `patience`, counted on the watcher's own clock, is taken over; what its former holder
still tries to write is refused by the store, so a server that was only paused does no harm when it wakes.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog

from tocsin.errors import LeaseLost
from tocsin.store.state import Lease, Leases, SeenLease, fenced

_log = structlog.get_logger()

LEADER = "leader"
_SERVER = "server:"
BEATS_PER_LEASE = 3
"""Signs of life within `patience`: one may be lost, or late."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """How a lease looked, and since when it has looked so, in seconds of the watcher's own clock."""

    seen: SeenLease
    since: float


class Membership:
    """One server's place in the cluster; safe to ask from any thread, `beat` by one at a time.

    Args:
        leases: Those of the cluster.
        name: This server's own; no other process, earlier or elsewhere, has it.
        patience: Time without a sign of life after which a server is taken for dead.
        monotonic: Seconds on a clock that is never set.
        recover: Takes up what a dead server left; called with its name.
    """

    def __init__(
        self,
        leases: Leases,
        *,
        name: str,
        patience: timedelta,
        monotonic: Callable[[], float],
        recover: Callable[[str], None],
    ) -> None:
        self._leases = leases
        self.name = name
        self._patience = patience.total_seconds()
        self._monotonic = monotonic
        self._recover = recover
        self._lock = threading.Lock()
        self._held: dict[str, tuple[Lease, float]] = {}
        self._watched: Mapping[str, _Watched] = {}

    @property
    def leader(self) -> Lease | None:
        """The lease of the leader, when this server holds it; None a while before others may take it."""
        return self._sure(LEADER)

    def beat(self) -> None:
        """Show a sign of life, lead if nobody does, and take up what a dead server left.

        Raises:
            StoreUnavailable: The state database did not answer.
        """
        for name in (self._own, LEADER):
            self._renew(name)
        self._look()
        if self._own not in self._held and self._is_free(self._own) and self._take(self._own):
            self._recover(self.name)  # what was begun and refused between two leases
        if LEADER not in self._held and self._is_free(LEADER):
            self._take(LEADER)
        for name in list(self._watched):
            if name.startswith(_SERVER) and name != self._own and self._is_free(name):
                self._rescue(name)

    def leave(self) -> None:
        """Give back everything, so that another server goes on at once."""
        with self._lock:
            held, self._held = self._held, {}
        for lease, _ in held.values():
            self._leases.give_back(lease)

    @contextmanager
    def working(self) -> Iterator[None]:
        """Fence a block by this server's own lease: nothing it writes stands once another server took its work up.

        Raises:
            LeaseLost: Another one did already; what is handed in after the next beat is done again.
        """
        with self._lock:
            held = self._held.get(self._own)
        if held is None:
            raise LeaseLost(f"server {self.name!r} was taken for dead and replaced")
        with fenced(held[0]):
            yield

    @property
    def _own(self) -> str:
        return f"{_SERVER}{self.name}"

    def _sure(self, name: str) -> Lease | None:
        with self._lock:
            held = self._held.get(name)
        if held is None or self._monotonic() - held[1] >= self._patience:
            return None
        return held[0]

    def _renew(self, name: str) -> None:
        held = self._held.get(name)
        if held is None:
            return
        # Counted from before the renewal: others cannot have seen it earlier.
        now = self._monotonic()
        if self._leases.renew(held[0]):
            self._hold(name, held[0], now)
        else:
            _log.warning("membership.lease_lost", lease=name, server=self.name)
            with self._lock:
                self._held.pop(name, None)

    def _look(self) -> None:
        now = self._monotonic()
        watched = {}
        for seen in self._leases.seen():
            before = self._watched.get(seen.name)
            watched[seen.name] = before if before is not None and before.seen == seen else _Watched(seen, now)
        self._watched = watched

    def _is_free(self, name: str) -> bool:
        watched = self._watched.get(name)
        if watched is None or not watched.seen.holder:
            return True
        return self._monotonic() - watched.since >= self._patience

    def _take(self, name: str) -> Lease | None:
        watched = self._watched.get(name)
        now = self._monotonic()
        lease = self._leases.take(name, self.name, watched.seen if watched else None)
        if lease is not None:
            _log.info("membership.lease_taken", lease=name, server=self.name, of=watched.seen.holder if watched else "")
            self._hold(name, lease, now)
        return lease

    def _rescue(self, name: str) -> None:
        """Take a dead server's place, so that it can write nothing more, and only then take up its work."""
        watched = self._watched[name]
        lease = self._leases.take(name, self.name, watched.seen)
        if lease is not None:
            _log.warning("membership.server_gone", server=name.removeprefix(_SERVER), taken_up_by=self.name)
            self._recover(name.removeprefix(_SERVER))
            self._leases.forget(lease)

    def _hold(self, name: str, lease: Lease, since: float) -> None:
        with self._lock:
            self._held[name] = (lease, since)
