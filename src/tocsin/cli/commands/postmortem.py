"""`tocsin postmortem ID`: the postmortem as Markdown, for a file or a pager."""

import click

from tocsin.cli.connection import Connection, segment
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import print_json


@click.command("postmortem")
@click.argument("incident_id")
@server_option
@json_option
def command(incident_id: str, server: Connection, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Print the postmortem of an incident as Markdown."""
    markdown = server.text(f"/api/v1/incidents/{segment(incident_id)}/postmortem")
    if as_json:
        print_json({"incident_id": incident_id, "markdown": markdown})
    else:
        click.echo(markdown, nl=False)
