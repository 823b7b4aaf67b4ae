"""`tocsin up`, as far as it goes without a server: settings in, clear sentences out."""

import socket
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tocsin.cli import main
from tocsin.settings import Settings, read_settings


def _up() -> click.Command:
    command = main.get_command(click.Context(main), "up")
    assert command is not None
    return command


def test_every_setting_is_a_flag_and_says_what_it_means() -> None:
    flags = {parameter.name: parameter for parameter in _up().params}
    for name, field in Settings.model_fields.items():
        flag = flags[name]
        assert isinstance(flag, click.Option)
        assert flag.opts == [f"--{name.replace('_', '-')}"]
        assert str(flag.help).startswith(str(field.description))


@pytest.mark.parametrize(
    ("flag", "default"),
    [
        ("listen", "127.0.0.1:8040"),
        ("data", "tocsin-data"),
        ("tick", "10s"),
        ("seal_timeout", "5m"),
        ("retain_spans", "30d"),
        ("max_body_bytes", "32MiB"),
    ],
)
def test_help_names_each_default_as_it_would_be_written(flag: str, default: str) -> None:
    found = next(parameter for parameter in _up().params if parameter.name == flag)
    assert isinstance(found, click.Option)
    assert str(found.help).endswith(f"[default: {default}]")
    assert getattr(read_settings({flag: default}), flag) == Settings.model_fields[flag].default


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


def test_a_data_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.write_text("no folder")
    result = CliRunner().invoke(main, ["up", "--data", str(taken / "data")])
    assert (result.exit_code, "Traceback" in result.output) == (1, False)
    assert f"data folder {str(taken / 'data')!r} cannot be made: Not a directory" in result.stderr


@pytest.mark.slow
def test_documents_that_cannot_be_used_are_named_and_no_stack_trace(tmp_path: Path) -> None:
    (tmp_path / "wrong.yaml").write_text("kind: Journey\n")
    free = ["--listen", "127.0.0.1:0", "--otlp-http", "127.0.0.1:0", "--otlp-grpc", "127.0.0.1:0"]
    folders = ["--data", str(tmp_path / "data"), "--config-dir", str(tmp_path)]
    command = [sys.executable, "-m", "tocsin.cli", "up", *folders, *free]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, "Traceback" in ended.stderr) == (1, False)
    assert "wrong.yaml:1" in ended.stderr


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
