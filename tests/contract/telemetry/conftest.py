"""The telemetry store on each engine, opened once a session, its tables emptied for each test."""

from collections.abc import Iterator

import pytest

from tests.kit.clickhouse_front import ClickHouseFront
from tocsin.store.telemetry import TelemetryStore, open_telemetry

TABLES = (
    "sampling_runs",
    "task_hours",
    "task_sums",
    "spans",
    "trace_activity",
    "tasks",
    "outcomes",
    "scores",
    "response_scores",
    "logs",
    "metric_points",
    "metric_hours",
    "metric_hour_sums",
    "price_list",
    "thinned_partitions",
)


@pytest.fixture(scope="session", params=["chdb", "clickhouse-http"])
def _opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TelemetryStore]:
    folder = tmp_path_factory.mktemp("telemetry") / "engine"
    if request.param == "chdb":
        store = open_telemetry(f"chdb://{folder}")
        yield store
        store.close()
    else:
        with ClickHouseFront(folder) as front:
            store = open_telemetry(front.url)
            yield store
            store.close()


@pytest.fixture
def telemetry(_opened: TelemetryStore) -> TelemetryStore:
    """Return an empty telemetry store."""
    for table in TABLES:
        _opened._engine.execute(f"TRUNCATE TABLE {table}")
    return _opened
