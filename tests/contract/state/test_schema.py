"""What opening a state database promises, on every engine."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import column, create_engine, select, table

from tests.kit.postgres import PostgresCluster
from tests.kit.state import NOON, a_release
from tocsin.errors import SchemaTooNew
from tocsin.store.state import StateStore, open_state
from tocsin.store.state.migrate import VERSION_TABLE
from tocsin.store.state.schema import metadata


def test_the_migrations_make_exactly_the_tables_that_queries_see(state: StateStore) -> None:
    engine = create_engine(state.engine_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


def test_what_was_stored_is_there_after_opening_again(state: StateStore, state_url: str) -> None:
    stored = state.releases.add_release(a_release())
    state.close()
    reopened = open_state(state_url)
    assert reopened.releases.releases() == [stored]
    reopened.close()


def test_a_database_of_a_newer_tocsin_is_refused_and_left_alone(state: StateStore, state_url: str) -> None:
    state.close()
    version = table(VERSION_TABLE, column("version_num"))
    engine = create_engine(state_url)
    with engine.begin() as connection:
        connection.execute(version.update().values(version_num="9001"))
    with pytest.raises(SchemaTooNew, match=r"newer Tocsin .*'9001'"):
        open_state(state_url)
    with engine.connect() as connection:
        assert connection.scalar(select(version.c.version_num)) == "9001"
    engine.dispose()


def test_writers_of_different_aggregates_wait_for_each_other(state: StateStore) -> None:
    """On SQLite they share one write lock, and waiting must not become an error."""

    def write(number: int) -> None:
        state.audit.append(NOON, "mira", "test.appended", "entry", {})
        state.kill_switch.set_kill_switch(number % 2 == 0)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(24)))
    assert len(state.audit.entries()) == 24


@pytest.mark.postgres
def test_a_store_outlives_a_restart_of_its_server(postgres_cluster: PostgresCluster) -> None:
    url = postgres_cluster.new_database()
    state = open_state(url)
    state.kill_switch.set_kill_switch(True)
    postgres_cluster.disconnect(url)
    assert state.kill_switch.kill_switch() is True
    state.close()
