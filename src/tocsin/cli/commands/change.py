"""`tocsin change`: what a deploy job or a person reports."""

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import moment, print_json
from tocsin.model import Axis

AXES = click.Choice([axis.value for axis in Axis])


@click.command("change")
@click.option("--axis", required=True, type=AXES, help="What kind of thing changed.")
@click.option("--subject", required=True, metavar="NAME", help="What changed, e.g. the service or prompt.")
@click.option("--to", required=True, metavar="VERSION", help="What is live now.")
@click.option("--from", "from_", default="", metavar="VERSION", help="What was live before.  [default: as known]")
@click.option("--author", required=True, metavar="NAME", help="Who changed it.")
@click.option("--at", metavar="TIME", help="When it took effect, e.g. 2026-11-20T09:00:00Z.  [default: now]")
@click.option("--service", default="", metavar="NAME", help="Only this service.")
@click.option("--journey", default="", metavar="NAME", help="Only this journey.")
@click.option("--environment", default="", metavar="NAME", help="Only this environment.")
@click.option("--source", default="cli", show_default=True, metavar="NAME", help="Who reports it.")
@click.option("--url", default="", metavar="URL", help="Where to read more.")
@click.option("--summary", default="", metavar="TEXT", help="What changed, in a sentence.")
@server_option
@json_option
def command(*, server: Connection, as_json: bool, **report: str | None) -> None:
    """Report that something changed: a deploy, a flag, an index rebuild, a vendor's notice."""
    scope = {name: report.pop(name) for name in ("service", "journey", "environment")}
    before = report.pop("from_")
    change = server.post("/api/v1/changes", {**report, "from": before, "scope": scope})
    if as_json:
        print_json(change)
        return
    came_from = f" from {change['from']}" if change["from"] else ""
    click.echo(
        f"{change['id']}: {change['axis']} {change['subject']}{came_from} to {change['to']} at {moment(change['at'])}"
    )
