"""`tocsin redaction`: the group of commands about redaction."""

import click

from tocsin.cli.lazy import LazyGroup

command = click.command(
    "redaction",
    cls=LazyGroup,
    table={"test": ("tocsin.cli.commands.redaction_test", "Try the redaction rules on a text.")},
    help="Try redaction rules out.",
)(lambda: None)
