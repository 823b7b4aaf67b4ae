"""`tocsin apply`: sends documents to the server, which puts all of them to work or none."""

import re
from collections.abc import Sequence
from pathlib import Path

import click

from tocsin.cli.connection import Connection, RequestFailed
from tocsin.cli.options import by_option, json_option, server_option
from tocsin.cli.printing import print_json

_SUFFIXES = frozenset({".yaml", ".yml"})


@click.command("apply")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@by_option
@server_option
@json_option
def command(*, paths: Sequence[Path], by: str, server: Connection, as_json: bool) -> None:
    """Apply the documents in files, and in all *.yaml and *.yml below folders.

    All of them are applied, or none when one cannot be used. What is applied already has no effect.
    """
    bundle = Bundle.read([file for path in paths for file in _files(path)])
    try:
        page = server.post("/api/v1/documents", {"text": bundle.text, "by": by})
    except RequestFailed as refused:
        raise RequestFailed(bundle.located(refused.message)) from refused
    if as_json:
        print_json(page)
        return
    for document in page["items"]:
        click.echo(f"{document['result']:<9} {document['kind']} {document['name']}")


def _files(path: Path) -> Sequence[Path]:
    if not path.is_dir():
        return [path]
    files = sorted(file for file in path.rglob("*") if file.suffix in _SUFFIXES and file.is_file())
    if not files:
        raise click.UsageError(f"folder {str(path)!r} holds no *.yaml or *.yml file")
    return files


class Bundle:
    """Several files as one text, which remembers where each began.

    Attributes:
        text: All documents, separated by `---`.
    """

    def __init__(self, contents: Sequence[tuple[str, str]]) -> None:
        """Join pairs of name and content."""
        self._starts: list[tuple[int, str]] = []
        lines = 0
        parts = []
        for name, content in contents:
            self._starts.append((lines + 1, name))
            # The separator goes behind, so that line numbers within a file stay true.
            part = content if content.endswith("\n") else f"{content}\n"
            parts.append(f"{part}---\n")
            lines += part.count("\n") + 1
        self.text = "".join(parts)

    @classmethod
    def read(cls, files: Sequence[Path]) -> "Bundle":
        """Read files.

        Raises:
            click.ClickException: One is no UTF-8 text or cannot be read.
        """
        try:
            return cls([(str(file), file.read_text(encoding="utf-8")) for file in files])
        except (OSError, UnicodeDecodeError) as error:
            raise click.ClickException(f"cannot read the documents: {error}") from error

    def located(self, message: str) -> str:
        """Return a message with each "line N" of the text written as file and line."""
        return re.sub(r"\bline (\d+)\b", lambda found: self._place(int(found[1])), message)

    def _place(self, line: int) -> str:
        start, name = max(one for one in self._starts if one[0] <= max(line, 1))
        return f"{name}:{line - start + 1}"
