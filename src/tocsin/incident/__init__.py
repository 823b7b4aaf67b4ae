"""Incidents: lifecycle, grouping and timeline, as pure functions over the frozen `Incident`.

Reads and writes nothing: a caller stores what comes back through `IncidentStore`. Invariants: one cause pages once;
every transition is on the timeline; ids follow from (SLO, instant of firing), so live and replay agree.
"""

from tocsin.incident.alerts import attach_alert, clear_alert, fire_alert, uncleared
from tocsin.incident.findings import first_hypothesis, with_action, with_diagnosis
from tocsin.incident.grouping import belongs, incident_for
from tocsin.incident.ids import alert_id, incident_id
from tocsin.incident.lifecycle import acknowledge, mitigate, reopen, resolve
from tocsin.incident.opening import open_incident
from tocsin.incident.severity import severity_of
from tocsin.incident.timeline import TOCSIN, entry, note

__all__ = [
    "TOCSIN",
    "acknowledge",
    "alert_id",
    "attach_alert",
    "belongs",
    "clear_alert",
    "entry",
    "fire_alert",
    "first_hypothesis",
    "incident_for",
    "incident_id",
    "mitigate",
    "note",
    "open_incident",
    "reopen",
    "resolve",
    "severity_of",
    "uncleared",
    "with_action",
    "with_diagnosis",
]
