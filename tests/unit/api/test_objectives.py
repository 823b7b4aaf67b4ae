"""Objectives and documents over HTTP: applied, evaluated, listed."""

from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from tests.kit.api import ApiWorld
from tests.kit.tasks import MONDAY, task
from tocsin.model import Outcome

SLO = """
apiVersion: openslo/v1
kind: SLO
metadata:
  name: answers
  annotations: {tocsin.dev/journey: answer-question}
spec:
  service: assistant
  indicator: {spec: {ratioMetric: {good: {metricSource: {type: tocsin, spec: {outcome: success}}}}}}
  timeWindow: [{duration: 30d, isRolling: true}]
  budgetingMethod: Occurrences
  objectives: [{target: 0.9}]
"""
RUNBOOK = """
apiVersion: tocsin/v1
kind: Runbook
metadata: {name: roll-back}
spec: {owner: support, action: release.rollback, appliesTo: {causes: [prompt_change]}}
"""


@pytest.fixture
def applied(client: TestClient) -> None:
    assert client.post("/api/v1/documents", json={"text": SLO, "by": "mira"}).status_code == 200


@pytest.mark.usefixtures("applied")
def test_an_objective_shows_its_counts_budget_and_windows(client: TestClient, world: ApiWorld) -> None:
    world.tasks.add(*(task(ended_at=MONDAY - timedelta(minutes=n + 1)) for n in range(19)))
    world.tasks.add(task(ended_at=MONDAY - timedelta(minutes=30), outcome=Outcome.FAILURE))
    (status,) = client.get("/api/v1/slos").json()["items"]
    assert status["slo"]["window_seconds"] == 30 * 86400
    assert status["counts"] == {"good": 19, "total": 20, "bad": 1, "ratio": 0.95}
    assert status["budget_remaining"] == pytest.approx(0.5)
    assert status["firing"] is None
    first = status["verdicts"][0]
    assert first["window"]["long_seconds"] == first["long"]["length_seconds"]


@pytest.mark.usefixtures("applied")
def test_an_objective_without_events_is_unknown_and_not_healthy(client: TestClient) -> None:
    (status,) = client.get("/api/v1/slos").json()["items"]
    assert (status["counts"]["ratio"], status["budget_remaining"]) == (None, None)


@pytest.mark.usefixtures("applied")
def test_an_objective_burning_says_so(client: TestClient, world: ApiWorld) -> None:
    moments = (MONDAY - timedelta(seconds=second) for second in range(1, 3600, 5))
    world.tasks.add(*(task(ended_at=at, outcome=Outcome.FAILURE) for at in moments))
    firing = client.get("/api/v1/slos/answers").json()["firing"]
    assert (firing["window"]["level"], firing["firing"]) == ("page", True)


@pytest.mark.usefixtures("applied")
@pytest.mark.parametrize(("window", "step"), [("10m", 5), ("6h", 300), ("30d", 4 * 3600)])
def test_a_series_has_a_step_that_fits_its_window(
    client: TestClient, world: ApiWorld, window: str, step: float
) -> None:
    world.tasks.add(task(ended_at=MONDAY - timedelta(minutes=1)))
    detail = client.get("/api/v1/slos/answers", params={"window": window}).json()
    assert detail["step_seconds"] == step
    assert [(point["good"], point["total"]) for point in detail["series"]] == [(1, 1)]


@pytest.mark.usefixtures("applied")
def test_an_unknown_objective_names_those_in_force(client: TestClient) -> None:
    assert "'answers'" in client.get("/api/v1/slos/anwsers").json()["detail"]


def test_applying_says_what_became_of_each_document(client: TestClient) -> None:
    first = client.post("/api/v1/documents", json={"text": f"{SLO}---{RUNBOOK}", "by": "mira"}).json()
    assert first["items"] == [
        {"kind": "SLO", "name": "answers", "result": "created"},
        {"kind": "Runbook", "name": "roll-back", "result": "created"},
    ]
    changed = f"{SLO}---{RUNBOOK.replace('support', 'platform')}"
    second = client.post("/api/v1/documents", json={"text": changed, "by": "mira"}).json()
    assert [one["result"] for one in second["items"]] == ["unchanged", "changed"]
    (runbook,) = client.get("/api/v1/documents?kind=Runbook").json()["items"]
    assert ("owner: platform" in runbook["text"], runbook["applied_by"]) == (True, "mira")


def test_one_bad_document_refuses_all_and_every_problem_is_named(client: TestClient) -> None:
    bad = RUNBOOK.replace("Runbook", "Runbok")
    answer = client.post("/api/v1/documents", json={"text": f"{SLO}---{bad}---{SLO}", "by": "mira"})
    assert answer.status_code == 400
    assert [error["place"] for error in answer.json()["errors"]] == ["line 14", "line 19"]
    assert "did you mean Runbook?" in answer.json()["errors"][0]["message"]
    assert client.get("/api/v1/documents").json()["items"] == []
