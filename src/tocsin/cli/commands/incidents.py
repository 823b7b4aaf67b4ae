"""`tocsin incidents`: what rang."""

import click

from tocsin.cli.connection import Connection, Json
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import moment, plain, print_json, print_table, share
from tocsin.model import IncidentState

STATE_STYLES = {"open": "bold red", "acknowledged": "yellow", "mitigated": "cyan", "resolved": "green"}


def first_cause(incident: Json) -> str:
    """Return the first hypothesis in a few words; "-" before there is one."""
    first = min(incident["hypotheses"], key=lambda one: int(one["rank"]), default=None)
    if first is None:
        return "-"
    subject = f" {first['subject']} {first['to_version']}".rstrip()
    return f"{first['cause']}{subject} ({share(first['confidence'], 0)})"


def print_incidents(incidents: list[Json], *, empty: str) -> None:
    """Print one line per incident."""
    rows = [
        (
            one["id"],
            plain(one["state"], STATE_STYLES.get(one["state"], "")),
            one["severity"],
            moment(one["detected_at"]),
            one["title"],
            first_cause(one),
        )
        for one in incidents
    ]
    print_table(("incident", "state", "severity", "detected", "title", "first hypothesis"), rows, empty=empty)


@click.command("incidents")
@click.option(
    "--state",
    multiple=True,
    type=click.Choice([state.value for state in IncidentState]),
    help="In this state; repeat for several.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="Most incidents to print.")
@server_option
@json_option
def command(
    state: tuple[str, ...],
    limit: int,
    server: Connection,
    as_json: bool,  # noqa: FBT001 - click passes flags by name
) -> None:
    """List incidents, the last detected first."""
    page = server.get("/api/v1/incidents", {"state": state, "limit": limit})
    if as_json:
        print_json(page)
    else:
        print_incidents(page["items"], empty="No incident.")
