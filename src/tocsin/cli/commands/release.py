"""`tocsin release`: publish an immutable version, and make one live."""

from typing import TextIO

import click

from tocsin.cli.commands.change import AXES
from tocsin.cli.connection import Connection, segment
from tocsin.cli.options import by_option, json_option, server_option
from tocsin.cli.printing import moment, print_json


@click.group("release")
def command() -> None:
    """Publish releases and make them live."""


@command.command("publish")
@click.argument("axis", type=AXES)
@click.argument("subject")
@click.argument("content", type=click.File(encoding="utf-8"))
@click.option("--version", metavar="VERSION", help="Its name.  [default: the next of v1, v2, ...]")
@click.option("--notes", default="", metavar="TEXT", help="Why.")
@by_option
@server_option
@json_option
def publish(
    *,
    axis: str,
    subject: str,
    content: TextIO,
    version: str | None,
    notes: str,
    by: str,
    server: Connection,
    as_json: bool,
) -> None:
    """Publish the text in the file CONTENT (- for standard input) as a release of SUBJECT.

    Publishing changes nothing that is live.
    """
    body = {"axis": axis, "subject": subject, "content": content.read(), "author": by, "notes": notes}
    release = server.post("/api/v1/releases", {**body, "version": version})
    if as_json:
        print_json(release)
    else:
        click.echo(f"{axis} {subject} {release['version']}, sha256 {release['content_hash'][:12]}")


@command.command("live")
@click.argument("axis", type=AXES)
@click.argument("subject")
@click.argument("version")
@click.option("--summary", default="", metavar="TEXT", help="Why.")
@by_option
@server_option
@json_option
def live(*, axis: str, subject: str, version: str, summary: str, by: str, server: Connection, as_json: bool) -> None:
    """Make the published VERSION of SUBJECT live from now on."""
    path = f"/api/v1/releases/{segment(axis)}/{segment(subject)}/{segment(version)}/live"
    change = server.post(path, {"author": by, "summary": summary})
    if as_json:
        print_json(change)
    else:
        click.echo(f"{axis} {subject} {change['to']} is live since {moment(change['at'])} ({change['id']})")
