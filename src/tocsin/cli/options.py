"""Options that several commands share."""

import getpass
from collections.abc import Callable
from typing import Any, TypeVar

import click

from tocsin.cli.connection import Connection

F = TypeVar("F", bound=Callable[..., Any])

DEFAULT_SERVER = "http://127.0.0.1:8040"


def _connection(_context: click.Context, _parameter: click.Parameter, url: str) -> Connection:
    return Connection(url)


def _login_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a container may run as a user without a name
        raise click.UsageError("nobody is logged in by name here: say who you are with --by") from None


def server_option(command: F) -> F:
    """Add `--server`; the command gets it as `server: Connection`."""
    return click.option(
        "--server",
        envvar="TOCSIN_SERVER",
        default=DEFAULT_SERVER,
        show_default=True,
        show_envvar=True,
        callback=_connection,
        metavar="URL",
        help="The server to talk to.",
    )(command)


def last_week_options(command: F) -> F:
    """Add `--start` and `--end`; without them the API takes the last seven days."""
    start = click.option("--start", metavar="TIME", help="First instant.  [default: seven days before the end]")
    end = click.option("--end", metavar="TIME", help="End, excluded.  [default: now]")
    return start(end(command))


def json_option(command: F) -> F:
    """Add `--json`; the command gets it as `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, as the API gives it.")(command)


def by_option(command: F) -> F:
    """Add `--by`; the command gets it as `by: str`."""
    return click.option("--by", default=_login_name, metavar="NAME", help="Who you are.  [default: your login name]")(
        command
    )
