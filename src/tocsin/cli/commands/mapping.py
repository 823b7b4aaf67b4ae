"""`tocsin mapping`: the group of commands about mapping rules."""

import click

from tocsin.cli.lazy import LazyGroup

_HERE = "tocsin.cli.commands"

command = click.command(
    "mapping",
    cls=LazyGroup,
    table={"test": (f"{_HERE}.mapping_test", "Show what mapping rules make of a span.")},
    help="Try mapping rules on a span.",
)(lambda: None)
