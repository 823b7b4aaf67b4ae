"""Brings a state database to the schema this code knows; several processes may start on it at once."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from tocsin.errors import SchemaTooNew
from tocsin.store.state.database import Database, Lock

VERSION_TABLE = "tocsin_state_version"
"""Not Alembic's default, which another application in the same database may use."""


def migrate(database: Database, revision: str = "head") -> None:
    """Run the missing steps in one transaction; whoever comes second waits, and finds them done.

    Args:
        database: The database.
        revision: How far; all the way unless a backup of an older schema is to be restored.

    Raises:
        SchemaTooNew: The database is at a step this code does not have, or is to be brought to one.
        StoreUnavailable: The database did not answer.
    """
    config = Config()
    config.set_main_option("script_location", "tocsin.store.state:migrations")
    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    with database.write(Lock.MIGRATION) as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        unknown = sorted({*context.get_current_heads(), revision} - known - {"head"})
        if unknown:
            raise SchemaTooNew(
                f"state database {database.name!r} was migrated by a newer Tocsin (step {unknown[-1]!r} is unknown"
                " here): run that version, or restore a backup made before the upgrade"
            )
        config.attributes["migration"] = {"connection": connection, "version_table": VERSION_TABLE}
        command.upgrade(config, revision)
