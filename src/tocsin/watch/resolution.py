"""When an incident is over: its alerts are clear, and either recovery was verified or it has been quiet for a while."""

from datetime import datetime, timedelta

from tocsin.incident import uncleared
from tocsin.model import ActionState, Incident, IncidentState, SloStatus

HOLD = timedelta(minutes=10)
"""How long all alerts must be clear when nobody verified a recovery: twice the shortest short window of the Site
Reliability Workbook's table, so that a fault which flickers with that window stays one incident."""
_UNDER_WAY = frozenset({ActionState.APPROVED, ActionState.RUNNING, ActionState.VERIFYING})


def resolution(incident: Incident, at: datetime) -> str | None:
    """Return why an incident is over at an instant, or None while it is not."""
    if incident.state is IncidentState.RESOLVED or uncleared(incident):
        return None
    if incident.state is IncidentState.MITIGATED:
        return "Resolved: recovery is verified and all alerts are clear"
    if any(action.state in _UNDER_WAY for action in incident.actions):
        return None  # the action's own verification has the word
    cleared = [alert.cleared_at for alert in incident.alerts if alert.cleared_at is not None]
    if at < max(cleared) + HOLD:
        return None
    return f"Resolved: all alerts have been clear for {HOLD // timedelta(minutes=1)} min, without a verified action"


def says_clear(status: SloStatus) -> bool:
    """Return whether an SLO that does not fire may clear its alert: silence for lack of tasks is not recovery."""
    shortest = min(status.verdicts, key=lambda verdict: verdict.window.short, default=None)
    return status.firing is None and (shortest is None or shortest.short.counts.total > 0)
