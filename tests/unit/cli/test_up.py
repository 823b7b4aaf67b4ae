"""`tocsin up`, as far as it goes without a server: settings in, clear sentences out."""

import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tocsin.cli import main
from tocsin.settings import Settings


def _up() -> click.Command:
    command = main.get_command(click.Context(main), "up")
    assert command is not None
    return command


def test_every_setting_is_a_flag_and_says_what_it_means() -> None:
    flags = {parameter.name: parameter for parameter in _up().params}
    for name, field in Settings.model_fields.items():
        flag = flags[name]
        assert isinstance(flag, click.Option)
        assert (flag.opts, flag.help) == ([f"--{name.replace('_', '-')}"], field.description)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tick", "soon"], "setting 'tick' (--tick): 'soon' is no duration"),
        (["--listen", "8040"], "setting 'listen' (--listen)"),
        (["--config", "no-such.yaml"], "'no-such.yaml' cannot be read"),
        (["--telemetry", "mysql://u:hunter2@h/d"], "names no known engine"),
    ],
)
def test_what_cannot_run_is_one_sentence_and_no_stack_trace(arguments: list[str], said: str, tmp_path: Path) -> None:
    result = CliRunner(env={"TOCSIN_TEST_X": ""}).invoke(main, ["up", "--data", str(tmp_path / "data"), *arguments])
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert "hunter2" not in result.output


@pytest.mark.slow
def test_an_address_in_use_is_one_sentence(tmp_path: Path) -> None:
    """In a process of its own: it opens databases, and a process has one embedded engine."""
    free = ["--otlp-http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0"]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        command = [sys.executable, "-m", "tocsin.cli", "up", "--data", str(tmp_path), "--listen", address, *free]
        ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert f"cannot listen on {address!r} for the UI and API" in ended.stderr
    assert "Traceback" not in ended.stderr
