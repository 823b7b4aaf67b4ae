"""Every error is a problem document that says what to do, and none shows what is inside."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.kit.api import ApiWorld
from tests.kit.state import an_incident
from tocsin.api.application import MAX_BODY_BYTES
from tocsin.api.paging import encode_cursor
from tocsin.errors import Overloaded, StoreUnavailable

INCIDENT = "/api/v1/incidents/inc_1"


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/nothing",
        "/api/v1/slos/nothing",
        f"/api/v1/traces/{'0' * 32}",
        "/api/v1/changes/chg_0",
        "/api/v1/live/prompt/nothing",
        "/api/v1/incidents/inc_0",
        "/api/v1/incidents/inc_0/postmortem",
        "/api/v1/replays/job_0",
        "/api/v1/status/",
    ],
)
def test_what_is_not_there_is_a_404_problem(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["status"], body["title"]) == (404, 404, "Not Found")
    assert body["type"] == "tag:tocsin.dev,2026:not-found"
    assert body["detail"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", f"{INCIDENT}/acknowledge", {"by": "mira"}),
        ("POST", f"{INCIDENT}/resolve", {"by": "mira"}),
        ("POST", f"{INCIDENT}/actions/act_1/approve", {"by": "mira"}),
        ("POST", f"{INCIDENT}/actions/act_1/reject", {"by": "mira"}),
        ("POST", "/api/v1/releases/prompt/support-answer/v9/live", {"author": "mira"}),
    ],
)
def test_deciding_about_what_is_not_there_is_a_404_problem(
    client: TestClient, method: str, path: str, body: dict[str, str]
) -> None:
    assert client.request(method, path, json=body).json()["type"] == "tag:tocsin.dev,2026:not-found"


@pytest.mark.parametrize(
    ("method", "path", "body", "place"),
    [
        ("GET", "/api/v1/journeys?window=soon", None, "query.window"),
        ("GET", "/api/v1/journeys?windw=1h", None, "query.windw"),
        ("GET", "/api/v1/journeys?window=0s", None, "query.window"),
        ("GET", "/api/v1/traces?outcome=good", None, "query.outcome.0"),
        ("GET", "/api/v1/traces?start=2026-01-05T09:00:00", None, "query.start"),
        ("GET", "/api/v1/traces?limit=0", None, "query.limit"),
        ("GET", "/api/v1/traces/XYZ", None, "path.trace_id"),
        ("GET", "/api/v1/incidents?state=closed", None, "query.state.0"),
        ("GET", "/api/v1/live/promt/x", None, "path.axis"),
        ("POST", "/api/v1/changes", {"axis": "code", "subject": "a", "author": "ci"}, "body.to"),
        ("POST", "/api/v1/changes", {"axis": "code", "scope": {"team": "x"}}, "body.scope.team"),
        ("POST", "/api/v1/releases", {"axis": "prompt", "text": "x"}, "body.text"),
        ("POST", "/api/v1/outcomes", {"trace_id": "1", "outcome": "failure"}, "body.trace_id"),
        ("POST", "/api/v1/scores", {"trace_id": "0" * 32, "evaluator": "e", "evaluator_version": "1"}, "body"),
        ("POST", f"{INCIDENT}/resolve", {"by": ""}, "body.by"),
        ("PUT", "/api/v1/kill-switch", {"engaged": "yes", "by": "mira"}, "body.engaged"),
        ("POST", "/api/v1/replays", {"start": "2026-01-05T09:00:00Z"}, "body.end"),
    ],
)
def test_what_is_not_understood_is_refused_and_named(
    client: TestClient, method: str, path: str, body: dict[str, object] | None, place: str
) -> None:
    answer = client.request(method, path, json=body)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert place in [error["place"] for error in answer.json()["errors"]]
    assert place in answer.json()["detail"]


@pytest.mark.parametrize(
    "query",
    [
        "release=v2",
        "release=promt:a=v2",
        "start=2026-01-05T09:00:00Z&end=2026-01-05T08:00:00Z",
        "start=1969-12-31T23:59:59Z",
        "start=0001-01-01T00:00:00%2B14:00",
        "end=2262-01-01T00:00:00Z",
        "cursor=what",
        f"cursor={encode_cursor('yesterday', 'a')}",
        f"cursor={encode_cursor('2026-01-05T08:00:00', 'a')}",
        f"cursor={encode_cursor('9999-12-31T23:59:59.999999Z', 'a')}",
    ],
)
def test_a_query_that_makes_no_sense_is_a_400_problem(client: TestClient, query: str) -> None:
    answer = client.get(f"/api/v1/traces?{query}")
    assert (answer.status_code, answer.json()["type"]) == (400, "tag:tocsin.dev,2026:invalid-input")


def test_broken_json_is_a_400_problem(client: TestClient) -> None:
    headers = {"content-type": "application/json"}
    answer = client.post("/api/v1/outcomes", content="{", headers=headers)
    assert answer.status_code == 400
    assert "is not valid JSON" in answer.json()["detail"]


def test_a_body_that_does_not_say_it_is_json_is_refused(client: TestClient) -> None:
    """A web page elsewhere can make a browser send plain text here, but not JSON."""
    body = '{"engaged": true, "by": "mallory"}'
    answer = client.put("/api/v1/kill-switch", content=body, headers={"content-type": "text/plain"})
    assert answer.status_code == 400
    assert client.get("/api/v1/kill-switch").json() == {"engaged": False}


def test_a_wrong_method_is_a_405_problem(client: TestClient) -> None:
    answer = client.delete("/api/v1/incidents")
    assert (answer.status_code, answer.json()["type"]) == (405, "tag:tocsin.dev,2026:method-not-allowed")
    assert answer.headers["allow"] == "GET"


def test_an_illegal_move_is_a_409_problem(client: TestClient, world: ApiWorld) -> None:
    world.state.incidents.save(an_incident())
    assert client.post(f"{INCIDENT}/resolve", json={"by": "mira"}).status_code == 200
    answer = client.post(f"{INCIDENT}/resolve", json={"by": "mira"})
    assert (answer.status_code, answer.json()["type"]) == (409, "tag:tocsin.dev,2026:conflict")


def _chunks() -> Iterator[bytes]:
    yield b'{"by": "mira", "text": "'
    for _ in range(MAX_BODY_BYTES // 65536):
        yield b"#" * 65536
    yield b'"}'


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_over_the_limit_is_a_413_problem(client: TestClient, announced: bool) -> None:
    body = b"".join(_chunks()) if announced else _chunks()
    answer = client.post("/api/v1/documents", content=body, headers={"content-type": "application/json"})
    assert (answer.status_code, answer.json()["type"]) == (413, "tag:tocsin.dev,2026:too-large")
    assert str(MAX_BODY_BYTES) in answer.json()["detail"]


def test_a_database_that_does_not_answer_is_a_503_problem(client: TestClient, world: ApiWorld) -> None:
    def down() -> None:
        raise StoreUnavailable("state database 'state.db' did not answer: disk I/O error")

    world.probes["state"] = down
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["type"]) == (503, "tag:tocsin.dev,2026:unavailable")
    assert "state.db" in answer.json()["detail"]


def test_back_pressure_names_the_delay(client: TestClient, world: ApiWorld) -> None:
    def busy() -> None:
        raise Overloaded("too much at once", retry_after_seconds=1.2)

    world.probes["state"] = busy
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "2")


def test_a_defect_of_ours_shows_nothing_of_the_inside(client: TestClient, world: ApiWorld) -> None:
    def broken() -> None:
        raise RuntimeError("secret-in-a-trace")

    world.probes["state"] = broken
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret-in-a-trace" not in answer.text
    assert "RuntimeError" not in answer.text


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/v1/traces/XYZ", "is no trace id: 32 hexadecimal digits in lower case, got 'XYZ'"),
        ("/api/v1/traces?start=2026-01-05", "needs a time zone: write 2026-11-20T09:30:00Z, got '2026-01-05'"),
        ("/api/v1/traces?start=yesterday", "is no instant such as 2026-11-20T09:30:00Z, got 'yesterday'"),
    ],
)
def test_a_value_of_the_wrong_form_is_shown_the_right_one(client: TestClient, path: str, said: str) -> None:
    assert said in client.get(path).json()["detail"]


@pytest.mark.parametrize("signal", ["traces", "logs", "metrics"])
def test_telemetry_sent_to_the_port_of_the_ui_is_told_where_to_go(client: TestClient, signal: str) -> None:
    answer = client.post(f"/v1/{signal}", content=b"", headers={"content-type": "application/x-protobuf"})
    assert (answer.status_code, "OTLP/HTTP address, port 4318" in answer.json()["detail"]) == (404, True)
