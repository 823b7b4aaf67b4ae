"""The watch: what one tick does, in order, over ports and the incident store."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from tocsin.diagnose import Diagnosis, Sources, diagnose
from tocsin.errors import InvalidInput
from tocsin.incident import TOCSIN, resolve, uncleared, with_diagnosis
from tocsin.model import AlertLevel, Incident, IncidentState, Slo, SloName, SloStatus
from tocsin.slo import evaluate
from tocsin.store import IncidentStore
from tocsin.watch.alerting import Alerting
from tocsin.watch.announcement import Announce, Announced, Announcement
from tocsin.watch.board import Board
from tocsin.watch.cadence import is_diagnosis_due
from tocsin.watch.instants import aligned
from tocsin.watch.recovery import counts_since, recovered_at
from tocsin.watch.resolution import resolution


@dataclass(frozen=True, slots=True)
class TickResult:
    """What one tick saw and did.

    Attributes:
        at: The tick's instant: the given one, aligned to the step.
        statuses: One per objective, in their order.
        opened: Incidents this tick opened, with their first diagnosis.
        resolved: Incidents this tick resolved.
        unresolved: Incidents that are not resolved after it, oldest first, those just opened included.
    """

    at: datetime
    statuses: Sequence[SloStatus]
    opened: Sequence[Incident]
    resolved: Sequence[Incident]
    unresolved: Sequence[Incident]


class Watch:
    """Evaluates objectives and keeps incidents; holds no state but what it is given.

    Args:
        slos: Returns the objectives as applied now; asked once per tick.
        sources: The ports that numbers, tasks and changes come from.
        incidents: Where incidents live; a new watch over the same store carries on.
        announce: Tells people; a replay gives one that tells nobody.
        step: Time between two ticks; part of the identity of what they find.
    """

    def __init__(
        self,
        *,
        slos: Callable[[], Sequence[Slo]],
        sources: Sources,
        incidents: IncidentStore,
        announce: Announce,
        step: timedelta,
    ) -> None:
        if step <= timedelta(0):
            raise InvalidInput(f"the step must be longer than nothing, got {step!r}")
        self._slos = slos
        self._sources = sources
        self._incidents = incidents
        self._announce = announce
        self._step = step

    def tick(self, at: datetime) -> TickResult:
        """Do the work of the last tick instant at or before `at`; the same tick twice does nothing the second time.

        One question to the telemetry store for all objectives, and a diagnosis per incident whose turn it is. Never
        call two ticks at the same time.

        Raises:
            StoreUnavailable: A store did not answer; the next tick makes up for what this one did not do.
        """
        at = aligned(at, self._step)
        slos = self._slos()
        board = Board(self._incidents)
        statuses = evaluate(slos, self._sources.sli, at, since=partial(counts_since, board.known))
        opened = self._alert(statuses, board, at)
        self._diagnose_due(slos, board, at, new=opened)
        resolved = self._resolve_over(board, at)
        return TickResult(at, statuses, opened, resolved, board.unresolved)

    def _alert(self, statuses: Sequence[SloStatus], board: Board, at: datetime) -> list[Incident]:
        slos = [status.slo for status in statuses]
        alerting = Alerting(board, at, lambda draft: self._with_findings(draft, slos, board, at), self._announce)
        opened = [alerting.judge(status) for status in sorted(statuses, key=_loudest_first)]
        applied = {slo.name for slo in slos}
        for incident in board.unresolved:
            for alert in uncleared(incident):
                if alert.slo not in applied:
                    alerting.retire(incident, alert)
        return [incident for incident in opened if incident is not None]

    def _diagnose_due(self, slos: Sequence[Slo], board: Board, at: datetime, *, new: Sequence[Incident]) -> None:
        just_diagnosed = {incident.id for incident in new}
        for incident in board.unresolved:
            if incident.id not in just_diagnosed and is_diagnosis_due(incident, at, self._step):
                found = self._diagnosis(incident, slos, board, at)
                if found is not None:
                    board.update(incident, partial(_put, found, at))

    def _resolve_over(self, board: Board, at: datetime) -> list[Incident]:
        """Resolve what is over; judged again inside the update, because an action may have begun meanwhile."""
        resolved = []
        for incident in board.unresolved:
            if resolution(incident, at) is None:
                continue
            after = board.update(incident, partial(_resolve_if_over, at))
            if after.state is IncidentState.RESOLVED:
                resolved.append(after)
                self._announce(Announcement(Announced.RESOLVED, AlertLevel.TICKET, at, after))
        return resolved

    def _with_findings(self, draft: Incident, slos: Sequence[Slo], board: Board, at: datetime) -> Incident:
        found = self._diagnosis(draft, slos, board, at)
        return draft if found is None else _put(found, at, draft)

    def _diagnosis(self, incident: Incident, slos: Sequence[Slo], board: Board, at: datetime) -> Diagnosis | None:
        alerted = {alert.slo for alert in incident.alerts}
        about = [slo for slo in slos if slo.name in alerted]
        since = max((then for slo in about if (then := recovered_at(slo, board.known))), default=None)
        return diagnose(incident, about, self._sources, at, since=since)


def _put(found: Diagnosis, at: datetime, incident: Incident) -> Incident:
    return with_diagnosis(incident, at, onset=found.onset, hypotheses=found.hypotheses, blast_radius=found.blast_radius)


def _resolve_if_over(at: datetime, incident: Incident) -> Incident:
    reason = resolution(incident, at)
    return incident if reason is None else resolve(incident, at, TOCSIN, reason)


def _loudest_first(status: SloStatus) -> tuple[bool, bool, SloName]:
    """Order pages before tickets before the quiet, so that an incident opens as loudly as it is."""
    firing = status.firing
    return (firing is None, firing is not None and firing.window.level is not AlertLevel.PAGE, status.slo.name)
