"""Commands start at once, because they import nothing they do not need."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from tocsin.cli import main

SCRIPT = Path(sys.executable).with_name("tocsin")
HEAVY = (
    "chdb",
    "clickhouse_connect",
    "sqlalchemy",
    "fastapi",
    "starlette",
    "pydantic",
    "dbos",
    "grpc",
    "httpx",
    "yaml",
)
ASK = """
import sys
from tocsin.cli import main
try:
    main({arguments!r}, prog_name="tocsin")
except SystemExit:
    pass
heavy = [name for name in {heavy!r} if name in sys.modules]
print("heavy:", *heavy, file=sys.stderr)
"""


def _imported_by(*arguments: str) -> list[str]:
    """Return the heavy modules that a command imported, from the start of its process to its end."""
    code = ASK.format(arguments=list(arguments), heavy=HEAVY)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stderr.strip().splitlines()[-1].removeprefix("heavy:").split()


def _client_commands() -> list[str]:
    server_commands = {"up", "check", "restore", "schema"}
    return [name for name in main.list_commands(click.Context(main)) if name not in server_commands]


@pytest.mark.parametrize("command", _client_commands())
def test_a_client_command_imports_no_engine_and_no_framework(command: str) -> None:
    assert _imported_by(command, "--help") == []


def test_a_whole_request_imports_no_engine_and_no_framework() -> None:
    assert _imported_by("slos", "--server", "http://127.0.0.1:9") == []


def test_the_console_script_lists_its_commands() -> None:
    done = subprocess.run([SCRIPT, "--help"], capture_output=True, text=True, check=True)
    assert [name for name in main.list_commands(click.Context(main)) if f"\n  {name} " not in done.stdout] == []


def test_the_help_of_a_command_is_the_line_of_the_table() -> None:
    """The table's line stands in for the command's own help, which would have to be imported."""
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help


def test_the_module_runs_as_the_script_does() -> None:
    done = subprocess.run([sys.executable, "-m", "tocsin.cli", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("tocsin, version ")
