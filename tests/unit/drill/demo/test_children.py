"""Processes of the demo are real ones, and none outlives it."""

import sys
from pathlib import Path

import pytest

from tocsin.drill.demo.children import Child
from tocsin.drill.demo.failure import DemoFailed

SLEEPER = [sys.executable, "-c", "import signal; signal.pause()"]


def test_running_child_passes_the_check_and_ends_on_request(tmp_path: Path) -> None:
    child = Child.start("sleeper", SLEEPER, tmp_path / "log")
    child.check()
    child.stop()

    assert child.process.poll() is not None


def test_dead_child_is_told_with_the_end_of_its_log(tmp_path: Path) -> None:
    child = Child.start("server", [sys.executable, "-c", "print('port taken'); exit(3)"], tmp_path / "log")
    child.process.wait()
    with pytest.raises(DemoFailed, match=r"server ended with exit code 3; .*\nport taken"):
        child.check()
