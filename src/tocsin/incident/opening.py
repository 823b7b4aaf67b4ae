"""How an incident begins: from the one alert that nothing open explains."""

from tocsin.incident.alerts import slo_link, title_of
from tocsin.incident.ids import incident_id
from tocsin.incident.severity import severity_of
from tocsin.incident.timeline import TOCSIN, entry
from tocsin.model import Alert, AlertLevel, Incident, IncidentState, TimelineKind


def open_incident(alert: Alert) -> Incident:
    """Return the incident an alert opens; its onset is the alert itself until a diagnosis dates it back."""
    at, severity = alert.fired_at, severity_of(alert.level)
    told = "pages" if alert.level is AlertLevel.PAGE else "opens a ticket"
    return Incident(
        id=incident_id(alert.slo, at),
        title=title_of(alert),
        state=IncidentState.OPEN,
        severity=severity,
        journeys=(alert.journey,) if alert.journey else (),
        services=(alert.service,),
        opened_at=at,
        detected_at=at,
        acknowledged_at=None,
        mitigated_at=None,
        resolved_at=None,
        recovered_at=None,
        alerts=(alert,),
        hypotheses=(),
        actions=(),
        timeline=(
            entry(at, TimelineKind.ALERT_FIRED, TOCSIN, alert.summary, slo_link(alert)),
            entry(at, TimelineKind.OPENED, TOCSIN, f"Opened as {severity}: {alert.slo} {told}"),
        ),
        blast_radius=None,
    )
