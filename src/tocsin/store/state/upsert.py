"""INSERT ... ON CONFLICT, which SQLite and PostgreSQL both have, and SQLAlchemy spells once per engine."""

from collections.abc import Mapping
from typing import TypeAlias

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

_Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert_or_replace(
    connection: Connection, table: Table, row: Mapping[str, object], *, unless_same: Column[str] | None = None
) -> bool:
    """Store a row in place of the one with the same primary key.

    Args:
        connection: In a write transaction.
        table: Where to; its primary key decides what is replaced.
        row: A value per column.
        unless_same: Leave the stored row alone when this column of it is equal already.

    Returns:
        Whether anything was written.
    """
    statement = _insert(connection, table, row)
    offered = statement.excluded
    statement = statement.on_conflict_do_update(
        index_elements=list(table.primary_key.columns),
        set_={name: offered[name] for name in row if not table.c[name].primary_key},
        where=None if unless_same is None else unless_same != offered[unless_same.name],
    )
    # Counted by what comes back: PostgreSQL's driver gives no row count here.
    return connection.execute(statement.returning(*table.primary_key.columns)).first() is not None


def insert_unless_present(
    connection: Connection, table: Table, row: Mapping[str, object], *, key: tuple[Column[str], ...]
) -> None:
    """Store a row unless one with the same values in the `key` columns, a unique constraint, is stored."""
    connection.execute(_insert(connection, table, row).on_conflict_do_nothing(index_elements=list(key)))


def _insert(connection: Connection, table: Table, row: Mapping[str, object]) -> _Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).values(row)
    return postgresql.insert(table).values(row)
