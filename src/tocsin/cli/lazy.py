"""A group of commands that imports a command only when it is used: help and start-up cost none of them."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click


class LazyGroup(click.Group):
    """Knows its commands by name, module and one line of help.

    Args:
        table: By command name, in the order of the help: the module that has it as `command`, and its short help.
    """

    def __init__(self, *args: Any, table: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the table."""
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import a command; None when there is none of this name."""
        if cmd_name not in self._table:
            return None
        module, _ = self._table[cmd_name]
        command = import_module(module).command
        assert isinstance(command, click.Command)  # noqa: S101 - a wrong table is a defect of ours
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """Write the commands into the help from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in self._table.items()])
