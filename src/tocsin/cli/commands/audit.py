"""`tocsin audit`: the group of commands about the audit log."""

import click

from tocsin.cli.lazy import LazyGroup

_HERE = "tocsin.cli.commands"

command = click.command(
    "audit",
    cls=LazyGroup,
    table={
        "verify": (f"{_HERE}.audit_verify", "Verify that no entry was changed, moved or removed."),
        "export": (f"{_HERE}.audit_export", "Print every entry as JSON Lines."),
    },
    help="Verify and export the audit log.",
)(lambda: None)
