"""Rows leave when their time is over, failures later than the rest, and nothing leaves early."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.kit.otlp import NOON, SpanSpec, request, span_id, trace_id
from tests.kit.signals import evaluation, log_request
from tocsin.model import TraceId
from tocsin.store import ScoreRecord
from tocsin.store.telemetry import OtlpRequest, RetentionPolicy, TelemetryStore

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
POLICY = RetentionPolicy(
    spans=30 * DAY, failed_spans=90 * DAY, tasks=400 * DAY, logs=30 * DAY, metrics=90 * DAY, scores=400 * DAY
)
AGES = timedelta(days=900_000_000)
KEPT_FOR_LONG = RetentionPolicy(spans=AGES, failed_spans=AGES, tasks=AGES, logs=AGES, metrics=AGES, scores=AGES)
TABLES = ("spans", "trace_activity", "tasks", "outcomes", "scores")


@pytest.fixture
def aging(telemetry: TelemetryStore) -> Iterator[TelemetryStore]:
    """Give a store whose TTLs are taken away again: the engine obeys them by the real clock, in other tests, too."""
    yield telemetry
    sql = "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine_full LIKE '% TTL %'"
    for (table,) in telemetry._engine.rows(sql):
        telemetry._engine.execute(f"ALTER TABLE {table} REMOVE TTL")


def store_span(telemetry: TelemetryStore, trace: str, *, age: timedelta, outcome: str = "success") -> None:
    """Store a span and its sealed task, received at that age."""
    at = NOW - age
    engine = telemetry._engine
    columns = ("received_at", "trace_id", "span_id", "started_at", "ended_at")
    engine.insert("spans", columns, [(at, trace, f"{trace}-1", at, at)])
    of_task = ("minute", "trace_id", "outcome", "ended_at", "first_received_at", "last_received_at", "version")
    engine.insert("tasks", of_task, [(at.replace(second=0, microsecond=0), trace, outcome, at, at, at, 1)])


def span_traces(telemetry: TelemetryStore) -> set[str]:
    return {trace for (trace,) in telemetry._engine.rows("SELECT DISTINCT trace_id FROM spans")}


def test_spans_of_failed_tasks_outlive_the_others(telemetry: TelemetryStore) -> None:
    store_span(telemetry, "young", age=29 * DAY)
    store_span(telemetry, "old", age=32 * DAY)
    store_span(telemetry, "old-failed", age=32 * DAY, outcome="failure")
    store_span(telemetry, "ancient-failed", age=92 * DAY, outcome="failure")

    done = telemetry.retention.enforce(POLICY, NOW)

    assert span_traces(telemetry) == {"young", "old-failed"}
    assert done.thinned == ["spans/20261019"]
    assert "spans/20260820" in done.dropped


def test_a_day_is_thinned_once_and_a_second_step_finds_nothing_to_do(telemetry: TelemetryStore) -> None:
    store_span(telemetry, "old", age=32 * DAY)
    telemetry.retention.enforce(POLICY, NOW)

    again = telemetry.retention.enforce(POLICY, NOW + timedelta(minutes=10))

    assert (list(again.dropped), list(again.thinned)) == ([], [])


def test_nothing_is_thinned_when_failures_live_no_longer(telemetry: TelemetryStore) -> None:
    store_span(telemetry, "edge", age=31 * DAY - timedelta(hours=13))  # received 23 h before the day's end is over
    short = RetentionPolicy(spans=30 * DAY, failed_spans=DAY, tasks=DAY, logs=DAY, metrics=DAY, scores=DAY)

    assert list(telemetry.retention.enforce(short, NOW).thinned) == []
    assert span_traces(telemetry) == {"edge"}


def test_ttls_are_set_when_they_differ_and_only_then(aging: TelemetryStore) -> None:
    aging.retention.apply(POLICY)
    assert list(aging.retention.apply(POLICY)) == []

    longer = replace(POLICY, spans=31 * DAY, failed_spans=91 * DAY)
    assert set(aging.retention.apply(longer)) == {"spans", "trace_activity"}


@pytest.mark.parametrize("table", TABLES)
def test_the_engine_itself_knows_how_long_a_table_lives(aging: TelemetryStore, table: str) -> None:
    aging.retention.apply(POLICY)
    sql = "SELECT engine_full FROM system.tables WHERE name = {name:String} AND database = currentDatabase()"
    assert "TTL toDateTime(" in aging._engine.rows(sql, {"name": table})[0][0]


def store_scores(telemetry: TelemetryStore, trace: TraceId, *, made_at: datetime, received_at: datetime) -> None:
    """Store a score by each of the three ways: reported, and as the event of a trace and of a response."""
    telemetry.scores.add_score(ScoreRecord(trace, "", "reported", "1", 0.2, "", "", 1.0, made_at), received_at)
    events = [
        evaluation(trace, at=made_at - NOON, gen_ai__evaluation__name="of a trace"),
        evaluation(at=made_at - NOON, gen_ai__evaluation__name="of a response", gen_ai__response__id="r"),
    ]
    telemetry.logs.write([OtlpRequest(log_request(events).SerializeToString(), 1)], received_at)


@pytest.mark.parametrize(
    ("received", "kept"),
    [(timedelta(0), ["of a response", "of a trace", "reported"]), (401 * DAY, [])],
    ids=["received now", "received long ago"],
)
def test_a_score_lives_from_its_receipt_however_long_ago_it_was_made(
    aging: TelemetryStore, received: timedelta, kept: list[str]
) -> None:
    """By the engine's clock, which its TTLs go by."""
    aging.retention.apply(POLICY)
    trace, now = TraceId(trace_id(1)), aging._engine.rows("SELECT now64(6, 'UTC')")[0][0]
    call = SpanSpec("chat", span_id(2), attributes={"gen_ai.response.id": "r"})
    aging.spans.write([OtlpRequest(request([call], trace=trace).SerializeToString(), 1)], now)
    store_scores(aging, trace, made_at=now - 500 * DAY, received_at=now - received)

    for table in ("scores", "response_scores"):
        aging._engine.execute(f"OPTIMIZE TABLE {table} FINAL")

    scores = aging.scores.of_trace(trace)
    assert sorted(score.evaluator for score in scores) == kept
    assert {score.at for score in scores} <= {now - 500 * DAY}


def test_storage_says_rows_age_and_when_the_disk_is_full(telemetry: TelemetryStore) -> None:
    for number in range(10):
        store_span(telemetry, f"t{number}", age=timedelta(hours=number + 1))

    storage = telemetry.storage.storage(POLICY, NOW)

    spans = next(table for table in storage.tables if table.name == "spans")
    assert (spans.rows, spans.oldest, spans.newest) == (10, NOW - timedelta(hours=10), NOW - timedelta(hours=1))
    assert spans.retain_seconds == (90 * DAY).total_seconds()
    assert spans.ordinary_retain_seconds == (30 * DAY).total_seconds()
    tasks = next(table for table in storage.tables if table.name == "tasks")
    assert (tasks.retain_seconds, tasks.ordinary_retain_seconds) == ((400 * DAY).total_seconds(), None)
    assert spans.bytes_per_day == pytest.approx(spans.bytes_on_disk)
    assert storage.net_bytes_per_day >= spans.bytes_per_day
    assert (storage.covered_seconds, storage.days_left) == (10 * 3600, None)


def test_a_backfill_is_no_history_that_a_forecast_could_rest_on(telemetry: TelemetryStore) -> None:
    """A server of three minutes holds tasks that ended a month ago."""
    received, ended = NOW - timedelta(minutes=3), NOW - 30 * DAY
    store_span(telemetry, "now", age=timedelta(minutes=1))
    columns = ("minute", "trace_id", "outcome", "ended_at", "first_received_at", "last_received_at", "version")
    telemetry._engine.insert("tasks", columns, [(ended, "then", "success", ended, received, received, 1)])

    storage = telemetry.storage.storage(POLICY, NOW)

    tasks = next(table for table in storage.tables if table.name == "tasks")
    assert (storage.covered_seconds, storage.days_left) == (180, None)
    assert tasks.oldest == ended
    assert tasks.bytes_per_day == pytest.approx(tasks.bytes_on_disk)


def test_the_forecast_rests_on_a_whole_day(telemetry: TelemetryStore) -> None:
    for hours in (1, 2, 30, 40):
        store_span(telemetry, f"t{hours}", age=timedelta(hours=hours))

    storage = telemetry.storage.storage(KEPT_FOR_LONG, NOW)

    spans = next(table for table in storage.tables if table.name == "spans")
    assert spans.bytes_per_day == pytest.approx(spans.bytes_on_disk / 2)
    assert storage.covered_seconds == DAY.total_seconds()
    assert storage.days_left == pytest.approx((storage.disk.free - storage.disk.reserve) / storage.net_bytes_per_day)


def test_an_empty_store_says_no_date_for_a_full_disk(telemetry: TelemetryStore) -> None:
    storage = telemetry.storage.storage(POLICY, NOW)
    assert (storage.net_bytes_per_day, storage.covered_seconds, storage.days_left) == (0.0, 0.0, None)
