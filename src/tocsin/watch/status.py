"""The status of objectives now, by the same rules as a tick: for people who look between two ticks."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from tocsin.model import Slo, SloStatus
from tocsin.slo import evaluate
from tocsin.store import IncidentStore, SliReader
from tocsin.watch.board import Board
from tocsin.watch.recovery import counts_since


def statuses_of(slos: Sequence[Slo], at: datetime, *, sli: SliReader, incidents: IncidentStore) -> Sequence[SloStatus]:
    """Return what a tick at this very instant would say of the objectives, in order.

    Raises:
        StoreUnavailable: A store did not answer.
    """
    return evaluate(slos, sli, at, since=partial(counts_since, Board(incidents).known))
