"""The state database as one value: a repository per aggregate over one pool of connections."""

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from tocsin.errors import StoreUnavailable
from tocsin.store.state.audit import AuditLog
from tocsin.store.state.database import Database, first_line
from tocsin.store.state.documents import Documents
from tocsin.store.state.incidents import Incidents
from tocsin.store.state.kill_switch import KillSwitch
from tocsin.store.state.migrate import migrate
from tocsin.store.state.postmortems import Postmortems
from tocsin.store.state.releases import Releases


class StateStore:
    """Everything Tocsin remembers beside telemetry; safe to use from any thread.

    Attributes:
        engine_url: Where it is stored. `str()` of it masks the password; `render_as_string(hide_password=False)` is for
            handing it to another library, never for a log.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.engine_url: URL = database.url
        self.releases = Releases(database)
        self.incidents = Incidents(database)
        self.audit = AuditLog(database)
        self.documents = Documents(database)
        self.postmortems = Postmortems(database)
        self.kill_switch = KillSwitch(database)

    def close(self) -> None:
        """Give up the connections."""
        self._database.close()


def open_state(url: str) -> StateStore:
    """Open a state database, and make or migrate its schema first.

    Args:
        url: `sqlite:////absolute/path/state.db` or `postgresql+psycopg://user:password@host:5432/database`.

    Raises:
        ConfigurationError: The URL names no database of these kinds.
        SchemaTooNew: A newer Tocsin has migrated it.
        StoreUnavailable: It does not answer, or is no database.
    """
    database = Database(url)
    try:
        migrate(database)
    except BaseException as error:
        database.close()
        if isinstance(error, DBAPIError):
            raise StoreUnavailable(f"state database {database.name!r} does not open: {first_line(error)}") from error
        raise
    return StateStore(database)
