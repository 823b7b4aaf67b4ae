"""`tocsin approve`: shows the plan, asks, and binds the approval to the plan that was shown."""

import sys

import click

from tocsin.cli.connection import Connection, Json, RequestFailed, segment
from tocsin.cli.options import by_option, json_option, server_option
from tocsin.cli.printing import console, moment, plain, print_json


def proposed(server: Connection, incident_id: str, action_id: str) -> Json:
    """Return an action of an incident.

    Raises:
        RequestFailed: There is no such incident or action.
    """
    incident = server.get(f"/api/v1/incidents/{segment(incident_id)}")
    for action in incident["actions"]:
        if action["id"] == action_id:
            return dict(action)
    known = ", ".join(action["id"] for action in incident["actions"]) or "none"
    raise RequestFailed(f"incident {incident_id!r} has no action {action_id!r}; its actions: {known}")


def show_plan(action: Json) -> None:
    """Print what would be done."""
    lines = {
        "action": f"{action['title']} ({action['kind']}, runbook {action['runbook']})",
        "with": ", ".join(f"{name}={value}" for name, value in action["parameters"].items()),
        "touches": action["blast_radius"],
        "risk": f"{action['risk']}, {'reversible' if action['reversible'] else 'NOT reversible'}",
        "recovery": action["verification"],
        "way back": action["undo"],
        "expires": moment(action["expires_at"]),
    }
    for name, value in lines.items():
        console().print(plain(f"{name:<9} {value}"))


@click.command("approve")
@click.argument("incident_id")
@click.argument("action_id")
@by_option
@click.option("--note", default="", metavar="TEXT", help="Why, for the timeline.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@server_option
@json_option
def command(
    *, incident_id: str, action_id: str, by: str, note: str, yes: bool, server: Connection, as_json: bool
) -> None:
    """Approve a proposed action and have it carried out."""
    action = proposed(server, incident_id, action_id)
    if not yes:
        show_plan(action)
        if not sys.stdin.isatty():
            raise click.UsageError("nobody can be asked here, for this is no terminal: approve with --yes")
        click.confirm(f"Approve as {by}?", abort=True)
    path = f"/api/v1/incidents/{segment(incident_id)}/actions/{segment(action_id)}/approve"
    incident = server.post(path, {"by": by, "plan_hash": action["plan_hash"], "note": note})
    if as_json:
        print_json(incident)
    else:
        click.echo(f"Approved as {by}. Follow it with: tocsin incident {incident_id}")
