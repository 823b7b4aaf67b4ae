"""Incidents as rows: the whole incident as JSON, beside it the columns that lists are made from."""

from collections.abc import Sequence

from sqlalchemy import select, update

from tocsin.errors import NotFound
from tocsin.model import Incident, IncidentId, IncidentState
from tocsin.store.ports import IncidentChange
from tocsin.store.state.database import Database
from tocsin.store.state.incident_json import decode, encode
from tocsin.store.state.schema import incidents
from tocsin.store.state.upsert import insert_or_replace


class Incidents:
    """Implements `IncidentStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, incident: Incident) -> None:
        """Insert the incident or replace the stored one with the same id."""
        with self._database.write() as connection:
            insert_or_replace(connection, incidents, _row(incident))

    def incident(self, incident_id: IncidentId) -> Incident | None:
        """Return one incident, or None."""
        with self._database.read() as connection:
            body = connection.scalar(select(incidents.c.body).where(incidents.c.id == incident_id))
        return None if body is None else decode(body)

    def incidents(self, states: Sequence[IncidentState] = (), limit: int = 200) -> Sequence[Incident]:
        """Return incidents in the given states (all when empty), newest `detected_at` first."""
        query = select(incidents.c.body).order_by(incidents.c.detected_at.desc(), incidents.c.id.desc()).limit(limit)
        if states:
            query = query.where(incidents.c.state.in_([state.value for state in states]))
        with self._database.read() as connection:
            bodies = connection.scalars(query).all()
        return [decode(body) for body in bodies]

    def update(self, incident_id: IncidentId, change: IncidentChange) -> Incident:
        """Apply a pure function to the stored incident while no one else can; see `IncidentStore`.

        Raises:
            NotFound: There is no such incident.
        """
        its_row = incidents.c.id == incident_id
        with self._database.write() as connection:
            body = connection.scalar(select(incidents.c.body).where(its_row).with_for_update())
            if body is None:
                raise NotFound(f"there is no incident {incident_id!r}")
            stored = decode(body)
            successor = change(stored)
            if successor is not stored:
                connection.execute(update(incidents).where(its_row).values(_row(successor)))
        return successor


def _row(incident: Incident) -> dict[str, object]:
    return {
        "id": incident.id,
        "state": incident.state.value,
        "detected_at": incident.detected_at,
        "body": encode(incident),
    }
