"""The first schema: releases, changes, incidents, audit log, documents, postmortems, kill switch."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_Sequence = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _releases()
    _changes()
    _incidents()
    _audit_entries()
    op.create_table(
        "documents",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("applied_at", sa.BigInteger, nullable=False),
        sa.Column("applied_by", sa.Text, nullable=False),
    )
    op.create_table(
        "postmortems",
        sa.Column("incident_id", sa.Text, primary_key=True),
        sa.Column("markdown", sa.Text, nullable=False),
        sa.Column("written_at", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "kill_switch",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("engaged", sa.Boolean, nullable=False),
    )


def _releases() -> None:
    op.create_table(
        "releases",
        sa.Column("sequence", _Sequence, sa.Identity(), primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("axis", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("notes", sa.Text, nullable=False),
        sa.Column("created_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("axis", "subject", "version"),
    )


def _changes() -> None:
    op.create_table(
        "changes",
        sa.Column("sequence", _Sequence, sa.Identity(), primary_key=True),
        sa.Column("id", sa.Text, nullable=False, unique=True),
        sa.Column("axis", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("from_version", sa.Text, nullable=False),
        sa.Column("to_version", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("service", sa.Text, nullable=False),
        sa.Column("journey", sa.Text, nullable=False),
        sa.Column("environment", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("url", sa.Text, nullable=False),
        sa.Column("summary", sa.Text, nullable=False),
    )
    op.create_index("changes_by_subject", "changes", ["axis", "subject", "at", "sequence"])
    op.create_index("changes_by_time", "changes", ["at", "sequence"])


def _incidents() -> None:
    op.create_table(
        "incidents",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("detected_at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_index("incidents_by_state", "incidents", ["state", "detected_at"])
    op.create_index("incidents_by_time", "incidents", ["detected_at"])


def _audit_entries() -> None:
    op.create_table(
        "audit_entries",
        sa.Column("sequence", _Sequence, primary_key=True, autoincrement=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("details", sa.Text, nullable=False),
        sa.Column("previous_hash", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
