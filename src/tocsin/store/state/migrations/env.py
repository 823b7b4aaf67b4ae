"""Alembic's entry: runs the steps on the connection, and inside the transaction, that `migrate` has opened."""

from alembic import context

context.configure(**context.config.attributes["migration"])
context.run_migrations()
