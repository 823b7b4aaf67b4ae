"""`GET /live`: what applications poll."""

import pytest
from starlette.testclient import TestClient

from tests.kit.api import ApiWorld
from tocsin.model import Axis

LIVE = "/api/v1/live/prompt/support-answer"


@pytest.fixture
def v1_live(world: ApiWorld) -> None:
    world.registry.publish(axis=Axis.PROMPT, subject="support-answer", content="Cite.", author="mira", version="v1")
    world.registry.go_live(axis=Axis.PROMPT, subject="support-answer", version="v1", author="mira", source="registry")


@pytest.mark.usefixtures("v1_live")
def test_what_is_live_comes_with_its_content(client: TestClient) -> None:
    live = client.get(LIVE).json()
    assert (live["version"], live["content"], live["axis"], live["subject"]) == (
        "v1",
        "Cite.",
        "prompt",
        "support-answer",
    )


@pytest.mark.usefixtures("v1_live")
@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_an_unchanged_answer_costs_no_body(client: TestClient, form: str) -> None:
    etag = client.get(LIVE).headers["etag"]
    again = client.get(LIVE, headers={"if-none-match": form.format(etag)})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)


@pytest.mark.usefixtures("v1_live")
def test_a_release_going_live_changes_the_tag(client: TestClient, world: ApiWorld) -> None:
    etag = client.get(LIVE).headers["etag"]
    world.registry.publish(axis=Axis.PROMPT, subject="support-answer", content="Chat.", author="jo", version="v2")
    assert client.get(LIVE, headers={"if-none-match": etag}).status_code == 304
    client.post("/api/v1/releases/prompt/support-answer/v2/live", json={"author": "jo"})
    answer = client.get(LIVE, headers={"if-none-match": etag})
    assert (answer.status_code, answer.json()["version"]) == (200, "v2")


def test_publishing_what_is_live_already_changes_the_tag(client: TestClient, world: ApiWorld) -> None:
    change = {"axis": "prompt", "subject": "support-answer", "to": "v7", "author": "ci"}
    assert client.post("/api/v1/changes", json=change).status_code == 201
    before = client.get(LIVE)
    assert (before.json()["version"], before.json()["content"]) == ("v7", None)
    world.registry.publish(axis=Axis.PROMPT, subject="support-answer", content="Seven.", author="ci", version="v7")
    after = client.get(LIVE, headers={"if-none-match": before.headers["etag"]})
    assert (after.status_code, after.json()["content"]) == (200, "Seven.")


@pytest.mark.usefixtures("v1_live")
def test_the_past_keeps_its_answer(client: TestClient) -> None:
    assert client.get(LIVE, params={"at": "2026-01-05T10:00:00+01:00"}).json()["version"] == "v1"
    assert client.get(LIVE, params={"at": "2026-01-05T08:59:59Z"}).status_code == 404


def test_a_subject_may_hold_a_slash(client: TestClient) -> None:
    release = {"axis": "prompt", "subject": "team/answer", "content": "x", "author": "mira", "version": "v1"}
    assert client.post("/api/v1/releases", json=release).status_code == 201
    live = client.post("/api/v1/releases/prompt/team%2Fanswer/v1/live", json={"author": "mira"})
    assert live.json()["subject"] == "team/answer"
    assert client.get("/api/v1/live/prompt/team%2Fanswer").json()["version"] == "v1"
