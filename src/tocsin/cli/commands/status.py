"""`tocsin status`: one glance at the server."""

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import console, moment, plain, print_json


@click.command("status")
@server_option
@json_option
def command(server: Connection, as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Show what runs, on which databases, and whether anything needs a person."""
    status = server.get("/api/v1/status")
    if as_json:
        print_json(status)
        return
    lines = {
        "version": status["version"],
        "server": server.url,
        "running since": moment(status["started_at"]),
        "telemetry": status["telemetry"],
        "state": status["state"],
        "OTLP/HTTP": status["otlp_http"] or "off",
        "OTLP/gRPC": status["otlp_grpc"] or "off",
        "newest task data": moment(status["last_queryable_at"]),
        "last evaluation": moment(status["last_tick_at"]),
        "objectives": status["slos"],
        "open incidents": status["open_incidents"],
        "kill switch": "ENGAGED: no action is taken" if status["kill_switch"] else "released",
    }
    for name, value in lines.items():
        console().print(plain(f"{name:<17} {value}"))
