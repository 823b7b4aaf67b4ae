"""`tocsin cost`: what tasks cost and used, split by one dimension."""

from typing import Any

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import dollars, duration, print_json, print_table, share
from tocsin.model import BreakdownOrder, Dimension


@click.command("cost")
@click.option("--by", type=click.Choice([d.value for d in Dimension]), default="journey", show_default=True,
              help="What to split by.")  # fmt: skip
@click.option("--release-key", metavar="AXIS:SUBJECT", help="Whose versions to split by, with --by release.")
@click.option("--window", "--last", "last", default="24h", show_default=True, metavar="DURATION", help="How far back.")
@click.option("--journey", multiple=True, metavar="NAME", help="Of this journey; repeat for several.")
@click.option("--service", multiple=True, metavar="NAME", help="Of this service.")
@click.option("--tenant", multiple=True, metavar="NAME", help="For this tenant.")
@click.option("--order", type=click.Choice([o.value for o in BreakdownOrder]), default="cost_usd", show_default=True,
              help="What makes a value one of the largest.")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 200), default=20, show_default=True, help="Most values to list.")
@server_option
@json_option
def command(server: Connection, as_json: bool, **conditions: object) -> None:  # noqa: FBT001 - click passes flags by name
    """Show what tasks cost and used, by journey, model, tenant, ..."""
    found = server.get("/api/v1/breakdowns", conditions)
    if as_json:
        print_json(found)
        return
    total = found["total"]
    rows = [_cells(row["value"] or "(none)", row, total) for row in found["rows"]]
    if found["other"]:
        rows.append(_cells("(other)", found["other"], total))
    if total:
        rows.append(_cells("(total)", total, total))
    columns = (
        found["by"],
        ">cost USD",
        ">share",
        ">tasks",
        ">failing",
        ">calls",
        ">tokens in",
        ">tokens out",
        ">p50",
        ">p95",
    )
    print_table(columns, rows, empty=f"No task ended within {conditions['last']}.")
    if total and total["unpriced_calls"]:
        click.echo(f"{total['unpriced_calls']} calls have no known price: a cost with + is a lower bound.", err=True)


def _cells(name: str, row: dict[str, Any], total: dict[str, Any]) -> tuple[object, ...]:
    judged = row["successes"] + row["failures"]
    return (
        name,
        _cost(row),
        share(row["cost_usd"] / total["cost_usd"] if total["cost_usd"] and _is_known(row) else None),
        row["tasks"],
        share(row["failures"] / judged if judged else None),
        row["llm_calls"],
        row["input_tokens"],
        row["output_tokens"],
        duration(row["p50_seconds"]),
        duration(row["p95_seconds"]),
    )


def _cost(row: dict[str, Any]) -> str:
    if not _is_known(row):
        return "no price"
    return dollars(row["cost_usd"]) + ("+" if row["unpriced_calls"] else "")


def _is_known(row: dict[str, Any]) -> bool:
    """Return whether anything is known of the cost, be it a lower bound."""
    return bool(row["cost_usd"]) or not row["unpriced_calls"]
