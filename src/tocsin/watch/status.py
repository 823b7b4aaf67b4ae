"""One objective's status now, by the same rules as a tick: for people who look between two ticks."""

from datetime import datetime

from tocsin.model import Slo, SloStatus
from tocsin.slo import evaluate
from tocsin.store import IncidentStore, SliReader
from tocsin.watch.board import Board
from tocsin.watch.recovery import counts_since


def status_of(slo: Slo, at: datetime, *, sli: SliReader, incidents: IncidentStore) -> SloStatus:
    """Return what a tick at this very instant would say of the objective.

    Raises:
        StoreUnavailable: A store did not answer.
    """
    return evaluate(slo, sli, at, since=counts_since(slo, Board(incidents).known))
