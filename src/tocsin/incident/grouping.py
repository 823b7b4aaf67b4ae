"""Grouping: which open incident an alert belongs to, so that one cause pages once."""

from collections.abc import Iterable

from tocsin.model import Incident, IncidentState, JourneyName


def belongs(journey: JourneyName | None, service: str, incident: Incident) -> bool:
    """Return whether trouble on a journey of a service is part of an incident.

    By journey, because users meet journeys. Where either side names none, by service.
    """
    if journey is not None and incident.journeys:
        return journey in incident.journeys
    return service in incident.services


def incident_for(journey: JourneyName | None, service: str, incidents: Iterable[Incident]) -> Incident | None:
    """Return the oldest unresolved incident that trouble on a journey of a service is part of; None when it is new."""
    joinable = [one for one in incidents if one.state is not IncidentState.RESOLVED and belongs(journey, service, one)]
    return min(joinable, key=lambda one: (one.detected_at, one.id), default=None)
