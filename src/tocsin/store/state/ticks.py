"""Which instants of which job were done, by whom: each once in the whole cluster."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, func, select, update

from tocsin.store.state.database import Database
from tocsin.store.state.fence import Lease
from tocsin.store.state.schema import ticks
from tocsin.store.state.upsert import insert_or_replace


class TickState(StrEnum):
    """How far one instant's work is."""

    BEGUN = "begun"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Tick:
    """One instant of one job, and the server that did it."""

    job: str
    at: datetime
    holder: str
    token: str
    state: TickState


class Ticks:
    """The record of ticks. Call under the fence of the lease that allows them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, job: str, at: datetime, lease: Lease) -> bool:
        """Note that an instant's work begins; False when it is over already, done or failed.

        An instant that a dead server had begun is begun again.

        Raises:
            LeaseLost: The lease is another's.
        """
        this = (ticks.c.job == job, ticks.c.at == at)
        row = {"job": job, "at": at, "holder": lease.holder, "token": lease.token, "state": TickState.BEGUN.value}
        with self._database.write() as connection:
            state = connection.scalar(select(ticks.c.state).where(*this))
            if state is not None and state != TickState.BEGUN:
                return False
            insert_or_replace(connection, ticks, row)
        return True

    def end(self, job: str, at: datetime, state: TickState) -> None:
        """Note how an instant's work ended.

        Raises:
            LeaseLost: The lease is another's.
        """
        with self._database.write() as connection:
            connection.execute(update(ticks).where(ticks.c.job == job, ticks.c.at == at).values(state=state.value))

    def last(self, job: str) -> Tick | None:
        """Return the newest instant whose work is over, or None."""
        over = (ticks.c.job == job, ticks.c.state != TickState.BEGUN.value)
        with self._database.read() as connection:
            row = connection.execute(select(ticks).where(*over).order_by(ticks.c.at.desc()).limit(1)).first()
        return Tick(row.job, row.at, row.holder, row.token, TickState(row.state)) if row else None

    def recent(self, job: str, limit: int = 1000) -> Sequence[Tick]:
        """Return the newest instants, newest first."""
        query = select(ticks).where(ticks.c.job == job).order_by(ticks.c.at.desc()).limit(limit)
        with self._database.read() as connection:
            return [Tick(r.job, r.at, r.holder, r.token, TickState(r.state)) for r in connection.execute(query)]

    def prune(self, before: datetime) -> int:
        """Forget instants before this one; return how many."""
        with self._database.write() as connection:
            old = connection.scalar(select(func.count()).select_from(ticks).where(ticks.c.at < before)) or 0
            if old:
                connection.execute(delete(ticks).where(ticks.c.at < before))
        return old
