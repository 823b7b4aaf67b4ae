"""Verifies an export of the audit log in this process, without a server."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from tocsin.errors import InvalidInput
from tocsin.respond import entries_from_json_lines, verify_chain


def verify(file: Path, expected_hash: str) -> dict[str, Any]:
    """Return the verdict on an export, as the API gives it.

    Raises:
        click.ClickException: The file is no export.
    """
    try:
        with file.open(encoding="utf-8") as lines:
            return asdict(verify_chain(entries_from_json_lines(lines), expected_last_hash=expected_hash))
    except (InvalidInput, UnicodeDecodeError) as error:
        raise click.ClickException(f"{str(file)!r} is no export of an audit log: {error}") from error
