"""Changes and releases over HTTP."""

from starlette.testclient import TestClient

DEPLOY = {"axis": "code", "subject": "assistant", "from": "1.4.2", "to": "1.4.3", "author": "ci"}
PROMPT = {"axis": "prompt", "subject": "support-answer", "content": "Cite.", "author": "mira"}


def test_a_reported_change_is_found_again(client: TestClient) -> None:
    reported = client.post("/api/v1/changes", json={**DEPLOY, "scope": {"service": "assistant"}, "url": "/builds/1"})
    assert reported.status_code == 201
    change = reported.json()
    assert (change["from"], change["to"], change["source"]) == ("1.4.2", "1.4.3", "api")
    assert change["scope"] == {"service": "assistant", "journey": "", "environment": ""}
    assert change["at"] == change["recorded_at"] == "2026-01-05T09:00:00Z"
    assert client.get(f"/api/v1/changes/{change['id']}").json() == change
    assert client.get("/api/v1/changes").json() == {"items": [change], "next": None}


def test_a_change_may_be_reported_later_or_ahead(client: TestClient) -> None:
    for at in ("2026-01-04T23:00:00-01:00", "2026-02-01T00:00:00Z"):
        assert client.post("/api/v1/changes", json={**DEPLOY, "at": at}).status_code == 201
    listed = client.get("/api/v1/changes").json()["items"]
    assert [change["at"] for change in listed] == ["2026-02-01T00:00:00Z", "2026-01-05T00:00:00Z"]


def test_changes_are_listed_by_axis_subject_and_time_in_pages(client: TestClient) -> None:
    for hour in range(5):
        client.post("/api/v1/changes", json={**DEPLOY, "to": f"1.{hour}", "at": f"2026-01-05T0{hour}:00:00Z"})
    client.post("/api/v1/changes", json={**DEPLOY, "axis": "index"})
    query = {"axis": "code", "subject": "assistant", "start": "2026-01-05T01:00:00Z", "end": "2026-01-05T04:00:00Z"}
    first = client.get("/api/v1/changes", params={**query, "limit": "2"}).json()
    rest = client.get("/api/v1/changes", params={**query, "limit": "2", "cursor": first["next"]}).json()
    assert [change["to"] for change in [*first["items"], *rest["items"]]] == ["1.3", "1.2", "1.1"]
    assert rest["next"] is None


def test_releases_number_themselves_and_never_change(client: TestClient) -> None:
    assert client.post("/api/v1/releases", json=PROMPT).json()["version"] == "v1"
    assert client.post("/api/v1/releases", json={**PROMPT, "content": "Chat."}).json()["version"] == "v2"
    rewritten = client.post("/api/v1/releases", json={**PROMPT, "version": "v1", "content": "Other."})
    assert rewritten.status_code == 409
    listed = client.get("/api/v1/releases", params={"axis": "prompt", "subject": "support-answer"}).json()["items"]
    assert [release["version"] for release in listed] == ["v2", "v1"]


def test_making_a_release_live_twice_is_one_change(client: TestClient) -> None:
    client.post("/api/v1/releases", json=PROMPT)
    path = "/api/v1/releases/prompt/support-answer/v1/live"
    first, second = (client.post(path, json={"author": "mira", "summary": "Go."}).json() for _ in range(2))
    assert first == second
    assert (first["from"], first["to"], first["summary"]) == ("", "v1", "Go.")
