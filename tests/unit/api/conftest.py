"""One API over a fresh state database, and a client that sees errors as a caller does."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.kit.api import ApiWorld


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ApiWorld]:
    made = ApiWorld(tmp_path)
    yield made
    made.state.close()


@pytest.fixture
def client(world: ApiWorld) -> Iterator[TestClient]:
    with TestClient(world.application(), raise_server_exceptions=False) as made:
        yield made
