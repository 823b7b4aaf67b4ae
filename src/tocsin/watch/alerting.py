"""Alerts of one tick: what fires joins the incident it is part of or opens one, and what is quiet is cleared."""

from collections.abc import Callable
from datetime import datetime, timedelta

from tocsin.incident import (
    TOCSIN,
    attach_alert,
    clear_alert,
    fire_alert,
    first_hypothesis,
    incident_for,
    open_incident,
    reopen,
)
from tocsin.model import Alert, AlertLevel, AlertVerdict, Cause, Incident, IncidentState, Severity, Slo, SloStatus
from tocsin.watch.announcement import Announce, Announced, Announcement
from tocsin.watch.board import Board
from tocsin.watch.resolution import says_clear

SAME_CAUSE = 0.5
"""Least confidence with which two incidents must blame the same change to be one: each holds it likelier than not."""
SAME_ONSET = timedelta(seconds=60)
"""Two faults of unknown cause whose onsets lie this close are taken for one, such as an outage at a vendor: two
independent ones within a minute are rarer by far."""


class Alerting:
    """Turns verdicts into alerts on incidents.

    Args:
        diagnosed: Returns an incident with its diagnosis at the tick's instant.
    """

    def __init__(
        self, board: Board, at: datetime, diagnosed: Callable[[Incident], Incident], announce: Announce
    ) -> None:
        self._board = board
        self._at = at
        self._diagnosed = diagnosed
        self._announce = announce

    def judge(self, status: SloStatus) -> Incident | None:
        """Fire or clear the alert of an objective; return the incident it opened, if it opened one."""
        verdict, known = status.firing, self._board.firing(status.slo.name)
        if known is not None:
            self._follow(status, *known)
        elif verdict is not None:
            return self._fire(status.slo, verdict)
        return None

    def retire(self, incident: Incident, alert: Alert) -> None:
        """Clear an alert whose objective is no longer applied: nobody promises it any more."""
        self._clear(incident, alert, f"{alert.slo} is no longer applied")

    def _follow(self, status: SloStatus, incident: Incident, alert: Alert) -> None:
        """Do what an alert that fires already asks for: clear it, make a page of a ticket, or note a relapse."""
        verdict = status.firing
        if verdict is None:
            if says_clear(status):
                self._clear(incident, alert, f"{alert.slo} no longer burns above its thresholds")
        elif verdict.window.level is AlertLevel.PAGE and alert.level is AlertLevel.TICKET:
            page = fire_alert(status.slo, verdict, self._at)
            became = f"{alert.slo} now burns fast enough to page"
            self._join(
                incident, lambda one: attach_alert(clear_alert(one, alert.id, self._at, became), page), page.level
            )
        elif incident.state is IncidentState.MITIGATED:
            again = f"{alert.slo} burns on after the recovery"
            self._join(incident, lambda one: reopen(one, self._at, TOCSIN, again), alert.level)

    def _fire(self, slo: Slo, verdict: AlertVerdict) -> Incident | None:
        alert = fire_alert(slo, verdict, self._at)
        joined = incident_for(slo.journey, slo.service, self._board.unresolved)
        draft = self._diagnosed(open_incident(alert)) if joined is None else None
        if draft is not None:
            joined = self._same_cause(draft)
        if joined is not None:
            self._join(joined, lambda one: attach_alert(one, alert), alert.level)
        elif draft is not None and self._board.add(draft):
            self._tell(Announced.OPENED, alert.level, draft)
            return draft
        return None

    def _same_cause(self, draft: Incident) -> Incident | None:
        """Return the unresolved incident that has the cause a new one would have: one cause pages once."""
        return next((one for one in self._board.unresolved if _is_same_cause(one, draft)), None)

    def _join(self, incident: Incident, change: Callable[[Incident], Incident], level: AlertLevel) -> None:
        after = self._board.update(incident, change)
        if incident.state is IncidentState.MITIGATED and after.state in {
            IncidentState.OPEN,
            IncidentState.ACKNOWLEDGED,
        }:
            self._tell(Announced.REOPENED, level, after)
        elif incident.severity is Severity.SEV3 and after.severity is not Severity.SEV3:
            self._tell(Announced.ESCALATED, level, after)

    def _clear(self, incident: Incident, alert: Alert, text: str) -> None:
        self._board.update(incident, lambda stored: clear_alert(stored, alert.id, self._at, text))

    def _tell(self, kind: Announced, level: AlertLevel, incident: Incident) -> None:
        self._announce(Announcement(kind, level, self._at, incident))


def _is_same_cause(one: Incident, other: Incident) -> bool:
    first, second = first_hypothesis(one), first_hypothesis(other)
    if first is None or second is None or first.change_id != second.change_id:
        return False
    if first.cause is Cause.UNKNOWN:
        return abs(one.opened_at - other.opened_at) <= SAME_ONSET
    return min(first.confidence, second.confidence) >= SAME_CAUSE
