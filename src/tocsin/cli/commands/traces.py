"""`tocsin traces`: search by what the tasks were."""

from collections.abc import Mapping

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import dollars, duration, moment, plain, print_json, print_table
from tocsin.model import Outcome

_STYLES = {"success": "green", "failure": "red"}


@click.command("traces")
@click.option("--journey", multiple=True, metavar="NAME", help="Of this journey; repeat for several.")
@click.option("--service", multiple=True, metavar="NAME", help="Of this service.")
@click.option(
    "--outcome", multiple=True, type=click.Choice([outcome.value for outcome in Outcome]), help="With this outcome."
)
@click.option("--vendor", multiple=True, metavar="NAME", help="That called this vendor.")
@click.option("--model", multiple=True, metavar="NAME", help="That called this model.")
@click.option("--release", multiple=True, metavar="AXIS:SUBJECT=VERSION", help="That carried this release.")
@click.option("--prompt", multiple=True, metavar="NAME", help="That called with this prompt.")
@click.option("--feature", multiple=True, metavar="NAME", help="Of this feature.")
@click.option("--team", multiple=True, metavar="NAME", help="Of this team.")
@click.option("--tenant", multiple=True, metavar="NAME", help="For this tenant.")
@click.option("--user", multiple=True, metavar="ID", help="For this user.")
@click.option("--session", multiple=True, metavar="ID", help="Of this session.")
@click.option("--mark", multiple=True, metavar="MARK", help="With this fact about the data, e.g. late.")
@click.option("--score", multiple=True, metavar="EVALUATOR=LEAST..MOST", help="With such a score.")
@click.option("--errors", is_flag=True, default=None, help="In which some span ended in error.")
@click.option("--text", metavar="TEXT", help="In which this stands: messages, tools, attributes, log records.")
@click.option("--min-duration", type=float, metavar="SECONDS", help="At least this long.")
@click.option("--max-duration", type=float, metavar="SECONDS", help="At most this long.")
@click.option("--min-cost", type=float, metavar="USD", help="At least this costly.")
@click.option("--max-cost", type=float, metavar="USD", help="At most this costly.")
@click.option("--min-tokens", type=int, metavar="N", help="At least so many tokens, input and output.")
@click.option("--max-tokens", type=int, metavar="N", help="At most so many tokens.")
@click.option("--start", metavar="TIME", help="Ended from here on, e.g. 2026-11-20T09:00:00Z.  [default: a day ago]")
@click.option("--end", metavar="TIME", help="Ended before.  [default: now]")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="Most traces to print.")
@click.option("--cursor", metavar="CURSOR", help="Go on after an earlier page: its `next`.")
@server_option
@json_option
def command(server: Connection, as_json: bool, **conditions: object) -> None:  # noqa: FBT001 - click passes flags by name
    """Search traces, newest first."""
    query = {_PARAMETERS.get(name, name): value for name, value in conditions.items()}
    page = server.get("/api/v1/traces", query)
    if as_json:
        print_json(page)
        return
    rows = [
        (
            moment(task["ended_at"]),
            task["trace_id"],
            task["journey"],
            plain(task["outcome"], _STYLES.get(task["outcome"], "")),
            duration(task["duration_seconds"]),
            task["input_tokens"] + task["output_tokens"],
            dollars(task["cost_usd"]),
            ", ".join(f"{key}={version}" for key, version in task["releases"].items()),
        )
        for task in page["items"]
    ]
    columns = ("ended", "trace", "journey", "outcome", ">duration", ">tokens", ">cost USD", "releases")
    print_table(columns, rows, empty=_nothing(conditions))
    if page["searched_until"]:
        click.echo(f"Searched back to {moment(page['searched_until'])} so far; --cursor goes on there.", err=True)
    if page["next"]:
        click.echo(f"There are more: --limit, or --cursor {page['next']}", err=True)


def _nothing(conditions: Mapping[str, object]) -> str:
    if conditions["start"] or conditions["end"] or conditions["cursor"]:
        return "No task matches."
    return "No task of the last day matches; --start looks further back."


_PARAMETERS = {
    "min_duration": "min_duration_seconds",
    "max_duration": "max_duration_seconds",
    "min_cost": "min_cost_usd",
    "max_cost": "max_cost_usd",
}
"""Options whose name the API writes with its unit."""
