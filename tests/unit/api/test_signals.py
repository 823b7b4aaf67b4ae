"""Log records, metrics and scores over HTTP."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.kit.api import ApiWorld
from tests.kit.tasks import MONDAY
from tocsin.clock import to_nanoseconds
from tocsin.model import LogRecord, Metric, MetricType, SpanId, Statistic, Temporality, TraceId

TRACE = TraceId("ab" * 16)
MINUTE = timedelta(minutes=1)
METRICS = "/api/v1/telemetry/metrics"


def record(body: str, minutes_ago: int, trace: TraceId | None = None, severity: int = 9) -> LogRecord:
    return LogRecord(
        at_ns=to_nanoseconds(MONDAY - minutes_ago * MINUTE),
        event="",
        severity=severity,
        body=body,
        trace_id=trace,
        span_id=SpanId("01" * 8) if trace else None,
        service="assistant",
        attributes={"a": "1"},
        resource={},
    )


def usage(name: str = "gen_ai.client.token.usage") -> Metric:
    return Metric(
        name=name,
        type=MetricType.HISTOGRAM,
        temporality=Temporality.DELTA,
        is_monotonic=False,
        unit="{token}",
        description="Tokens used.",
        services=["assistant"],
        attributes=["gen_ai.token.type"],
        series=2,
        points=9,
        last_at=MONDAY - MINUTE,
    )


def test_records_of_the_last_hour_are_listed_newest_first(world: ApiWorld, client: TestClient) -> None:
    world.logs.records += [record("old", 90), record("older", 5), record("newer", 1)]
    items = client.get("/api/v1/logs").json()["items"]
    assert [item["body"] for item in items] == ["newer", "older"]
    assert items[0]["attributes"] == {"a": "1"}


def test_a_listing_goes_on_within_records_of_one_instant(world: ApiWorld, client: TestClient) -> None:
    world.logs.records += [record(str(n), 1) for n in range(5)] + [record("5", 2)]
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get("/api/v1/logs", params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [item["body"] for item in page["items"]]
        cursor = page["next"]
    assert seen == ["0", "1", "2", "3", "4", "5"]


def test_conditions_reach_the_search(world: ApiWorld, client: TestClient) -> None:
    world.logs.records += [record("Limited", 1, severity=17), record("limited", 1), record("fine", 1, severity=17)]
    found = client.get("/api/v1/logs?text=limited&min_severity=13&service=assistant").json()["items"]
    assert [item["body"] for item in found] == ["Limited"]


def test_a_trace_has_its_records_whenever_they_were_written(world: ApiWorld, client: TestClient) -> None:
    world.logs.records += [record("second", 9_000, TRACE), record("first", 9_001, TRACE), record("of none", 1)]
    found = client.get(f"/api/v1/logs?trace_id={TRACE}").json()["items"]
    assert [item["body"] for item in found] == ["first", "second"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/logs?min_severity=25",
        "/api/v1/logs?level=error",
        "/api/v1/logs?cursor=WyJhIiwgImIiXQ",
        "/api/v1/logs?start=2026-01-05T09:00:00Z&end=2026-01-05T08:00:00Z",
        "/api/v1/scores",
        "/api/v1/scores?trace_id=7",
        f"{METRICS}/gen_ai.client.token.usage?step=1500ms",
        f"{METRICS}/gen_ai.client.token.usage?step=1s",
        f"{METRICS}/gen_ai.client.token.usage?where=nothing",
        f"{METRICS}/gen_ai.client.token.usage?statistic=p42",
    ],
)
def test_a_query_that_means_nothing_is_refused(world: ApiWorld, client: TestClient, path: str) -> None:
    world.metrics.metrics.append(usage())
    assert client.get(path).status_code == 400


def test_scores_are_listed_by_trace_and_shown_with_it(world: ApiWorld, client: TestClient) -> None:
    score = {"trace_id": TRACE, "evaluator": "groundedness", "evaluator_version": "3", "value": 0.8}
    assert client.post("/api/v1/scores", json=score).status_code == 201
    (found,) = client.get(f"/api/v1/scores?trace_id={TRACE}").json()["items"]
    assert (found["evaluator"], found["value"], found["sampling_probability"]) == ("groundedness", 0.8, 1.0)
    assert client.get(f"/api/v1/scores?trace_id={'0' * 32}").json()["items"] == []


def test_metrics_are_listed_with_what_can_be_asked_of_them(world: ApiWorld, client: TestClient) -> None:
    world.metrics.metrics.append(usage())
    (listed,) = client.get(METRICS).json()["items"]
    assert (listed["name"], listed["unit"], listed["statistics"][0]) == ("gen_ai.client.token.usage", "{token}", "mean")
    assert client.get(METRICS, params={"end": "2026-01-01T00:00:00Z"}).json()["items"] == []


def test_a_metric_is_shown_as_it_was_asked(world: ApiWorld, client: TestClient) -> None:
    world.metrics.metrics.append(usage("team/tokens"))
    query = "group_by=model&where=gen_ai.token.type%3Dinput&statistic=p95&step=5m"
    shown = client.get(f"{METRICS}/team/tokens?{query}").json()
    assert world.metrics.asked == [
        ("team/tokens", 5 * MINUTE, ("model",), {"gen_ai.token.type": "input"}, Statistic.P95)
    ]
    assert (shown["statistic"], shown["step_seconds"], shown["metric"]["name"]) == ("p95", 300.0, "team/tokens")
    assert shown["series"][0]["group"] == {"model": "a"}


def test_the_step_follows_from_the_window(world: ApiWorld, client: TestClient) -> None:
    world.metrics.metrics.append(usage())
    assert client.get(f"{METRICS}/gen_ai.client.token.usage").json()["step_seconds"] == 300.0
    hour = {"start": (MONDAY - 60 * MINUTE).isoformat()}
    assert client.get(f"{METRICS}/gen_ai.client.token.usage", params=hour).json()["step_seconds"] == 30.0


def test_an_unknown_metric_is_not_found(client: TestClient) -> None:
    assert client.get(f"{METRICS}/nothing").status_code == 404
