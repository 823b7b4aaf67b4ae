"""`tocsin intake`: what every source sent and what became of it; with a trace id, where that trace is."""

import click

from tocsin.cli.connection import Connection, Json
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import console, duration, moment, plain, print_json, print_table

_SHOWN_REFUSALS = 5


@click.command("intake")
@click.argument("trace_id", required=False)
@click.option(
    "--window", default="1h", show_default=True, metavar="DURATION", help="How far back to count what is stored."
)
@click.option("--source", default="", metavar="NAME", help="Only this `service.name`.")
@server_option
@json_option
def command(*, trace_id: str | None, window: str, source: str, server: Connection, as_json: bool) -> None:
    """Show what each source sent and what became of it. With TRACE_ID, show where that trace is."""
    if trace_id is not None:
        answer = server.get(f"/api/v1/intake/traces/{trace_id}")
        print_json(answer) if as_json else _print_trace(answer)
        return
    answer = server.get("/api/v1/intake", {"window": window, "source": source})
    print_json(answer) if as_json else _print_sources(answer, window)


def _print_sources(answer: Json, window: str) -> None:
    rows = [
        (
            one["source"] or "(unknown)",
            one["stored_spans"],
            _total(one, "accepted"),
            _total(one, "rejected"),
            _total(one, "deduplicated"),
            _total(one, "redacted"),
            _total(one, "sampled_out"),
            moment(one["last_accepted_at"]),
            "-" if one["lag_seconds"] is None else duration(one["lag_seconds"]),
        )
        for one in answer["sources"]
    ]
    columns = (
        *("source", f">stored {window}", ">accepted", ">rejected", ">repeated", ">redacted", ">sampled out"),
        *("last accepted", ">lag"),
    )
    print_table(columns, rows, empty=f"Nothing was received within {window}.")
    for one in answer["refusals"][:_SHOWN_REFUSALS]:
        console().print(plain(f"refused {moment(one['at'])} {one['signal']} {one['sender']}: {one['message']}"))
    for one in answer["unmapped"]:
        console().print(plain(f"unmapped {one['source']} {one['scope']}: {one['spans']} spans, {one['reason']}"))
    for model in answer["unpriced_models"]:
        console().print(plain(f"unpriced {model}: add it to the price book"))


def _total(source: Json, disposition: str) -> int:
    return sum(fate["count"] for fate in source["fates"] if fate["disposition"] == disposition)


def _print_trace(answer: Json) -> None:
    console().print(plain(f"{answer['state'].replace('_', ' ')}: {answer['why']}"))
    if receipt := answer["receipt"]:
        console().print(plain(f"spans stored   {receipt['spans']} from {', '.join(receipt['sources']) or '-'}"))
        console().print(
            plain(f"received       {moment(receipt['first_received_at'])} to {moment(receipt['last_received_at'])}")
        )
        if sealed := receipt["sealed"]:
            console().print(plain(f"sealed         {moment(sealed['sealed_at'])}, outcome {sealed['outcome']}"))
            console().print(plain(f"marks          {', '.join(sealed['marks']) or 'none'}"))
    if answer["due_at"]:
        console().print(plain(f"will be sealed {moment(answer['due_at'])}"))
    for one in answer["refusals"]:
        console().print(plain(f"refused {moment(one['at'])} {one['signal']} {one['sender']}: {one['message']}"))
