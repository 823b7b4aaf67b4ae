"""`tocsin restore`: two new databases from a backup."""

from pathlib import Path

import click

from tocsin.app import restore_offline
from tocsin.cli.options import json_option
from tocsin.cli.printing import moment, print_json
from tocsin.errors import TocsinError
from tocsin.settings import read_settings


@click.command("restore")
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--data", required=True, type=click.Path(path_type=Path), metavar="DIR", help="The new data folder to fill."
)
@click.option("--telemetry", metavar="URL", help="An empty telemetry database elsewhere, as for `tocsin up`.")
@click.option("--state", metavar="URL", help="An empty state database elsewhere, as for `tocsin up`.")
@json_option
def command(*, source: Path, data: Path, telemetry: str | None, state: str | None, as_json: bool) -> None:
    """Verify the backup in SOURCE and fill new databases from it.

    Every action stays stopped by the kill switch until you release it.
    """
    try:
        restored = restore_offline(read_settings({"data": data, "telemetry": telemetry, "state": state}), source)
    except TocsinError as error:
        raise click.ClickException(str(error)) from error
    if as_json:
        print_json(restored)
        return
    click.echo(
        f"Verified {restored['files']} files and restored {restored['telemetry_rows']} rows of telemetry"
        f" and {restored['state_rows']} of state, as of {moment(restored['made_at'])}."
    )
    if interrupted := restored["interrupted_actions"]:
        click.echo(
            f"{interrupted} actions were under way when the backup was made. They are not carried on and ended as"
            " failed: look at what is live. `tocsin incidents` shows them."
        )
    click.echo("The kill switch is engaged: `tocsin kill-switch off` allows actions again, once you have looked.")
