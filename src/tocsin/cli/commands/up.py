"""`tocsin up`: the server, with every setting as a flag."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import click
from pydantic import ByteSize

from tocsin.app import Addresses, run
from tocsin.errors import DependencyError, InvalidInput, OperatorError
from tocsin.settings import Settings, read_settings


def _flags(command: Callable[..., None]) -> Callable[..., None]:
    """Add one option per setting; none has a default here, so that "not given" can be told from "given"."""
    for name, field in reversed(Settings.model_fields.items()):
        kind, default = _shown(field.default)
        told = f"{field.description}  [default: {default}]" if default else field.description
        command = click.option(f"--{name.replace('_', '-')}", name, metavar=kind, help=told)(command)
    return command


def _shown(default: object) -> tuple[str, str]:
    """Return what a flag takes, by the type of its default, and that default as it would be written."""
    match default:
        case timedelta():
            return "DURATION", _written(default)
        case ByteSize():
            return "SIZE", default.human_readable().replace(".0", "")
        case Path():
            return "FOLDER", str(default)
        case _:
            return "VALUE", str(default or "")


def _written(length: timedelta) -> str:
    """Return a length of time in the largest unit that holds it in whole numbers."""
    seconds = round(length.total_seconds())
    size, unit = next(pair for pair in ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")) if seconds % pair[0] == 0)
    return f"{seconds // size}{unit}"


def _announce(addresses: Addresses) -> None:
    click.echo(f"UI and API  http://{addresses.listen}")
    click.echo(f"OTLP/HTTP   http://{addresses.otlp_http}")
    click.echo(f"OTLP/gRPC   http://{addresses.otlp_grpc}")
    click.echo("Ready. Ctrl-C stops the server.")


@click.command("up")
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="YAML file of settings.  [env var: TOCSIN_CONFIG]",
)
@_flags
def command(config: Path | None, **flags: str | None) -> None:
    """Run a server until Ctrl-C.

    A setting is taken from its flag, else from TOCSIN_<NAME>, else from the settings file, else it has its default.
    A duration is a number with ms, s, m, h or d, such as 30d; a size is a number of bytes, or such as 32MiB.
    """
    try:
        code = run(read_settings(flags, config), _announce)
    except (OperatorError, DependencyError, InvalidInput) as error:
        raise click.ClickException(str(error)) from error
    if code:
        raise click.exceptions.Exit(code)
