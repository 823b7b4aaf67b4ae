"""Fencing: what is written under a lease is written only while the lease is held, proven in the same transaction.

A server that was stopped for a while (a paused machine, a long garbage collection) does not know that another one took
its place. No clock can tell it in time; the transaction can: it reads the lease's row, and locks it against a takeover
until it commits.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Connection, select

from tocsin.errors import LeaseLost
from tocsin.store.state.schema import leases


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to do something alone, held until it is given back or another takes it.

    Attributes:
        name: What it is for.
        holder: Who holds it.
        token: Drawn anew with every taking, so that no holder is mistaken for an earlier one.
    """

    name: str
    holder: str
    token: str


_FENCE: ContextVar[Lease | None] = ContextVar("tocsin_fence", default=None)


@contextmanager
def fenced(lease: Lease) -> Iterator[None]:
    """Have every state write of this block, on this thread, refused once the lease is another's."""
    before = _FENCE.set(lease)
    try:
        yield
    finally:
        _FENCE.reset(before)


def require_lease(connection: Connection) -> None:
    """Return when nothing is fenced here, or the lease is still held; it cannot be taken until the transaction ends.

    Raises:
        LeaseLost: It is another's now.
    """
    lease = _FENCE.get()
    if lease is None:
        return
    token = connection.scalar(select(leases.c.token).where(leases.c.name == lease.name).with_for_update(read=True))
    if token != lease.token:
        raise LeaseLost(
            f"{lease.holder!r} no longer holds {lease.name!r}: another server took over; nothing was written"
        )
