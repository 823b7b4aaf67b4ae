"""`tocsin prices list`: what models cost now, and whose price it is."""

from collections.abc import Iterator, Sequence

import click

from tocsin.cli.connection import Connection, Json
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import moment, print_json, print_table

_COLUMNS = ("vendor", "model", "tier", ">input", ">cached", ">output", "which calls", "since", "source", "caveats")
_UNIT = "US dollars for a million tokens; a model with several lines has a price for each kind of call."
_ALWAYS = "1970-01-01T00:00:00"


@click.command("list")
@click.option("--all", "with_past", is_flag=True, help="Past and coming prices, too.")
@server_option
@json_option
def command(*, with_past: bool, server: Connection, as_json: bool) -> None:
    """List what every model seen costs, in US dollars for a million tokens."""
    document = server.get("/api/v1/prices")
    if as_json:
        print_json(document)
        return
    rows = [row for price in document["items"] for row in _rows(price, with_past=with_past)]
    print_table(_COLUMNS, rows, empty="No model has been seen yet.")
    if rows:
        click.echo(_UNIT, err=True)


def _rows(price: Json, *, with_past: bool) -> Iterator[Sequence[object]]:
    periods = [period for period in price["periods"] if with_past or period["is_in_force"]]
    names = (price["vendor"], price["model"], price["service_tier"])
    for period in periods:
        since = "always" if period["starts_at"].startswith(_ALWAYS) else moment(period["starts_at"])
        told = (since, period["note"] or "no price", ", ".join(price["caveats"]))
        for rates in period["rates"]:
            yield (*names, *(f"{rates[name]:g}" for name in ("input", "cache_read", "output")), _which(rates), *told)
        if not period["rates"]:
            yield (*names, "-", "-", "-", "", *told)


def _which(rates: Json) -> str:
    """Say which calls these rates are for; nothing when they are for all."""
    size = f"input above {rates['above_input_tokens']:,} tokens" if rates["above_input_tokens"] else ""
    day = (rates["from_second"], rates["until_second"])
    hours = "" if day == (0, 86_400) else " to ".join(f"{s // 3600:02}:{s % 3600 // 60:02}" for s in day) + " UTC"
    return ", ".join(part for part in (size, hours) if part)
