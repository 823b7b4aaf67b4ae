"""Breakdowns and searches for text over HTTP."""

from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.kit.api import ApiWorld
from tests.kit.sli import CountedTasks
from tests.kit.spans import llm_span
from tests.kit.tasks import MONDAY, task
from tocsin.model import Dimension, Outcome, Trace, TraceId, Usage

TRACE = "ab" * 16


def usage(model: str, cost_usd: float) -> Usage:
    return Usage("llm", "openai", model, "answer", "v1", 1, 0, 100, 10, 0, 0, 0, cost_usd)


@pytest.fixture
def traffic(world: ApiWorld) -> CountedTasks:
    for number, models in enumerate((("big",), ("big", "small"), ("small",), ("tiny",)), start=1):
        uses = tuple(usage(model, 0.25 * number) for model in models)
        made = task(
            trace_id=str(number) * 32,
            ended_at=MONDAY - number * timedelta(hours=1),
            outcome=Outcome.FAILURE if number == 1 else Outcome.SUCCESS,
            cost_usd=sum(use.cost_usd for use in uses),
            releases={"prompt:answer": f"v{number % 2}"},
        )
        world.tasks.add(replace(made, usage=uses, tenant=f"tenant-{number % 2}"))
    return world.tasks


@pytest.mark.usefixtures("traffic")
def test_the_parts_of_a_breakdown_make_up_the_whole(client: TestClient) -> None:
    found = client.get("/api/v1/breakdowns?by=model&limit=1").json()
    assert [(row["value"], row["cost_usd"], row["tasks"]) for row in found["rows"]] == [("small", 1.25, 2)]
    assert (found["other"]["cost_usd"], found["total"]["cost_usd"], found["total"]["tasks"]) == (1.75, 3.0, 4)


@pytest.mark.usefixtures("traffic")
@pytest.mark.parametrize("by", [by for by in Dimension if by is not Dimension.RELEASE])
def test_every_dimension_can_be_asked_for(client: TestClient, by: Dimension) -> None:
    found = client.get(f"/api/v1/breakdowns?by={by}").json()
    assert (found["by"], found["total"]["tasks"]) == (by, 4)


@pytest.mark.usefixtures("traffic")
def test_releases_are_split_by_the_versions_of_one_key(client: TestClient) -> None:
    found = client.get("/api/v1/breakdowns?by=release&release_key=prompt:answer&order=tasks").json()
    assert {row["value"]: row["tasks"] for row in found["rows"]} == {"v0": 2, "v1": 2}


@pytest.mark.usefixtures("traffic")
def test_conditions_and_window_narrow_a_breakdown(client: TestClient) -> None:
    found = client.get("/api/v1/breakdowns?by=tenant&outcome=success&last=150m").json()
    assert [(row["value"], row["tasks"]) for row in found["rows"]] == [("tenant-0", 1)]


@pytest.mark.usefixtures("traffic")
def test_a_breakdown_over_time_has_a_point_a_step_and_value(client: TestClient) -> None:
    found = client.get("/api/v1/breakdowns/series?by=model&step=1h&limit=1").json()
    assert found["step_seconds"] == 3600
    assert [(point["value"], point["cost_usd"]) for point in found["points"]] == [
        (None, 1.0),
        ("small", 0.75),
        ("small", 0.5),
        (None, 0.5),
        (None, 0.25),
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("breakdowns?by=release", "by=release needs it"),
        ("breakdowns?by=model&release_key=prompt:p", "belongs to by=release"),
        ("breakdowns?by=release&release_key=prompt", "is not <axis>:<subject>"),
        ("breakdowns/series?by=model&last=30d&step=1m", "more than 400 steps"),
        ("breakdowns?by=model&last=1d&start=2026-01-01T00:00:00Z", "give one of them"),
        ("breakdowns?by=model&last=500d", "ask for less"),
        ("traces?score=faithful", "is not <evaluator>=<least>..<most>"),
        ("traces?score=faithful=low..high", "is not <evaluator>=<least>..<most>"),
        ("traces?text=a", "at least 2 characters"),
    ],
)
def test_a_question_that_makes_no_sense_says_what_to_do(client: TestClient, query: str, said: str) -> None:
    answer = client.get(f"/api/v1/{query}")
    assert answer.status_code == 400
    assert said in answer.json()["detail"]


def test_a_search_for_text_returns_the_tasks_that_hold_it(world: ApiWorld) -> None:
    spans = [llm_span({"gen_ai.input.messages": "about my Refund"}, trace_id=TRACE)]
    world.tasks = CountedTasks(
        [task(trace_id=TRACE, ended_at=MONDAY - timedelta(hours=1))], [Trace(TraceId(TRACE), spans)]
    )
    client = TestClient(world.application())
    found, missed = (client.get("/api/v1/traces", params={"text": text}).json() for text in ("REFUND", "order"))
    assert [item["trace_id"] for item in found["items"]] == [TRACE]
    assert (missed["items"], missed["next"], missed["searched_until"]) == ([], None, None)
