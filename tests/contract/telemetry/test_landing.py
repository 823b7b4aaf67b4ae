"""A process may die at any point between the journal and the spans: each request is stored exactly once."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.clock import ManualClock
from tests.kit.otlp import NOON, chat, request, root, trace_id
from tocsin.ingest import Landing
from tocsin.store.telemetry import Journal, OtlpRequest, TelemetryStore

pytestmark = pytest.mark.slow

SECOND = timedelta(seconds=1)


def trace(number: int) -> OtlpRequest:
    return OtlpRequest(request([root(), chat()], trace=trace_id(number)).SerializeToString(), number)


def landing(telemetry: TelemetryStore, folder: Path) -> Landing:
    return Landing(
        journal=Journal(folder),
        store=telemetry.spans,
        require_room=telemetry.storage.require_room,
        max_bytes=1 << 20,
        clock=ManualClock(NOON + SECOND),
    )


@contextmanager
def running(telemetry: TelemetryStore, folder: Path) -> Iterator[Landing]:
    """Yield a landing that runs; when this ends, everything that can be stored is."""
    one = landing(telemetry, folder)
    one.start()
    yield one
    one.stop()


def die_before_the_insert(telemetry: TelemetryStore, folder: Path, requests: Sequence[OtlpRequest]) -> None:
    landing(telemetry, folder).write(requests, NOON)


def stored(telemetry: TelemetryStore) -> dict[int, int]:
    """Return how many spans are stored of each request, by digest."""
    rows = telemetry._engine.rows("SELECT request_digest, count() FROM spans GROUP BY request_digest")
    return dict(rows)


def test_what_was_journaled_is_stored_and_its_file_is_gone(telemetry: TelemetryStore, tmp_path: Path) -> None:
    with running(telemetry, tmp_path) as one:
        one.write([trace(1)], NOON)
        one.write([trace(2), trace(3)], NOON)
    assert stored(telemetry) == {1: 2, 2: 2, 3: 2}
    assert list(tmp_path.iterdir()) == []


def test_a_kill_before_the_insert_delays_spans_and_loses_none(telemetry: TelemetryStore, tmp_path: Path) -> None:
    die_before_the_insert(telemetry, tmp_path, [trace(1), trace(2)])
    assert stored(telemetry) == {}
    with running(telemetry, tmp_path):
        pass
    assert stored(telemetry) == {1: 2, 2: 2}
    assert list(tmp_path.iterdir()) == []


def test_a_kill_between_the_insert_and_the_removal_stores_nothing_twice(
    telemetry: TelemetryStore, tmp_path: Path
) -> None:
    die_before_the_insert(telemetry, tmp_path / "journal", [trace(1), trace(2)])
    shutil.copytree(tmp_path / "journal", tmp_path / "as it was")
    with running(telemetry, tmp_path / "journal"):
        pass
    with running(telemetry, tmp_path / "as it was"):
        pass
    assert stored(telemetry) == {1: 2, 2: 2}


def test_a_kill_amid_a_recovery_stores_what_is_missing_only(telemetry: TelemetryStore, tmp_path: Path) -> None:
    telemetry.spans.write([trace(1)], NOON + SECOND)
    die_before_the_insert(telemetry, tmp_path, [trace(1), trace(2)])
    with running(telemetry, tmp_path):
        pass
    assert stored(telemetry) == {1: 2, 2: 2}


def test_a_retry_is_recognized_while_its_request_is_still_on_file(telemetry: TelemetryStore, tmp_path: Path) -> None:
    telemetry.spans.write([trace(1)], NOON)
    die_before_the_insert(telemetry, tmp_path, [trace(2)])
    assert set(landing(telemetry, tmp_path).recent_digests(NOON - SECOND)) == {1, 2}


def test_a_field_of_another_type_costs_its_request_that_field_and_its_neighbours_nothing(
    telemetry: TelemetryStore, tmp_path: Path
) -> None:
    resource_spans_as_a_number = b"\x08\x01"
    with running(telemetry, tmp_path) as one:
        one.write([trace(1), OtlpRequest(trace(2).body + resource_spans_as_a_number, 2), trace(3)], NOON)
    assert stored(telemetry) == {1: 2, 2: 2, 3: 2}
    assert list(tmp_path.iterdir()) == []


def test_activity_that_a_kill_left_out_is_completed_once(telemetry: TelemetryStore) -> None:
    telemetry.spans.write([trace(1)], NOON - timedelta(hours=1))
    telemetry.spans.write([trace(2)], NOON)
    before = telemetry.sealing.activity(NOON - timedelta(days=1), NOON)
    telemetry._engine.execute(
        f"ALTER TABLE trace_activity DELETE WHERE trace_id = '{trace_id(2)}' SETTINGS mutations_sync = 2"
    )
    assert len(telemetry.sealing.activity(NOON - timedelta(days=1), NOON)) == 1
    long_after_the_kill = NOON + timedelta(hours=1)
    for _ in range(2):
        telemetry.spans.complete_activity(long_after_the_kill)
    assert sorted(telemetry.sealing.activity(NOON - timedelta(days=1), NOON), key=str) == sorted(before, key=str)
    assert telemetry._engine.rows("SELECT count() FROM trace_activity") == [(2,)]
