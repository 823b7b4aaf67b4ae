"""Journeys, traces, outcomes and scores over HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.kit.api import ApiWorld
from tests.kit.messages import call, text
from tests.kit.sli import CountedTasks
from tests.kit.spans import llm_span
from tests.kit.tasks import MONDAY, task
from tocsin.model import Document, Outcome, Trace, TraceId

TRACE = "ab" * 16
MINUTE = timedelta(minutes=1)


@pytest.fixture
def traffic(world: ApiWorld) -> CountedTasks:
    releases = {"prompt:support-answer": "v2"}
    world.tasks.add(
        task(trace_id="1" * 32, ended_at=MONDAY - MINUTE, outcome=Outcome.FAILURE, releases=releases),
        task(trace_id="2" * 32, ended_at=MONDAY - 2 * MINUTE, duration_seconds=9.0, cost_usd=0.5),
        task(trace_id="3" * 32, ended_at=MONDAY - 3 * MINUTE, journey="other", models=("opus",)),
        task(trace_id="4" * 32, ended_at=MONDAY - timedelta(days=3)),
    )
    return world.tasks


@pytest.mark.usefixtures("traffic")
def test_journeys_are_summed_over_the_window_asked_for(client: TestClient) -> None:
    hour = {one["journey"]: one["tasks"] for one in client.get("/api/v1/journeys").json()["items"]}
    week = {one["journey"]: one["tasks"] for one in client.get("/api/v1/journeys?window=7d").json()["items"]}
    assert (hour, week) == ({"answer-question": 2, "other": 1}, {"answer-question": 3, "other": 1})


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "123"),
        ("journey=other", "3"),
        ("journey=other&journey=answer-question", "123"),
        ("outcome=failure", "1"),
        ("model=opus", "3"),
        ("release=prompt:support-answer=v2", "1"),
        ("min_duration_seconds=5", "2"),
        ("min_cost_usd=0.4&journey=other", ""),
        ("max_cost_usd=0.4&max_duration_seconds=8", "13"),
        ("min_tokens=1000000", ""),
        ("errors=true", ""),
        ("mark=late&tenant=acme&user=u&session=s&team=t&feature=f&prompt=p", ""),
        ("last=90s", "1"),
        ("start=2026-01-01T00:00:00Z&end=2026-01-05T08:58:30Z", "234"),
    ],
)
def test_traces_are_found_by_what_their_tasks_were(client: TestClient, query: str, found: str) -> None:
    items = client.get(f"/api/v1/traces?{query}").json()["items"]
    assert "".join(item["trace_id"][0] for item in items) == found


@pytest.mark.usefixtures("traffic")
def test_a_search_goes_on_where_its_page_ended(client: TestClient) -> None:
    first = client.get("/api/v1/traces?limit=2").json()
    rest = client.get("/api/v1/traces", params={"limit": "2", "cursor": first["next"]}).json()
    assert [item["trace_id"][0] for item in [*first["items"], *rest["items"]]] == ["1", "2", "3"]
    assert rest["next"] is None


def test_a_trace_has_its_spans_before_it_has_a_task(world: ApiWorld) -> None:
    span = llm_span({"gen_ai.prompt.name": "support-answer"}, trace_id=TRACE, end_ns=1_500_000_000)
    world.tasks = CountedTasks(traces=[Trace(TraceId(TRACE), [span])])
    trace = TestClient(world.application()).get(f"/api/v1/traces/{TRACE}").json()
    assert trace["task"] is None
    (shown,) = trace["spans"]
    assert (shown["offset_seconds"], shown["duration_seconds"], shown["start_ns"]) == (0.0, 1.5, 0)
    assert shown["attributes"] == {"gen_ai.prompt.name": "support-answer"}


def test_a_span_tells_what_was_said_and_found(world: ApiWorld) -> None:
    said = replace(
        llm_span({}, trace_id=TRACE),
        input_messages=(text("user", "Weather?"),),
        output_messages=(call("weather", "{}", "c1", "tool_call"),),
        documents=(Document("d1", "Paris", 0.9),),
    )
    world.tasks = CountedTasks(traces=[Trace(TraceId(TRACE), [said])])
    (shown,) = TestClient(world.application()).get(f"/api/v1/traces/{TRACE}").json()["spans"]
    called = {"kind": "tool_call", "text": "{}", "name": "weather", "call_id": "c1", "media_type": ""}
    assert shown["input_messages"][0]["parts"][0]["text"] == "Weather?"
    assert shown["output_messages"] == [{"role": "assistant", "parts": [called], "finish_reason": "tool_call"}]
    assert shown["documents"] == [{"id": "d1", "content": "Paris", "score": 0.9}]


def test_an_outcome_is_stored_with_the_servers_time(client: TestClient, world: ApiWorld) -> None:
    report = {"trace_id": TRACE, "outcome": "failure", "note": "reopened"}
    assert client.post("/api/v1/outcomes", json=report).json() == {**report, "at": "2026-01-05T09:00:00Z"}
    assert world.reports.outcomes == [(TRACE, Outcome.FAILURE, MONDAY, "reopened")]


def test_a_score_is_stored_whole(client: TestClient, world: ApiWorld) -> None:
    score = {"trace_id": TRACE, "evaluator": "groundedness", "evaluator_version": "3", "value": 0.82}
    assert client.post("/api/v1/scores", json={**score, "sampling_probability": 0.1}).status_code == 201
    (stored,) = world.reports.scores
    assert (stored.value, stored.sampling_probability, stored.span_id, stored.at) == (0.82, 0.1, "", MONDAY)


@pytest.mark.parametrize(
    ("claimed", "at"),
    [
        ("2026-01-05T08:00:00Z", "2026-01-05T08:00:00Z"),
        ("1999-12-31T23:59:59Z", "2026-01-05T09:00:00Z"),
        ("2026-01-05T09:00:01Z", "2026-01-05T09:00:00Z"),
    ],
    ids=["past", "never set", "to come"],
)
def test_a_score_of_a_time_that_cannot_be_is_of_now_and_says_so(client: TestClient, claimed: str, at: str) -> None:
    """Under its own time it would be gone at once, or no later one could take its place."""
    score = {"trace_id": TRACE, "evaluator": "groundedness", "evaluator_version": "3", "value": 0.82, "at": claimed}
    assert client.post("/api/v1/scores", json=score).json()["at"] == at
