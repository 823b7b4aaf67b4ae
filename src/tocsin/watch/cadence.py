"""When an open incident is diagnosed again: often while it is young and data still gathers, then now and then."""

from datetime import datetime, timedelta

from tocsin.incident import uncleared
from tocsin.model import ActionState, Incident, IncidentState

YOUNG_FOR = timedelta(minutes=2)
"""How long after its last alert an incident is diagnosed with every tick: in this time the tasks that make up the
evidence multiply."""
THEN_EVERY = timedelta(minutes=1)
_AT_WORK = frozenset({ActionState.RUNNING, ActionState.VERIFYING, ActionState.VERIFIED})


def is_diagnosis_due(incident: Incident, at: datetime, step: timedelta) -> bool:
    """Return whether an incident is diagnosed at a tick.

    Never once it is mitigated, or all its alerts are clear, or while something is done about it: then what is measured
    is the answer mixed with the trouble, and the hypothesis that was acted on must stay readable.
    """
    if incident.state not in {IncidentState.OPEN, IncidentState.ACKNOWLEDGED} or not uncleared(incident):
        return False
    if any(action.state in _AT_WORK for action in incident.actions):
        return False
    age = at - max(alert.fired_at for alert in incident.alerts)
    return age <= YOUNG_FOR or age % THEN_EVERY < step
