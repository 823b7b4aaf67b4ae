"""`tocsin journeys`: which journeys have traffic, and how they end."""

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import dollars, duration, moment, print_json, print_table, share


@click.command("journeys")
@click.option("--window", default="1h", show_default=True, metavar="DURATION", help="How far back to look, e.g. 24h.")
@server_option
@json_option
def command(window: str, server: Connection, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """List journeys that had tasks in the window, busiest first."""
    page = server.get("/api/v1/journeys", {"window": window})
    if as_json:
        print_json(page)
        return
    rows = [
        (
            one["journey"],
            one["tasks"],
            share(one["failures"] / judged if (judged := one["successes"] + one["failures"]) else None),
            one["unknown"],
            duration(one["p50_seconds"]),
            duration(one["p95_seconds"]),
            dollars(one["cost_usd"]) + ("+" if one["unpriced_calls"] else ""),
            moment(one["last_task_at"]),
        )
        for one in page["items"]
    ]
    columns = ("journey", ">tasks", ">failing", ">unknown", ">p50", ">p95", ">cost USD", "last task")
    print_table(columns, rows, empty=f"No task ended within {window}.")
