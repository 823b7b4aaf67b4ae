"""`tocsin reject`: says no to a proposed action."""

import click

from tocsin.cli.connection import Connection, segment
from tocsin.cli.options import by_option, json_option, server_option
from tocsin.cli.printing import print_json


@click.command("reject")
@click.argument("incident_id")
@click.argument("action_id")
@by_option
@click.option("--note", default="", metavar="TEXT", help="Why, for the timeline.")
@server_option
@json_option
def command(*, incident_id: str, action_id: str, by: str, note: str, server: Connection, as_json: bool) -> None:
    """Reject a proposed action."""
    path = f"/api/v1/incidents/{segment(incident_id)}/actions/{segment(action_id)}/reject"
    incident = server.post(path, {"by": by, "note": note})
    if as_json:
        print_json(incident)
    else:
        click.echo(f"Rejected as {by}.")
