"""The schema for a cluster: every table twice, rows of a trace together, and statements that the engine can parse."""

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tocsin.errors import InvalidInput
from tocsin.store.telemetry import RetentionPolicy, TelemetryStore

DAY = timedelta(days=1)
POLICY = RetentionPolicy(
    spans=30 * DAY, failed_spans=90 * DAY, tasks=400 * DAY, logs=30 * DAY, metrics=90 * DAY, scores=400 * DAY
)


@pytest.fixture
def statements(telemetry: TelemetryStore) -> Sequence[str]:
    return telemetry.cluster_schema("fleet", POLICY)


def made(statements: Sequence[str], name: str) -> str:
    """Return the one statement that makes a table or view."""
    kinds = r"CREATE (?:TABLE|MATERIALIZED VIEW) IF NOT EXISTS"
    (found,) = [one for one in statements if re.match(rf"{kinds} {name} ON CLUSTER fleet\b", one)]
    return found


def test_the_engine_parses_every_statement(telemetry: TelemetryStore, statements: Sequence[str]) -> None:
    for statement in statements:
        (row,) = telemetry._engine.rows("SELECT formatQuery({q:String})", {"q": statement})
        assert row[0]


def test_every_table_of_one_server_is_a_table_of_the_cluster(
    telemetry: TelemetryStore, statements: Sequence[str]
) -> None:
    sql = "SELECT name FROM system.tables WHERE database = currentDatabase() AND NOT startsWith(name, '.')"
    for (name,) in telemetry._engine.rows(sql):
        assert made(statements, name)


def test_spans_are_replicated_in_each_shard_and_spread_by_trace(statements: Sequence[str]) -> None:
    local = made(statements, "spans_local")
    assert "ReplicatedMergeTree('/clickhouse/tables/{shard}/{database}/spans_local', '{replica}')" in local
    assert "PARTITION BY toDate(received_at)" in local
    assert made(statements, "spans").endswith(
        "ENGINE = Distributed(fleet, currentDatabase(), spans_local, cityHash64(trace_id))"
    )


@pytest.mark.parametrize("table", ["trace_activity", "tasks", "outcomes", "scores", "logs"])
def test_what_belongs_to_a_trace_is_on_its_spans_shard(statements: Sequence[str], table: str) -> None:
    assert "cityHash64(trace_id)" in made(statements, table)


def test_a_replacing_table_keeps_its_version_on_the_cluster(statements: Sequence[str]) -> None:
    engine = re.search(r"ENGINE = (\w+)\((.*?)\) PARTITION", made(statements, "tasks_local"))
    assert engine is not None
    assert engine[1] == "ReplicatedReplacingMergeTree"
    assert engine[2].endswith("'{replica}', version, is_deleted")


def test_what_belongs_to_no_trace_is_whole_on_every_server(statements: Sequence[str]) -> None:
    ledger = made(statements, "schema_ledger")
    assert (
        "ReplicatedReplacingMergeTree('/clickhouse/tables/all/{database}/schema_ledger', '{shard}-{replica}'" in ledger
    )
    assert not any("schema_ledger_local" in statement for statement in statements)


def test_a_view_over_spans_works_on_its_own_shard_and_one_over_arrivals_spreads_them(statements: Sequence[str]) -> None:
    activity = made(statements, "spans_to_activity")
    assert " TO trace_activity_local " in activity
    assert "FROM spans_local " in activity
    assert " TO spans AS " in made(statements, "otlp_to_spans")


def test_ttls_are_set_where_the_rows_are(statements: Sequence[str]) -> None:
    lifetimes = [one for one in statements if "MODIFY TTL" in one]
    assert any("spans_local ON CLUSTER fleet MODIFY TTL" in one for one in lifetimes)
    assert not any(re.match(r"ALTER TABLE spans ", one) for one in lifetimes)


def test_a_new_column_keeps_its_default_on_an_older_cluster(statements: Sequence[str]) -> None:
    (grown,) = [one for one in statements if one.startswith("ALTER TABLE tasks_local ON CLUSTER fleet ADD")]
    assert "ADD COLUMN IF NOT EXISTS is_kept UInt8 DEFAULT 1 AFTER marks" in grown


def test_a_server_that_starts_on_the_cluster_finds_nothing_to_make(
    telemetry: TelemetryStore, statements: Sequence[str]
) -> None:
    """Mapping rules are no part of the schema: every server puts those of the documents into force itself."""
    (told,) = [one for one in statements if one.startswith("INSERT INTO schema_ledger")]
    for name, digest in telemetry._engine.rows("SELECT name, digest FROM schema_ledger FINAL WHERE name != 'mapping'"):
        assert f"('{name}', '{digest}')" in told


@pytest.mark.parametrize("name", ["", "my fleet", "fleet; DROP TABLE spans", "'x'", "1st"])
def test_a_name_that_no_statement_can_carry_is_refused(telemetry: TelemetryStore, name: str) -> None:
    with pytest.raises(InvalidInput, match="cluster name"):
        telemetry.cluster_schema(name, POLICY)
