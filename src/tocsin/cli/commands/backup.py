"""`tocsin backup`: both databases into a folder, made by the running server, or offline."""

import time
from importlib import import_module
from pathlib import Path

import click

from tocsin.cli.connection import Connection, Json, RequestFailed, segment
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import print_json, size

_POLL_SECONDS = 0.3
_OFFLINE = "tocsin.cli.commands.backup_offline"
"""Opens the databases itself, so it imports what asking a server spares this command."""


@click.command("backup")
@click.argument("destination")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    metavar="DIR",
    help="Back up this data folder, of which no server runs; other settings come from the environment.",
)
@server_option
@json_option
def command(*, destination: str, data: Path | None, server: Connection, as_json: bool) -> None:
    """Copy both databases into a new folder DESTINATION.

    The server writes it, below its folder for backups; with --data it is any folder of this machine.
    """
    if data is not None:
        backup, folder = import_module(_OFFLINE).back_up(Path(destination), data), destination
    else:
        job = _finished(server, server.post("/api/v1/backups", {"destination": destination}))
        backup, folder = job["backup"], job["destination"]
    if as_json:
        print_json({"destination": folder, **backup})
        return
    files = [*backup["state"]["files"], *backup["telemetry"]["files"]]
    rows, total = sum(file["rows"] for file in files), sum(file["size"] for file in files)
    click.echo(f"{folder}: {rows} rows in {len(files)} files, {size(total)}.")
    click.echo(f"Note the audit log's last hash: {backup['last_audit_hash'] or 'none, the log is empty'}")


def _finished(server: Connection, job: Json) -> Json:
    while job["state"] == "running":
        time.sleep(_POLL_SECONDS)
        job = server.get(f"/api/v1/backups/{segment(job['id'])}")
        click.echo(f"{job['files']} files, {size(job['size'])}", err=True)
    if job["state"] == "failed":
        raise RequestFailed(f"the backup failed: {job['error']}")
    return job
