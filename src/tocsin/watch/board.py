"""The incidents one tick works on: read once, written through the store, one serialized update at a time."""

from collections.abc import Sequence

from tocsin.incident import uncleared
from tocsin.model import Alert, Incident, IncidentState, SloName
from tocsin.store import IncidentChange, IncidentStore

_UNRESOLVED = (IncidentState.OPEN, IncidentState.ACKNOWLEDGED, IncidentState.MITIGATED)
_MOST_UNRESOLVED = 500
_MOST_RESOLVED = 50
"""Resolved incidents that are read for their recoveries, newest first: more than the longest alert window holds."""


class Board:
    """Unresolved incidents as last seen, and the recently resolved ones."""

    def __init__(self, store: IncidentStore) -> None:
        self._store = store
        unresolved = store.incidents(_UNRESOLVED, limit=_MOST_UNRESOLVED)
        self._resolved = list(store.incidents((IncidentState.RESOLVED,), limit=_MOST_RESOLVED))
        self._unresolved = {one.id: one for one in sorted(unresolved, key=lambda one: (one.detected_at, one.id))}

    @property
    def unresolved(self) -> Sequence[Incident]:
        """Incidents that are not resolved, oldest first."""
        return tuple(self._unresolved.values())

    @property
    def known(self) -> Sequence[Incident]:
        """Unresolved and recently resolved incidents."""
        return (*self._unresolved.values(), *self._resolved)

    def firing(self, slo: SloName) -> tuple[Incident, Alert] | None:
        """Return an SLO's alert that is not cleared, with its incident; None when there is none."""
        for incident in self._unresolved.values():
            for alert in uncleared(incident):
                if alert.slo == slo:
                    return incident, alert
        return None

    def add(self, incident: Incident) -> bool:
        """Store a new incident; returns False, and stores nothing, when one with its id was stored before."""
        if self._store.incident(incident.id) is not None:
            return False
        self._store.save(incident)
        self._unresolved[incident.id] = incident
        return True

    def update(self, seen: Incident, change: IncidentChange) -> Incident:
        """Apply a change, unless the incident was resolved or recovered since it was seen: it was judged too early.

        Returns:
            The incident as it is stored now.
        """

        def unless_overtaken(stored: Incident) -> Incident:
            overtaken = stored.state is IncidentState.RESOLVED or stored.recovered_at != seen.recovered_at
            return stored if overtaken else change(stored)

        after = self._store.update(seen.id, unless_overtaken)
        if after.state is IncidentState.RESOLVED:
            self._unresolved.pop(after.id, None)
            self._resolved.append(after)
        else:
            self._unresolved[after.id] = after
        return after
