"""Opening a state database: what is refused, and what the refusal tells."""

import socket
import sqlite3
from pathlib import Path

import pytest

from tocsin.errors import ConfigurationError, StoreUnavailable
from tocsin.store.state import open_state

SECRET = "correct-horse"  # noqa: S105 - a password to look for in messages


@pytest.fixture
def closed_port() -> int:
    """A loopback port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _everything_told(error: BaseException) -> str:
    chain, told = error, []
    while True:
        told.append(f"{chain!r} {chain}")
        if chain.__cause__ is None:
            return " ".join(told)
        chain = chain.__cause__


def test_an_unreachable_database_is_named_without_its_password(closed_port: int) -> None:
    with pytest.raises(StoreUnavailable, match=rf"tocsin:\*\*\*@127.0.0.1:{closed_port}/state") as refused:
        open_state(f"postgresql+psycopg://tocsin:{SECRET}@127.0.0.1:{closed_port}/state")
    assert SECRET not in _everything_told(refused.value)


def test_a_password_among_the_parameters_is_not_told_either(closed_port: int) -> None:
    with pytest.raises(StoreUnavailable, match="/state") as refused:
        open_state(f"postgresql+psycopg://tocsin@127.0.0.1:{closed_port}/state?password={SECRET}")
    assert SECRET not in _everything_told(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        f"mysql://tocsin:{SECRET}@db/state",
        f"postgresql://tocsin:{SECRET}@db/state",
        f"postgresql+psycopg://tocsin:{SECRET}@db:port/state",
        f"tocsin {SECRET}",
        "",
        "sqlite://",
        "sqlite:///:memory:",
    ],
)
def test_a_url_of_no_known_database_is_refused_with_examples(url: str) -> None:
    with pytest.raises(ConfigurationError, match="sqlite:////absolute/path/") as refused:
        open_state(url)
    assert SECRET not in _everything_told(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "state.db"
    file.write_text("a letter to my aunt, long enough to fill the header of a database" * 20)
    with pytest.raises(StoreUnavailable, match="not a database"):
        open_state(f"sqlite:///{file}")


def test_missing_folders_are_made(tmp_path: Path) -> None:
    open_state(f"sqlite:///{tmp_path}/new/folder/state.db").close()
    assert (tmp_path / "new" / "folder" / "state.db").is_file()


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        open_state(f"sqlite:///{tmp_path}/file/state.db")


def test_sqlite_lets_readers_and_the_writer_work_beside_each_other(tmp_path: Path) -> None:
    open_state(f"sqlite:///{tmp_path}/state.db").close()
    connection = sqlite3.connect(tmp_path / "state.db")
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_the_url_of_a_store_prints_without_its_password(tmp_path: Path) -> None:
    state = open_state(f"sqlite:///{tmp_path}/state.db")
    assert str(state.engine_url) == f"sqlite:///{tmp_path}/state.db"
    assert str(state.engine_url.set(username="tocsin", password=SECRET)).count(SECRET) == 0
    state.close()
