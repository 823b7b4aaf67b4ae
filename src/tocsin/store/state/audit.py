"""The audit log as rows: each entry is numbered and chained while no one else can append."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import UTC, datetime

from sqlalchemy import insert, select

from tocsin.model import GENESIS_HASH, AuditEntry
from tocsin.store.state.database import Database, Lock
from tocsin.store.state.schema import audit_entries


class AuditLog:
    """Implements `AuditStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def append(self, at: datetime, actor: str, event: str, subject: str, details: Mapping[str, str]) -> AuditEntry:
        """Append one entry, chained to the last; serialized across threads and processes."""
        newest = (
            select(audit_entries.c.sequence, audit_entries.c.hash).order_by(audit_entries.c.sequence.desc()).limit(1)
        )
        with self._database.write(Lock.AUDIT) as connection:
            last = connection.execute(newest).first()
            unhashed = AuditEntry(
                sequence=last.sequence + 1 if last else 1,
                at=at.astimezone(UTC),
                actor=actor,
                event=event,
                subject=subject,
                details=dict(details),
                previous_hash=last.hash if last else GENESIS_HASH,
                hash="",
            )
            entry = replace(unhashed, hash=unhashed.expected_hash)
            connection.execute(insert(audit_entries).values(_row(entry)))
        return entry

    def entries(self, after: int = 0, limit: int = 1000) -> Sequence[AuditEntry]:
        """Return entries with sequence > `after`, in order."""
        query = (
            select(audit_entries)
            .where(audit_entries.c.sequence > after)
            .order_by(audit_entries.c.sequence)
            .limit(limit)
        )
        with self._database.read() as connection:
            rows = connection.execute(query).mappings().all()
        return [AuditEntry(**{**row, "details": json.loads(row["details"])}) for row in rows]


def _row(entry: AuditEntry) -> dict[str, object]:
    return {**asdict(entry), "details": json.dumps(dict(entry.details), ensure_ascii=False)}
