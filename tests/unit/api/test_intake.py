"""Where are my traces: every source with its fates, one trace with its state, a text as it would be stored."""

from dataclasses import replace
from datetime import timedelta

from starlette.testclient import TestClient

from tests.kit.api import NOTHING_SENT, ApiWorld
from tests.kit.otlp import trace_id
from tests.kit.tasks import MONDAY
from tocsin.model import (
    Disposition,
    IntakeCount,
    Refusal,
    SamplingEstimate,
    Signal,
    StoredMinute,
    StoredSource,
    TraceId,
    TraceReceipt,
    UnmappedSpans,
)

SECOND = timedelta(seconds=1)


def count(source: str, disposition: Disposition, number: int, signal: Signal = Signal.TRACES) -> IntakeCount:
    return IntakeCount(signal, source, disposition, "", number, MONDAY)


def test_received_is_accepted_and_rejected_and_deduplicated(client: TestClient, world: ApiWorld) -> None:
    world.account = replace(
        NOTHING_SENT,
        counts=[
            count("a", Disposition.ACCEPTED, 5),
            count("a", Disposition.REJECTED, 2),
            count("a", Disposition.DEDUPLICATED, 3),
            count("a", Disposition.REDACTED, 40),
            count("a", Disposition.ACCEPTED, 7, Signal.LOGS),
        ],
    )
    world.intake.by_source.append(StoredSource("a", 120, MONDAY + 9 * SECOND, MONDAY + 4 * SECOND))
    [source] = client.get("/api/v1/intake", params={"window": "1m"}).json()["sources"]
    assert source["received"] == {"traces": 10, "logs": 7}
    assert (source["stored_spans"], source["spans_per_second"]) == (120, 2.0)
    assert source["lag_seconds"] == 5
    assert source["last_accepted_at"] == "2026-01-05T09:00:09Z"
    assert len(source["fates"]) == 5


def test_a_source_is_known_by_its_stored_spans_after_a_restart(client: TestClient, world: ApiWorld) -> None:
    world.intake.by_source.append(StoredSource("a", 1, MONDAY, None))
    [source] = client.get("/api/v1/intake").json()["sources"]
    assert (source["source"], source["received"], source["lag_seconds"]) == ("a", {}, None)


def test_one_source_can_be_asked_for(client: TestClient, world: ApiWorld) -> None:
    world.account = replace(
        NOTHING_SENT,
        counts=[count("a", Disposition.ACCEPTED, 1), count("b", Disposition.ACCEPTED, 1)],
        refusals=[Refusal(MONDAY, Signal.TRACES, "", "b", "busy", 429, "wait")],
    )
    world.intake.unplaced.append(UnmappedSpans("b", "s", "why", 1, TraceId(trace_id(1))))
    world.intake.by_minute += [StoredMinute(MONDAY, "a", 4), StoredMinute(MONDAY, "b", 5)]
    world.intake.estimated += [SamplingEstimate(name, 2, 1, 6, 6.0, 1.5) for name in ("a", "b")]
    answer = client.get("/api/v1/intake", params={"source": "a"}).json()
    assert ([one["source"] for one in answer["sources"]], answer["refusals"], answer["unmapped"]) == (["a"], [], [])
    minutes = client.get("/api/v1/intake/minutes", params={"source": "b"}).json()["items"]
    assert [one["spans"] for one in minutes] == [5]
    sampling = client.get("/api/v1/intake/sampling", params={"source": "b"}).json()["items"]
    assert [(one["service"], one["estimated_spans"]) for one in sampling] == [("b", 6.0)]


def test_a_trace_that_never_came_is_an_answer_and_no_error(client: TestClient, world: ApiWorld) -> None:
    world.intake.receipts[TraceId(trace_id(1))] = TraceReceipt(
        TraceId(trace_id(1)), 1, ("a",), MONDAY, MONDAY, has_root=True, sealed=None
    )
    assert client.get(f"/api/v1/intake/traces/{trace_id(1)}").json()["state"] == "waiting"
    assert client.get(f"/api/v1/intake/traces/{trace_id(2)}").json()["state"] == "never_arrived"
    assert client.get("/api/v1/intake/traces/nonsense").status_code == 400


def test_a_text_is_shown_as_it_would_be_stored(client: TestClient) -> None:
    answer = client.post("/api/v1/redaction/test", json={"text": "postgres://app:p4ssw0rd@db/x"}).json()
    assert answer == {"text": "postgres://app:[redacted:url_password]@db/x", "redacted": {"url_password": 1}}


def test_metrics_count_by_signal_source_disposition_and_reason(client: TestClient, world: ApiWorld) -> None:
    world.account = replace(NOTHING_SENT, counts=[count(f"s{n}", Disposition.ACCEPTED, 1) for n in range(300)])
    lines = [one for one in client.get("/metrics").text.splitlines() if one.startswith("tocsin_intake_items_total{")]
    assert len(lines) == 201
    assert any('source="(other sources)"' in line and line.endswith(" 100.0") for line in lines)
