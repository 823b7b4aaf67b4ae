"""`tocsin redaction test`: what the rules in force make of a text."""

import sys

import click

from tocsin.cli.connection import Connection
from tocsin.cli.options import json_option, server_option
from tocsin.cli.printing import print_json


@click.command("test")
@click.argument("text")
@server_option
@json_option
def command(*, text: str, server: Connection, as_json: bool) -> None:
    """Show TEXT as it would be stored inside a message; `-` reads it from standard input. It is not stored."""
    written = sys.stdin.read() if text == "-" else text
    answer = server.post("/api/v1/redaction/test", {"text": written})
    if as_json:
        print_json(answer)
        return
    click.echo("(the whole value is dropped)" if answer["text"] is None else answer["text"])
    for rule, count in sorted(answer["redacted"].items()):
        click.echo(f"{rule}: {count}", err=True)
