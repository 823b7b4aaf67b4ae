"""The kill switch as a single row; without the row it is released."""

from sqlalchemy import select

from tocsin.store.state.database import Database
from tocsin.store.state.schema import kill_switch
from tocsin.store.state.upsert import insert_or_replace

_ONLY_ROW = 1


class KillSwitch:
    """Implements `KillSwitchStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def kill_switch(self) -> bool:
        """Return whether actions are stopped."""
        with self._database.read() as connection:
            return bool(connection.scalar(select(kill_switch.c.engaged)))

    def set_kill_switch(self, engaged: bool) -> None:  # noqa: FBT001 - the port's signature: a switch is its one boolean
        """Engage or release the switch."""
        with self._database.write() as connection:
            insert_or_replace(connection, kill_switch, {"id": _ONLY_ROW, "engaged": engaged})
