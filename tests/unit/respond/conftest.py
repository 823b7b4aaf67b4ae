"""The worlds of the response tests, on a real state database each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.response import MakeWorld, World
from tocsin.store.state import open_state


@pytest.fixture
def make_world(tmp_path: Path) -> Iterator[MakeWorld]:
    state = open_state(f"sqlite:///{tmp_path}/state.db")
    yield lambda **options: World(state, **options)
    state.close()


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()
