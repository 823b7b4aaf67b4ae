"""`tocsin prices unpriced`: calls that count as nothing in costs, and what to add to the price book."""

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import json_option, last_week_options, server_option
from tocsin.cli.printing import console, moment, plain, print_json, print_table

_COLUMNS = ("vendor", "model", "service", ">calls", ">tokens", "first seen", "last seen", "perhaps")


@click.command("unpriced")
@last_week_options
@server_option
@json_option
def command(*, start: str | None, end: str | None, server: Connection, as_json: bool) -> None:
    """List calls of models without a known price, and print the price book entries to complete."""
    given = {name: value for name, value in (("start", start), ("end", end)) if value is not None}
    document = server.get("/api/v1/prices/unpriced", given)
    if as_json:
        print_json(document)
        return
    rows = [
        (
            one["vendor"],
            one["model"],
            one["service"],
            one["calls"],
            one["input_tokens"] + one["output_tokens"],
            moment(one["first_seen"]),
            moment(one["last_seen"]),
            "priced since" if one["is_priced_now"] else one["nearest"] or "-",
        )
        for one in document["items"]
    ]
    looked = f"from {moment(document['start'])} to {moment(document['end'])}"
    print_table(_COLUMNS, rows, empty=f"No call without a price {looked}.")
    entries = dict.fromkeys(one["price_book_entry"] for one in document["items"] if not one["is_priced_now"])
    if entries:
        console().print(
            plain("\nComplete and add to the price book (TOCSIN_PRICE_BOOK), then price the range again:\n")
        )
        console().print(plain("prices:\n" + "".join(entries)))
    if rows:
        again = f"tocsin prices reprice --start {document['start']} --end {document['end']}"
        console().print(plain(f"To price what is stored already: {again}"))
