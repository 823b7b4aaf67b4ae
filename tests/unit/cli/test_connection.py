"""Talking to a server, and saying clearly when that does not work."""

import socket
import threading
from collections.abc import Iterator

import pytest
from click.testing import CliRunner

from tests.unit.cli.conftest import Run
from tocsin.cli import main


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port where nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


def test_a_server_that_is_not_there_is_said_clearly(silent_port: int) -> None:
    url = f"http://127.0.0.1:{silent_port}"
    result = CliRunner().invoke(main, ["status", "--server", url])
    assert result.exit_code == 1
    assert f"no answer from {url}" in result.stderr
    assert "is `tocsin up` running there?" in result.stderr


def test_something_that_is_no_server_of_ours_is_said_clearly() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:

        def greet() -> None:
            connection, _ = other.accept()
            connection.recv(1000)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            connection.close()

        threading.Thread(target=greet).start()
        result = CliRunner().invoke(main, ["status", "--server", f"http://127.0.0.1:{other.getsockname()[1]}"])
    assert (result.exit_code, "no Tocsin server" in result.stderr) == (1, True)


@pytest.mark.parametrize(
    "url", ["localhost:8040", "ftp://host", "http://", "http://host:99999", "http://host:x", "http://[::1"]
)
def test_a_url_that_is_none_is_a_usage_error(url: str) -> None:
    result = CliRunner().invoke(main, ["status", "--server", url])
    assert (result.exit_code, "is no URL" in result.stderr) == (2, True)


def test_a_problem_is_shown_in_its_own_words(run: Run) -> None:
    result = run("incident", "inc_0")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: there is no incident 'inc_0' (status 404)\n"


def test_what_is_not_understood_names_the_key(run: Run) -> None:
    result = run("journeys", "--window", "soon")
    assert result.exit_code == 1
    assert "'soon' is no duration" in result.stderr


def test_an_unknown_option_is_a_usage_error(run: Run) -> None:
    assert run("journeys", "--windw", "1h").exit_code == 2


def test_names_are_escaped_on_their_way(run: Run) -> None:
    result = run("incident", "b c?d#e%2")
    assert "'b c?d#e%2'" in result.stderr
