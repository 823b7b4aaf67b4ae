"""`tocsin slos`: how much of each error budget is left, and what burns."""

import click

from tocsin.cli.connection import Connection, Json
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import duration, goal, plain, print_json, print_table, share, times


@click.command("slos")
@server_option
@json_option
def command(server: Connection, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """List objectives with their counts, error budgets and alerts."""
    page = server.get("/api/v1/slos")
    if as_json:
        print_json(page)
        return
    rows = [
        (
            status["slo"]["name"],
            status["slo"]["tier"],
            goal(status["slo"]["target"]),
            duration(status["slo"]["window_seconds"]),
            share(status["counts"]["ratio"], 2),
            status["counts"]["total"],
            share(status["budget_remaining"]),
            _alert(status["firing"]),
        )
        for status in page["items"]
    ]
    columns = ("slo", "tier", ">target", ">window", ">good", ">events", ">budget left", "alert")
    print_table(columns, rows, empty="No objective is in force: apply a document of kind SLO with `tocsin apply`.")


def _alert(firing: Json | None) -> object:
    if firing is None:
        return plain("quiet", "green")
    return plain(f"{firing['window']['level']}: burns {times(firing['long']['rate'])}", "bold red")
