"""How tasks are laid out: whatever a clock claims, and brought over from a database made before."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.clickhouse_front import ClickHouseFront
from tests.kit.otlp import NOON, request, root, trace_id
from tocsin.model import TaskFilter, Window
from tocsin.store.telemetry import OtlpRequest, TelemetryStore
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.queries.hours import HourLedger
from tocsin.store.telemetry.upkeep.migrate import make_tables, migrate

pytestmark = pytest.mark.slow

EVER = Window(datetime(1970, 1, 1, tzinfo=UTC), NOON + timedelta(days=1))


def test_clocks_that_claim_any_year_neither_fail_a_seal_nor_scatter_the_tasks(telemetry: TelemetryStore) -> None:
    months = [datetime(1970 + number // 4, 1 + number % 4 * 3, 5, tzinfo=UTC) for number in range(240)]
    requests = [
        OtlpRequest(request([root()], trace=trace_id(number), at=at).SerializeToString(), number)
        for number, at in enumerate(months, start=1)
    ]
    telemetry.spans.write(requests, NOON)
    telemetry.sealing.seal(telemetry.sealing.activity(NOON - timedelta(seconds=1), NOON), [], NOON)
    tasks = telemetry.tasks.tasks(TaskFilter(), EVER, limit=1_000)
    assert len(tasks) == 240
    partitions = "SELECT uniqExact(_partition_id) FROM tasks"
    assert telemetry._engine.rows(partitions)[0][0] < 20


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Engine]:
    """Return a database as it was before the layout changed, with one task that was sealed twice and one moved away."""
    with ClickHouseFront(tmp_path / "engine") as front:
        engine = Engine(front.url)
        make_tables(engine, ["0001_telemetry.sql", "0002_attribution.sql"])
        columns = ("minute", "trace_id", "journey", "ended_at", "sealed_at", "version", "is_deleted")
        rows = [
            (NOON, "a", "first", NOON, NOON, 1, 0),
            (NOON, "a", "second", NOON, NOON, 2, 0),
            (NOON, "b", "moved", NOON, NOON, 1, 0),
            (NOON, "b", "moved", NOON, NOON, 2, 1),
        ]
        for row in rows:
            engine.insert("tasks", columns, [row])
        yield engine
        engine.close()


def test_tasks_of_an_older_database_are_kept_as_they_were(before: Engine) -> None:
    migrate(before)
    assert before.rows("SELECT trace_id, journey FROM tasks FINAL") == [("a", "second")]
    indices = "SELECT name FROM system.data_skipping_indices WHERE table = 'tasks'"
    assert ("by_trace",) in before.rows(indices)


def test_hours_of_an_older_database_are_known(before: Engine) -> None:
    migrate(before)
    hours = HourLedger(before).hours(Window(NOON - timedelta(days=1), NOON + timedelta(days=1)))
    assert list(hours) == [NOON]
    columns = ("minute", "trace_id", "ended_at", "version")
    before.insert("tasks", columns, [(NOON, "c", NOON, 3)])
    assert HourLedger(before).hours(Window(NOON, NOON + timedelta(hours=1)))[NOON] != hours[NOON]
