"""Backs up databases that no server has open."""

from pathlib import Path
from typing import Any

import click

from tocsin.app import back_up_offline
from tocsin.errors import TocsinError
from tocsin.settings import read_settings


def back_up(destination: Path, data: Path) -> dict[str, Any]:
    """Return the manifest of a backup of a data folder, as JSON.

    Raises:
        click.ClickException: It cannot be made; says why.
    """
    try:
        return back_up_offline(read_settings({"data": data}), destination)
    except TocsinError as error:
        raise click.ClickException(str(error)) from error
