"""`tocsin kill-switch`: stops every action at once."""

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import by_option, json_option, server_option
from tocsin.cli.printing import print_json


@click.command("kill-switch")
@click.argument("order", required=False, type=click.Choice(("on", "off")))
@by_option
@server_option
@json_option
def command(*, order: str | None, by: str, server: Connection, as_json: bool) -> None:
    """Stop every action (on), allow actions again (off), or show where the switch stands."""
    path = "/api/v1/kill-switch"
    switch = server.get(path) if order is None else server.put(path, {"engaged": order == "on", "by": by})
    if as_json:
        print_json(switch)
    else:
        click.echo("Engaged: no action is taken." if switch["engaged"] else "Released: actions are allowed.")
