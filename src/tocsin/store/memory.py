"""Incidents in memory: a replay keeps its own, so that it leaves no trace in the state database."""

from collections.abc import Sequence
from threading import Lock

from tocsin.errors import NotFound
from tocsin.model import Incident, IncidentId, IncidentState
from tocsin.store.ports import IncidentChange
from tocsin.store.state.incident_json import decode, encode


class MemoryIncidents:
    """Implements `IncidentStore` over a dictionary; safe to use from any thread.

    Incidents pass through the same text as in a database, so that a replay reads back exactly what live would.
    """

    def __init__(self) -> None:
        self._incidents: dict[IncidentId, Incident] = {}
        self._lock = Lock()

    def save(self, incident: Incident) -> None:
        """Insert the incident or replace the stored one with the same id."""
        with self._lock:
            self._put(incident)

    def incident(self, incident_id: IncidentId) -> Incident | None:
        """Return one incident, or None."""
        with self._lock:
            return self._incidents.get(incident_id)

    def incidents(self, states: Sequence[IncidentState] = (), limit: int = 200) -> Sequence[Incident]:
        """Return incidents in the given states (all when empty), newest `detected_at` first."""
        with self._lock:
            found = [incident for incident in self._incidents.values() if not states or incident.state in states]
        return sorted(found, key=lambda incident: (incident.detected_at, incident.id), reverse=True)[:limit]

    def update(self, incident_id: IncidentId, change: IncidentChange) -> Incident:
        """Apply a pure function to the stored incident while no one else can; see `IncidentStore`.

        Raises:
            NotFound: There is no such incident.
        """
        with self._lock:
            stored = self._incidents.get(incident_id)
            if stored is None:
                raise NotFound(f"there is no incident {incident_id!r}")
            successor = change(stored)
            if successor is not stored:
                self._put(successor)
        return successor

    def _put(self, incident: Incident) -> None:
        self._incidents[incident.id] = decode(encode(incident))
