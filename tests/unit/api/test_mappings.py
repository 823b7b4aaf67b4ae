"""Trying mapping rules over HTTP."""

from starlette.testclient import TestClient

RULES = """
apiVersion: tocsin/v1
kind: Mapping
metadata: {name: own}
spec:
  rules:
    - {column: requestModel, from: [my.model]}
"""


def test_a_span_is_tried_with_the_rules_of_a_text(client: TestClient) -> None:
    answer = client.post("/api/v1/mappings/test", json={"span": {"my.model": "north"}, "mapping": RULES})
    assert (answer.status_code, answer.json()) == (
        200,
        {"columns": {"rules": "1"}, "readings": [], "unread": ["my.model"]},
    )


def test_wrong_rules_are_refused_with_every_problem(client: TestClient) -> None:
    wrong = RULES.replace("requestModel", "colour")
    answer = client.post("/api/v1/mappings/test", json={"span": {}, "mapping": wrong})
    assert answer.status_code == 400
    assert "spec.rules.0.column" in answer.text


def test_documents_of_another_kind_cannot_be_tried(client: TestClient) -> None:
    journeys = RULES.replace("kind: Mapping", "kind: Journeys").replace(
        "{column: requestModel, from: [my.model]}", "{journey: answer, service: shop}"
    )
    answer = client.post("/api/v1/mappings/test", json={"span": {}, "mapping": journeys})
    assert answer.status_code == 400
    assert "is no Mapping" in answer.text


def test_what_holds_no_span_is_refused(client: TestClient) -> None:
    assert client.post("/api/v1/mappings/test", json={"span": {"resourceSpans": []}}).status_code == 400
