"""What is exported from one engine arrives whole in another, with its views working and nothing written twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.kit.clickhouse_front import ClickHouseFront
from tests.kit.otlp import chat, request, root, trace_id
from tocsin.errors import Conflict, SchemaTooNew
from tocsin.model import BackupFile, DatabaseBackup, TraceId
from tocsin.store.telemetry import OtlpRequest, TelemetryStore, TraceActivity, open_telemetry, restore_telemetry
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.upkeep.backup import export_telemetry
from tocsin.store.telemetry.upkeep.migrate import make_tables, migrations

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SEALED, UNSEALED = trace_id(1), trace_id(2)


def arrive(telemetry: TelemetryStore, number: int, at: datetime) -> None:
    body = request([root(), chat()], trace=trace_id(number), at=at).SerializeToString()
    telemetry.spans.write([OtlpRequest(body, number)], at)


def fill(telemetry: TelemetryStore) -> None:
    """Store two traces on two days, and seal the first."""
    arrive(telemetry, 1, NOON - timedelta(days=1))
    arrive(telemetry, 2, NOON)
    seen = TraceActivity(TraceId(SEALED), NOON - timedelta(days=1), NOON - timedelta(days=1), has_root=True)
    telemetry.sealing.seal([seen], (), NOON)


def exported(telemetry: TelemetryStore, folder: Path) -> DatabaseBackup:
    *files, backup = telemetry.export(folder)
    assert isinstance(backup, DatabaseBackup)
    assert [file for file in files if isinstance(file, BackupFile)] == list(backup.files)
    return backup


@pytest.fixture
def other(tmp_path: Path) -> Iterator[str]:
    """The URL of a second, empty database."""
    with ClickHouseFront(tmp_path / "other" / "engine") as front:
        yield front.url


def test_a_restored_engine_says_what_the_first_one_said(telemetry: TelemetryStore, other: str, tmp_path: Path) -> None:
    fill(telemetry)
    backup = exported(telemetry, tmp_path)

    restore_telemetry(other, tmp_path, backup)

    restored = open_telemetry(other)
    for trace in (SEALED, UNSEALED):
        assert restored.spans.trace(TraceId(trace)) == telemetry.spans.trace(TraceId(trace))
    assert restored.tasks.task(TraceId(SEALED)) == telemetry.tasks.task(TraceId(SEALED))
    assert backup.rows["spans"] == 4
    restored.close()


def test_a_restored_engine_takes_in_more(telemetry: TelemetryStore, other: str, tmp_path: Path) -> None:
    """Its views were made after the rows came, and are there."""
    fill(telemetry)
    restore_telemetry(other, tmp_path, exported(telemetry, tmp_path))
    restored = open_telemetry(other)
    arrive(restored, 3, NOON + timedelta(minutes=1))
    (seen,) = restored.sealing.activity(NOON + timedelta(seconds=1), NOON + timedelta(minutes=2))
    assert seen.trace_id == trace_id(3)
    restored.close()


def test_replaced_rows_are_copied_and_counted_too(telemetry: TelemetryStore, other: str, tmp_path: Path) -> None:
    fill(telemetry)
    telemetry._engine.execute("SYSTEM STOP MERGES tasks")
    seen = TraceActivity(TraceId(SEALED), NOON - timedelta(days=1), NOON - timedelta(days=1), has_root=True)
    telemetry.sealing.seal([seen], (), NOON + timedelta(minutes=1), resealed=[TraceId(SEALED)])
    backup = exported(telemetry, tmp_path)
    telemetry._engine.execute("SYSTEM START MERGES tasks")
    assert backup.rows["tasks"] >= 2
    restore_telemetry(other, tmp_path, backup)


def test_a_backup_leaves_no_copies_behind(telemetry: TelemetryStore, tmp_path: Path) -> None:
    fill(telemetry)
    exported(telemetry, tmp_path)
    rows = telemetry._engine.rows("SELECT name FROM system.tables WHERE startsWith(name, 'backup_of_')")
    assert list(rows) == []


def test_a_database_that_holds_rows_is_left_alone(telemetry: TelemetryStore, other: str, tmp_path: Path) -> None:
    fill(telemetry)
    backup = exported(telemetry, tmp_path)
    filled = open_telemetry(other)
    arrive(filled, 9, NOON)
    filled.close()
    with pytest.raises(Conflict, match="holds rows already"):
        restore_telemetry(other, tmp_path, backup)


def test_scores_of_a_backup_that_knows_no_receipts_came_when_they_were_made(other: str, tmp_path: Path) -> None:
    older = [name for name, _ in migrations() if name < "0013"]
    columns = ("trace_id", "evaluator", "evaluator_version", "value", "sampling_probability", "scored_at")
    with ClickHouseFront(tmp_path / "older" / "engine") as front:
        engine = Engine(front.url)
        make_tables(engine, older)
        engine.insert("scores", columns, [(SEALED, "judge", "1", 0.2, 1.0, NOON)])
        engine.insert("response_scores", ("response_id", *columns[1:]), [("r", "judge", "1", 0.2, 1.0, NOON)])
        *_, backup = export_telemetry(engine, tmp_path)
        engine.close()
    assert isinstance(backup, DatabaseBackup)

    restore_telemetry(other, tmp_path, backup)

    restored = open_telemetry(other)
    (score,) = restored.scores.of_trace(TraceId(SEALED))
    assert (score.value, score.at) == (0.2, NOON)
    received = "SELECT received_at FROM scores UNION ALL SELECT received_at FROM response_scores"
    assert list(restored._engine.rows(received)) == [(NOON,), (NOON,)]
    restored.close()


def test_a_backup_of_a_newer_tocsin_is_refused(telemetry: TelemetryStore, other: str, tmp_path: Path) -> None:
    backup = exported(telemetry, tmp_path)
    newer = replace(backup, schema=[*backup.schema, "9001_future.sql"])
    with pytest.raises(SchemaTooNew, match="9001_future"):
        restore_telemetry(other, tmp_path, newer)
