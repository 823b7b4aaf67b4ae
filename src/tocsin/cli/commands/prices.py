"""`tocsin prices`: the group of commands about what models cost."""

import click

from tocsin.cli.lazy import LazyGroup

_HERE = "tocsin.cli.commands"

command = click.command(
    "prices",
    cls=LazyGroup,
    table={
        "list": (f"{_HERE}.prices_list", "List what models cost."),
        "unpriced": (f"{_HERE}.prices_unpriced", "List models without a price, and how to price them."),
        "compare": (f"{_HERE}.prices_compare", "Compare costs that calls report with costs by price."),
        "check": (f"{_HERE}.prices_check", "Check a price book, without a server."),
        "reprice": (f"{_HERE}.prices_reprice", "Compute the cost of past tasks again."),
    },
    help="Show and check what models cost, and price past tasks again.",
)(lambda: None)
