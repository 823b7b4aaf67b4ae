"""Leases: rows that one holder renews, and that another may take once it has seen no renewal for long enough.

No clock is compared between machines: whoever waits counts, on its own clock, how long the row stayed the same.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from tocsin.store.state.database import Database
from tocsin.store.state.fence import Lease
from tocsin.store.state.schema import leases


@dataclass(frozen=True, slots=True)
class SeenLease:
    """A lease as someone else sees it.

    Attributes:
        holder: Empty when it was given back.
        beat: Changes with each renewal.
    """

    name: str
    holder: str
    token: str
    beat: int


class Leases:
    """The leases of one cluster."""

    def __init__(self, database: Database, new_token: Callable[[], str]) -> None:
        self._database = database
        self._new_token = new_token

    def seen(self) -> Sequence[SeenLease]:
        """Return all leases, sorted by name."""
        with self._database.read() as connection:
            rows = connection.execute(select(leases).order_by(leases.c.name))
            return [SeenLease(row.name, row.holder, row.token, row.beat) for row in rows]

    def take(self, name: str, holder: str, instead_of: SeenLease | None = None) -> Lease | None:
        """Take a lease, and return it; None when someone else was faster.

        Args:
            name: What it is for.
            holder: Who takes it.
            instead_of: The lease as it was last seen, when it is to be taken from its holder; None when there was none.
        """
        lease = Lease(name, holder, self._new_token())
        row = {"name": name, "holder": holder, "token": lease.token, "beat": 0}
        if instead_of is None:
            return lease if self._insert(row) else None
        unchanged = (
            leases.c.name == name,
            leases.c.token == instead_of.token,
            leases.c.beat == instead_of.beat,
        )
        with self._database.write() as connection:
            taken = connection.execute(update(leases).where(*unchanged).values(row)).rowcount == 1
        return lease if taken else None

    def renew(self, lease: Lease) -> bool:
        """Show a sign of life; return whether the lease is still held."""
        held = (leases.c.name == lease.name, leases.c.token == lease.token)
        with self._database.write() as connection:
            return connection.execute(update(leases).where(*held).values(beat=leases.c.beat + 1)).rowcount == 1

    def give_back(self, lease: Lease) -> None:
        """Let go of a lease at once, so that nobody waits for its end; does nothing when it is another's."""
        held = (leases.c.name == lease.name, leases.c.token == lease.token)
        with self._database.write() as connection:
            connection.execute(update(leases).where(*held).values(holder="", beat=leases.c.beat + 1))

    def forget(self, lease: Lease) -> None:
        """Remove a lease that nobody will need again."""
        held = (leases.c.name == lease.name, leases.c.token == lease.token)
        with self._database.write() as connection:
            connection.execute(delete(leases).where(*held))

    def _insert(self, row: dict[str, object]) -> bool:
        try:
            with self._database.write() as connection:
                connection.execute(insert(leases).values(row))
        except IntegrityError:
            return False
        return True
