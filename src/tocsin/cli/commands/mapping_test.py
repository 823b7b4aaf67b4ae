"""`tocsin mapping test`: what mapping rules make of one span, computed by the server that would store it."""

import json
from typing import TextIO

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import print_json, print_table


@click.command("test")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option(
    "--span",
    "span",
    type=click.File(encoding="utf-8"),
    default="-",
    help="JSON of the span; standard input if not given.",
)
@server_option
@json_option
def command(*, file: TextIO, span: TextIO, server: Connection, as_json: bool) -> None:
    """Show the columns that the rules in FILE, and the conventions, give to a span. Nothing is stored.

    The span is an OTLP/JSON request or span, or a flat map of attributes.
    """
    try:
        pasted = json.load(span)
    except ValueError as error:
        raise click.ClickException(f"{span.name!r} is no JSON: {error}") from error
    mapped = server.post("/api/v1/mappings/test", {"span": pasted, "mapping": file.read()})
    if as_json:
        print_json(mapped)
        return
    sources = {reading["column"]: reading for reading in mapped["readings"]}
    rows = [
        (column, value, sources.get(column, {}).get("attribute", ""), _origin(sources.get(column)))
        for column, value in sorted(mapped["columns"].items())
    ]
    print_table(("column", "value", "attribute", "from"), rows, empty="No column has a value.")
    if mapped["unread"]:
        click.echo(f"Read by no column: {', '.join(mapped['unread'])}")


def _origin(reading: dict[str, object] | None) -> str:
    if reading is None:
        return "computed"
    return "rule" if reading["is_rule"] else "convention"
