"""The tables of the state database as queries see them; migrations make them, and a test holds the two together."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

from tocsin.clock import from_nanoseconds, to_nanoseconds
from tocsin.errors import InvalidInput

_INT64_LIMIT = 2**63


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, stored as nanoseconds since the Unix epoch: the same on every engine, and sortable."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002 - SQLAlchemy's
        """Return nanoseconds.

        Raises:
            InvalidInput: 64 bits cannot hold the instant.
        """
        if value is None:
            return None
        nanoseconds = to_nanoseconds(value)
        if not -_INT64_LIMIT <= nanoseconds < _INT64_LIMIT:
            raise InvalidInput(f"instant {value.isoformat()!r} cannot be stored: give one from 1678 to 2261")
        return nanoseconds

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's
        """Return the instant."""
        return None if value is None else from_nanoseconds(value)


metadata = MetaData()

# SQLite numbers rows by itself only under exactly INTEGER PRIMARY KEY.
_Sequence = BigInteger().with_variant(Integer(), "sqlite")

releases = Table(
    "releases",
    metadata,
    Column("sequence", _Sequence, Identity(), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("axis", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("content_hash", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("axis", "subject", "version"),
)

changes = Table(
    "changes",
    metadata,
    Column("sequence", _Sequence, Identity(), primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("axis", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("from_version", Text, nullable=False),
    Column("to_version", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("author", Text, nullable=False),
    Column("service", Text, nullable=False),
    Column("journey", Text, nullable=False),
    Column("environment", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Index("changes_by_subject", "axis", "subject", "at", "sequence"),
    Index("changes_by_time", "at", "sequence"),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("detected_at", Instant, nullable=False),
    Column("body", Text, nullable=False),
    Index("incidents_by_state", "state", "detected_at"),
    Index("incidents_by_time", "detected_at"),
)

audit_entries = Table(
    "audit_entries",
    metadata,
    Column("sequence", _Sequence, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("actor", Text, nullable=False),
    Column("event", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("details", Text, nullable=False),
    Column("previous_hash", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

documents = Table(
    "documents",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("text", Text, nullable=False),
    Column("applied_at", Instant, nullable=False),
    Column("applied_by", Text, nullable=False),
)

postmortems = Table(
    "postmortems",
    metadata,
    Column("incident_id", Text, primary_key=True),
    Column("markdown", Text, nullable=False),
    Column("written_at", Instant, nullable=False),
)

kill_switch = Table(
    "kill_switch",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("engaged", Boolean, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("beat", BigInteger, nullable=False),
)

ticks = Table(
    "ticks",
    metadata,
    Column("job", Text, primary_key=True),
    Column("at", Instant, primary_key=True),
    Column("holder", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("state", Text, nullable=False),
)

LEFT_BEHIND = frozenset({leases.name, ticks.name})
"""Tables that belong to running servers and not to what is remembered: no backup has them."""
