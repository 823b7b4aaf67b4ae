"""`tocsin intake`: what every source sent and what became of it; with a trace id, where that trace is."""

from itertools import groupby

import click

from tocsin.cli.connection import Connection, Json, segment
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import console, counted, duration, moment, plain, print_json, print_table

_SHOWN_REFUSALS = 5
_FATES = {
    "rejected": "rejected",
    "deduplicated": "repeated",
    "redacted": "redacted",
    "truncated": "cut",
    "late": "late",
    "sampled_out": "sampled out",
}
"""Dispositions that are a column where they happened, by their heading."""
_OTHER_SIGNALS = ("logs", "metrics")


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
        answer = server.get(f"/api/v1/intake/traces/{segment(trace_id.strip().lower())}")
        if as_json:
            print_json(answer)
            return
        _print_trace(answer)
        if answer["state"] == "never_arrived":
            _print_addresses(server.get("/api/v1/status"))
        return
    answer = server.get("/api/v1/intake", {"window": window, "source": source})
    print_json(answer) if as_json else _print_sources(answer, window)


def _print_sources(answer: Json, window: str) -> None:
    sources = answer["sources"]
    # What happened to nobody would only make the table too wide for a terminal.
    signals = [signal for signal in _OTHER_SIGNALS if any(one["received"].get(signal) for one in sources)]
    fates = [fate for fate in _FATES if any(_total(one, fate) for one in sources)]
    rows = [
        (
            one["source"] or "(unknown)",
            one["stored_spans"],
            *(_total(one, "accepted", signal) for signal in ("traces", *signals)),
            *(_total(one, fate) for fate in fates),
            moment(one["last_accepted_at"]),
            duration(one["lag_seconds"]),
        )
        for one in sources
    ]
    columns = (
        *("source", f">spans in {window}", ">spans accepted", *(f">{signal}" for signal in signals)),
        *(f">{_FATES[fate]}" for fate in fates),
        *("last accepted", ">lag"),
    )
    print_table(columns, rows, empty=f"Nothing was received within {window}, or since the server started.")
    for one in answer["unmapped"]:
        scope = one["scope"] or "(no scope)"
        console().print(plain(f"unmapped {one['source']} {scope}: {counted(one['spans'], 'span')}, {one['reason']}"))
    for model, calls in answer["unpriced_models"].items():
        console().print(
            plain(f"unpriced {model}: {counted(calls, 'call')} in seven days, see `tocsin prices unpriced`")
        )
    _print_refusals(answer["refusals"])


def _total(source: Json, disposition: str, signal: str | None = None) -> int:
    fates = (fate for fate in source["fates"] if signal in (None, fate["signal"]))
    return sum(fate["count"] for fate in fates if fate["disposition"] == disposition)


def _print_addresses(status: Json) -> None:
    """Say where telemetry is taken in, for an exporter that sends it elsewhere is heard by nobody here."""
    if status["otlp_http"]:
        console().print(plain(f"traces are taken in at {status['otlp_http']}/v1/traces (OTLP/HTTP)"))
    if status["otlp_grpc"]:
        console().print(plain(f"                    or {status['otlp_grpc']} (OTLP/gRPC)"))


def _print_refusals(refusals: list[Json]) -> None:
    """Print the newest refusals, alike ones that follow each other once."""
    runs = [(alike, list(group)) for alike, group in groupby(refusals, key=_told)]
    for (signal, status, sender, message), group in runs[:_SHOWN_REFUSALS]:
        again = f" ({len(group):,} times)" if len(group) > 1 else ""
        console().print(
            plain(f"refused {moment(group[0]['at'])} {signal} from {sender}, answer {status}: {message}{again}")
        )
    left = sum(len(group) for _, group in runs[_SHOWN_REFUSALS:])
    if left:
        click.echo(f"{left:,} earlier refusals: --json has them.", err=True)


def _told(refusal: Json) -> tuple[str, int, str, str]:
    sender = " at ".join(part for part in (refusal["source"], refusal["sender"]) if part) or "an unknown sender"
    return (refusal["signal"], refusal["status"], sender, refusal["message"] or refusal["reason"])


def _print_trace(answer: Json) -> None:
    console().print(plain(f"{answer['state'].replace('_', ' ')}: {answer['why']}"))
    if receipt := answer["receipt"]:
        console().print(plain(f"spans stored   {receipt['spans']:,} from {', '.join(receipt['sources']) or '-'}"))
        console().print(
            plain(f"received       {moment(receipt['first_received_at'])} to {moment(receipt['last_received_at'])}")
        )
        if sealed := receipt["sealed"]:
            console().print(plain(f"ended          {moment(sealed['ended_at'])}"))
            console().print(plain(f"sealed         {moment(sealed['sealed_at'])}, outcome {sealed['outcome']}"))
            console().print(plain(f"marks          {', '.join(sealed['marks']) or 'none'}"))
    if answer["due_at"]:
        console().print(plain(f"will be sealed {moment(answer['due_at'])}"))
    _print_refusals(answer["refusals"])
