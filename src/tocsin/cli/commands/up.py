"""`tocsin up`: the server, with every setting as a flag."""

from collections.abc import Callable
from pathlib import Path

import click

from tocsin.app import Addresses, run
from tocsin.errors import DependencyError, OperatorError
from tocsin.settings import Settings, read_settings


def _flags(command: Callable[..., None]) -> Callable[..., None]:
    """Add one option per setting; none has a default here, so that "not given" can be told from "given"."""
    for name, field in reversed(Settings.model_fields.items()):
        command = click.option(f"--{name.replace('_', '-')}", name, metavar="VALUE", help=field.description)(command)
    return command


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
    """
    try:
        code = run(read_settings(flags, config), _announce)
    except (OperatorError, DependencyError) as error:
        raise click.ClickException(str(error)) from error
    if code:
        raise click.exceptions.Exit(code)
