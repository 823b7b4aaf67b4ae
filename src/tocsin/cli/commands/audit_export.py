"""`tocsin audit export`: the whole log as JSON Lines, to keep where the server's administrator cannot reach it."""

import json

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import server_option

_PAGE = 1000


@click.command("export")
@server_option
def command(server: Connection) -> None:
    """Print every audit entry, one JSON object a line; verify it with `tocsin audit verify --file`."""
    after: str | None = "0"
    while after is not None:
        page = server.get("/api/v1/audit", {"after": after, "limit": _PAGE})
        for entry in page["items"]:
            click.echo(json.dumps(entry, ensure_ascii=False))
        after = page["next"]
