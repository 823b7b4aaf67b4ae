"""`tocsin prices compare`: what calls report they cost, beside what their tokens cost by price."""

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import json_option, last_week_options, server_option
from tocsin.cli.printing import dollars, print_json, print_table, share

_COLUMNS = ("vendor", "model", ">calls", ">with a price", ">reported USD", ">by price USD", ">apart")


@click.command("compare")
@last_week_options
@server_option
@json_option
def command(*, start: str | None, end: str | None, server: Connection, as_json: bool) -> None:
    """Compare costs that applications and gateways report with costs by price, in US dollars."""
    given = {name: value for name, value in (("start", start), ("end", end)) if value is not None}
    document = server.get("/api/v1/prices/comparisons", given)
    if as_json:
        print_json(document)
        return
    rows = [
        (
            one["vendor"],
            one["model"],
            one["calls"],
            one["priced_calls"],
            dollars(one["reported_usd"]),
            dollars(one["computed_usd"]),
            share((one["computed_usd"] - one["reported_usd"]) / one["reported_usd"] if one["reported_usd"] else None),
        )
        for one in document["items"]
    ]
    print_table(_COLUMNS, rows, empty="No call reports a cost.")
