"""Every state port's suite runs on every database, and the one of incidents also on the fake that replay uses."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.postgres import PostgresCluster, throwaway_cluster
from tocsin.store import IncidentStore
from tocsin.store.memory import MemoryIncidents
from tocsin.store.state import StateStore, open_state

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[PostgresCluster]:
    with throwaway_cluster() as cluster:
        yield cluster


def _new_url(request: pytest.FixtureRequest, folder: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{folder}/state.db"
    cluster: PostgresCluster = request.getfixturevalue("postgres_cluster")
    return cluster.new_database()


@pytest.fixture(params=DATABASES)
def state_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    return _new_url(request, tmp_path)


@pytest.fixture
def state(state_url: str) -> Iterator[StateStore]:
    store = open_state(state_url)
    yield store
    store.close()


@pytest.fixture(params=["memory", *DATABASES])
def incidents(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[IncidentStore]:
    if request.param == "memory":
        yield MemoryIncidents()
        return
    store = open_state(_new_url(request, tmp_path))
    yield store.incidents
    store.close()
