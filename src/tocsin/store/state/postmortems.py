"""Postmortems as rows, one per incident."""

from datetime import datetime

from sqlalchemy import select

from tocsin.model import IncidentId
from tocsin.store.state.database import Database
from tocsin.store.state.schema import postmortems
from tocsin.store.state.upsert import insert_or_replace


class Postmortems:
    """Implements `PostmortemStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put_postmortem(self, incident_id: IncidentId, markdown: str, at: datetime) -> None:
        """Store or replace the postmortem of an incident."""
        row = {"incident_id": incident_id, "markdown": markdown, "written_at": at}
        with self._database.write() as connection:
            insert_or_replace(connection, postmortems, row)

    def postmortem(self, incident_id: IncidentId) -> str | None:
        """Return it, or None while there is none."""
        with self._database.read() as connection:
            return connection.scalar(select(postmortems.c.markdown).where(postmortems.c.incident_id == incident_id))
