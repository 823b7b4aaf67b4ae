"""A real server over a small world, and a way to run commands against it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from structlog.testing import capture_logs

from tests.kit.api import ApiWorld, served
from tocsin.cli import main

Run = Callable[..., Result]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ApiWorld]:
    made = ApiWorld(tmp_path)
    yield made
    made.state.close()


@pytest.fixture
def run(world: ApiWorld, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Runs `tocsin <arguments>` against a server over the world."""
    monkeypatch.setenv("COLUMNS", "200")
    # The server shares this process, and its log must not mix with what a command prints.
    with capture_logs(), served(world.application()) as url:
        yield lambda *arguments, **options: CliRunner(env={"TOCSIN_SERVER": url}).invoke(main, arguments, **options)
