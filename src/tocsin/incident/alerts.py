"""Alerts of an incident: fired once with their numbers, cleared once; one that fires after recovery reopens it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from tocsin.clock import format_duration
from tocsin.incident.ids import alert_id
from tocsin.incident.lifecycle import refuse_when, reopen
from tocsin.incident.severity import severity_of, worse
from tocsin.incident.timeline import TOCSIN, entry, note
from tocsin.model import Alert, AlertId, AlertVerdict, Incident, IncidentState, Slo, TimelineKind

Name = TypeVar("Name", bound=str)


def fire_alert(slo: Slo, verdict: AlertVerdict, at: datetime) -> Alert:
    """Return the alert a firing verdict makes, with the burn numbers of this instant."""
    burn = verdict.long.rate if verdict.long.rate is not None else 0.0
    counts, window = verdict.long.counts, verdict.window
    return Alert(
        id=alert_id(slo.name, at),
        slo=slo.name,
        journey=slo.journey,
        service=slo.service,
        level=window.level,
        fired_at=at,
        cleared_at=None,
        burn_rate=burn,
        threshold=window.burn_rate,
        long_window_seconds=window.long.total_seconds(),
        short_window_seconds=window.short.total_seconds(),
        summary=(
            f"{slo.name} spends its error budget {burn:.1f} times too fast over {format_duration(window.long)}:"
            f" {counts.bad} of {counts.total} tasks were bad ({window.level}s above {window.burn_rate:g})"
        ),
    )


def attach_alert(incident: Incident, alert: Alert) -> Incident:
    """Return the incident with an alert that joined it; the same incident when it has the alert already.

    A page makes a ticket's incident worse; an alert on a mitigated incident reopens it, because its windows count from
    the recovery on.

    Raises:
        Conflict: The incident is resolved; a new alert opens a new one.
    """
    if any(known.id == alert.id for known in incident.alerts):
        return incident
    refuse_when(incident, {IncidentState.RESOLVED}, "take another alert")
    severity = worse(incident.severity, severity_of(alert.level))
    is_worse = severity is not incident.severity
    raised = f"; severity {incident.severity} becomes {severity}" if is_worse else ""
    joined = replace(
        incident,
        title=title_of(alert) if is_worse else incident.title,
        severity=severity,
        alerts=(*incident.alerts, alert),
        journeys=_with(incident.journeys, alert.journey),
        services=_with(incident.services, alert.service),
    )
    fired = entry(alert.fired_at, TimelineKind.ALERT_FIRED, TOCSIN, f"{alert.summary}{raised}", slo_link(alert))
    joined = note(joined, fired)
    if joined.state is not IncidentState.MITIGATED:
        return joined
    return reopen(joined, alert.fired_at, TOCSIN, f"{alert.slo} burns again after the recovery")


def clear_alert(incident: Incident, alert: AlertId, at: datetime, text: str) -> Incident:
    """Return the incident with one alert cleared; the same incident when it is not waiting to be."""
    waiting = [known for known in incident.alerts if known.id == alert and known.cleared_at is None]
    if not waiting:
        return incident
    alerts = tuple(replace(one, cleared_at=at) if one in waiting else one for one in incident.alerts)
    cleared = entry(at, TimelineKind.ALERT_CLEARED, TOCSIN, text, slo_link(waiting[0]))
    return note(replace(incident, alerts=alerts), cleared)


def uncleared(incident: Incident) -> tuple[Alert, ...]:
    """Return the alerts that still fire, in the order in which they fired."""
    return tuple(alert for alert in incident.alerts if alert.cleared_at is None)


def title_of(alert: Alert) -> str:
    """Return what an incident is called after the alert that made it as severe as it is."""
    return f"{alert.journey or alert.service}: {alert.slo} burns {alert.burn_rate:.1f}x its budget"


def slo_link(alert: Alert) -> str:
    """Return where the UI shows the SLO of an alert."""
    return f"/slos/{alert.slo}"


def _with(names: Sequence[Name], name: Name | None) -> tuple[Name, ...]:
    return (*names, name) if name and name not in names else tuple(names)
