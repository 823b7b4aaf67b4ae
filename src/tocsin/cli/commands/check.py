"""`tocsin check`: every problem of configuration documents, found without a server."""

from collections.abc import Sequence
from pathlib import Path

import click

from tocsin.app.documents import read_paths
from tocsin.cli.options import json_option
from tocsin.cli.printing import counted, print_json
from tocsin.errors import ConfigurationError


@click.command("check")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@json_option
def command(paths: Sequence[Path], as_json: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Check the documents in files, and in all *.yaml and *.yml below folders.

    Exits with 1 when a document cannot be used, after naming every problem.
    """
    try:
        reading = read_paths(paths)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        documents = [{"kind": one.kind, "name": one.name, "place": one.place} for one in reading.documents]
        problems = [{"place": one.place, "document": one.document, "message": one.message} for one in reading.problems]
        print_json({"documents": documents, "problems": problems})
    else:
        for problem in reading.problems:
            click.echo(f"{problem.place}: {problem.document or 'document'}: {problem.message}", err=True)
        if not reading.problems:
            click.echo(f"{counted(len(reading.documents), 'document is', 'documents are')} fine.")
    if reading.problems:
        raise click.exceptions.Exit(1)
