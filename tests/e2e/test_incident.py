"""From a prompt release that goes wrong to a verified fix and its postmortem, decided in a real browser."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.kit.clickhouse_front import ClickHouseFront
from tests.kit.postgres import throwaway_cluster
from tests.kit.scene import PROMPT, Scene
from tests.kit.server import Server, until

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(300)]

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(params=["embedded", pytest.param("servers", marks=pytest.mark.postgres)])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """Yield a scene on embedded databases, and on ClickHouse's HTTP road with PostgreSQL: the same code, two URLs."""
    folder = tmp_path_factory.mktemp("incident")
    with ExitStack() as stack:
        urls = {}
        if request.param == "servers":
            postgres = stack.enter_context(throwaway_cluster())
            clickhouse = stack.enter_context(ClickHouseFront(folder / "clickhouse"))
            urls = {"TOCSIN_STATE": postgres.new_database(), "TOCSIN_TELEMETRY": clickhouse.url}
        yield Scene(stack.enter_context(Server(folder / "data", TOCSIN_TICK="1s", **urls)))


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser.new_page()
        browser.close()


def test_a_bad_prompt_is_found_rolled_back_by_a_click_verified_and_written_up(scene: Scene, page: Page) -> None:
    scene.begin()
    scene.release("v2", by="jonas")
    for _ in until(60, every=0.5):
        scene.answer_now("v2", 15, outcome="failure")
        if any(found["severity"] == "sev2" for found in scene.get("/api/v1/incidents")["items"]):
            break

    incident = scene.incident()
    first = incident["hypotheses"][0]
    assert (first["cause"], first["subject"], first["to_version"]) == ("prompt_change", PROMPT, "v2")
    assert first["confidence"] > 0.5
    assert "page" in {alert["level"] for alert in incident["alerts"]}
    assert_replay_agrees(scene, incident)

    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(f"{scene.server.url}/incidents/{incident['id']}")
    expect(page.get_by_text("prompt support went from v1 to v2").first).to_be_visible()
    page.get_by_label("Your name").fill("mira")
    page.get_by_role("button", name="Approve").click()
    for _ in until():
        if scene.live() == "v1":
            break
    assert scene.live() == "v1"

    for _ in until(60, every=1):  # the product picks the version up and goes on serving people
        scene.answer_now("v1", 30)
        if scene.incident()["state"] in ("mitigated", "resolved"):
            break
    resolved = scene.incident("resolved")
    assert [action["state"] for action in resolved["actions"]] == ["verified"]
    for _ in until():
        written = scene.server.get(f"/api/v1/incidents/{incident['id']}/postmortem")
        if written.is_success:
            break
    assert "-Answer only from the passages." in written.text
    assert "+Answer with confidence." in written.text
    expect(page.get_by_text("resolved").first).to_be_visible()
    assert problems == []
    assert scene.get("/api/v1/audit/verify")["intact"] is True


def test_a_page_that_rebinds_its_name_to_the_server_is_refused(scene: Scene) -> None:
    answer = httpx.get(f"{scene.server.url}/api/v1/status", headers={"host": "evil.example"})
    assert answer.status_code == httpx.codes.BAD_REQUEST


def assert_replay_agrees(scene: Scene, live: dict[str, object]) -> None:
    """A replay of what has happened so far must find the very incident that the live server found."""
    detected = datetime.fromisoformat(str(live["detected_at"]))
    (replayed,) = replayed_incidents(scene, detected)
    assert (replayed["id"], replayed["detected_at"]) == (live["id"], live["detected_at"])
    assert (replayed["hypotheses"][0]["cause"], replayed["hypotheses"][0]["subject"]) == ("prompt_change", PROMPT)
    # A server that is short of processor skips ticks, a replay does not: it is never later than the server was.
    (found,) = replayed_incidents(scene, detected - timedelta(seconds=30), detected)
    assert datetime.fromisoformat(found["detected_at"]) <= detected


def replayed_incidents(scene: Scene, first: datetime, last: datetime | None = None) -> list[dict[str, Any]]:
    """Replay the ticks from the first to the last, or the first alone; return the incidents."""
    end = (last or first) + timedelta(seconds=1)
    job = scene.post("/api/v1/replays", {"start": first.isoformat(), "end": end.isoformat(), "step_seconds": 1})
    for _ in until(60):
        job = scene.get(f"/api/v1/replays/{job['id']}")
        if job["state"] not in ("queued", "running"):
            break
    assert job["state"] == "done", job["error"]
    return list(job["incidents"])
