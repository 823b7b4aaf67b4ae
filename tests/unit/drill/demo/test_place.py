"""A demo's folder is made afresh, and never at the cost of somebody else's files."""

import socket
from pathlib import Path

import pytest

from tocsin.drill.demo.failure import DemoFailed
from tocsin.drill.demo.place import address, fresh_folder


def test_data_of_the_last_demo_is_gone_and_its_postmortem_stays(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with fresh_folder(folder):
        (folder / "data").mkdir()
        (folder / "postmortem-1.md").write_text("lessons")
    with fresh_folder(folder):
        left = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))

    assert left == ["postmortem-1.md"]


def test_folder_that_no_demo_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(DemoFailed, match="not made by a demo"), fresh_folder(tmp_path):
        pass

    assert (tmp_path / "thesis.txt").exists()


def test_two_demos_do_not_share_a_folder(tmp_path: Path) -> None:
    with fresh_folder(tmp_path), pytest.raises(DemoFailed, match="another demo"), fresh_folder(tmp_path):
        pass


def test_address_asked_for_is_taken_as_it_is() -> None:
    assert address("127.0.0.1:9", 8040) == "127.0.0.1:9"


def test_taken_port_is_replaced_by_a_free_one() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = int(other.getsockname()[1])
        host, _, port = address(None, taken).partition(":")

    assert host == "127.0.0.1"
    assert int(port) not in {0, taken}
