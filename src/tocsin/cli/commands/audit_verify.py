"""`tocsin audit verify`: whether the log is as it was written, asked of the server or checked in an export."""

from importlib import import_module
from pathlib import Path

import click

from tocsin.cli.connection import Connection, Json
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import print_json

_OFFLINE = "tocsin.cli.commands.audit_file"
"""Verifies by itself, so it imports what the server's answer spares this command."""


@click.command("verify")
@click.option(
    "--file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Verify this export of `tocsin audit export`; needs no server.",
)
@click.option("--expect", default="", metavar="HASH", help="A hash noted earlier, which the log must still contain.")
@server_option
@json_option
def command(*, file: Path | None, expect: str, server: Connection, as_json: bool) -> None:
    """Verify that no entry of the audit log was changed, added, moved or removed; exits with 1 when one was."""
    if file is None:
        verdict = server.get("/api/v1/audit/verify", {"expect": expect})
    else:
        verdict = import_module(_OFFLINE).verify(file, expect)
    if as_json:
        print_json(verdict)
    else:
        click.echo(_sentence(verdict))
    if not verdict["intact"]:
        raise click.exceptions.Exit(1)


def _sentence(verdict: Json) -> str:
    if not verdict["intact"]:
        return f"BROKEN after {verdict['entries']} good entries: {verdict['problem']}"
    return f"The audit log is intact: {verdict['entries']} entries, last hash {verdict['last_hash']}"
