"""`tocsin replay`: what would have paged, asked of stored telemetry."""

import sys
import time

import click

from tocsin.cli.commands.incidents import print_incidents
from tocsin.cli.connection import Connection, Json, RequestFailed, segment
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import console, moment, plain, print_json, share
from tocsin.clock import parse_duration

_POLL_SECONDS = 0.3


def _seconds(_context: click.Context, _parameter: click.Parameter, text: str) -> float:
    try:
        return parse_duration(text).total_seconds()
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command("replay")
@click.option("--from", "start", required=True, metavar="TIME", help="Where to begin, e.g. 2026-11-13T00:00:00Z.")
@click.option("--to", "end", required=True, metavar="TIME", help="Where to end.")
@click.option(
    "--step", default="1m", show_default=True, callback=_seconds, metavar="DURATION", help="Time between evaluations."
)
@server_option
@json_option
def command(*, start: str, end: str, step: float, server: Connection, as_json: bool) -> None:
    """Run objectives, incidents and diagnosis over stored telemetry, without pages and without actions."""
    job = server.post("/api/v1/replays", {"start": start, "end": end, "step_seconds": step})
    job = _finished(server, job)
    if as_json:
        print_json(job)
        return
    print_incidents(job["incidents"], empty=_nothing(server, start, end))
    for incident in job["incidents"]:
        console().print(plain(f"\n{incident['id']}  {incident['title']}", "bold"))
        for hypothesis in incident["hypotheses"]:
            confidence = share(hypothesis["confidence"], 0)
            console().print(
                plain(f"  {hypothesis['rank']}. {confidence:>4}  {hypothesis['cause']}: {hypothesis['summary']}")
            )


def _nothing(server: Connection, start: str, end: str) -> str:
    """Say that nothing would have paged, and why that is no good news where nothing could have."""
    if not server.get("/api/v1/slos")["items"]:
        return "Nothing could page: no objective is in force. Apply a document of kind SLO with `tocsin apply`."
    if server.get("/api/v1/breakdowns", {"by": "journey", "start": start, "end": end})["total"] is None:
        return f"Nothing could page: no task ended from {moment(start)} to {moment(end)}."
    return "Nothing would have paged."


def _finished(server: Connection, job: Json) -> Json:
    """Wait for the end of a replay while showing how far it is."""
    # The bar goes to standard error, so that standard output holds the result alone.
    with click.progressbar(length=max(job["ticks_total"], 1), label="replay", file=sys.stderr) as bar:
        while job["state"] in {"queued", "running"}:
            time.sleep(_POLL_SECONDS)
            job = server.get(f"/api/v1/replays/{segment(job['id'])}")
            bar.update(job["ticks_done"] - bar.pos)
    if job["state"] == "failed":
        raise RequestFailed(f"the replay failed: {job['error']}")
    return job
