"""`tocsin prices reprice`: the cost of past tasks again, by the prices that are known now."""

import sys
import time

import click

from tocsin.cli.connection import Connection, Json, RequestFailed, segment
from tocsin.cli.options import by_option, json_option, server_option
from tocsin.cli.printing import dollars, print_json

_PATH = "/api/v1/prices/repricings"
_POLL_SECONDS = 0.3


@click.command("reprice")
@click.option("--start", required=True, metavar="TIME", help="First instant, e.g. 2026-11-13T00:00:00Z.")
@click.option("--end", required=True, metavar="TIME", help="End, excluded.")
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
@by_option
@server_option
@json_option
def command(*, start: str, end: str, dry_run: bool, by: str, server: Connection, as_json: bool) -> None:
    """Compute the cost of the tasks that ended in a range again; tasks whose spans are gone keep theirs."""
    job = _finished(server, server.post(_PATH, {"start": start, "end": end, "dry_run": dry_run, "by": by}))
    if as_json:
        print_json(job)
        return
    result = job["result"]
    verb = "would change" if dry_run else "changed"
    click.echo(f"{result['tasks']} tasks, {result['changed']} {verb}.")
    click.echo(f"Cost: {dollars(result['cost_before_usd'])} -> {dollars(result['cost_after_usd'])} US dollars.")
    click.echo(f"Calls without a price: {result['unpriced_before']} -> {result['unpriced_after']}.")
    if result["kept"]:
        click.echo(f"{result['kept']} tasks keep their cost: their spans are gone, in whole or in part.")


def _finished(server: Connection, job: Json) -> Json:
    """Wait for the end while showing how far it is."""
    # The bar goes to standard error, so that standard output holds the result alone.
    with click.progressbar(length=1, label="reprice", file=sys.stderr) as bar:
        while job["state"] == "running":
            time.sleep(_POLL_SECONDS)
            job = server.get(f"{_PATH}/{segment(job['id'])}")
            bar.length = max(job["tasks_total"], 1)
            bar.update(job["result"]["tasks"] - bar.pos)
    if job["state"] == "failed":
        raise RequestFailed(f"pricing again failed: {job['error']}")
    return job
