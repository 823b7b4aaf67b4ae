"""The demo's course against a scripted server: it passes when all happens, and fails for each thing that does not."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from tests.kit.clock import ManualClock
from tests.unit.drill.demo.scripted_tocsin import ScriptedTocsin, scripted_tocsin
from tests.unit.drill.demo.world import action, hypothesis, incident
from tests.unit.drill.product.prompts import EXAMPLES
from tocsin.drill.demo.acts import Demo
from tocsin.drill.demo.api import Api
from tocsin.drill.demo.failure import DemoFailed
from tocsin.drill.demo.patience import Patience
from tocsin.drill.demo.place import Place
from tocsin.drill.demo.scenario import Examples
from tocsin.drill.demo.story import Story

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def tocsin() -> Iterator[ScriptedTocsin]:
    with scripted_tocsin() as script:
        yield script


@pytest.fixture
def told() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def demo(tocsin: ScriptedTocsin, told: io.StringIO, tmp_path: Path) -> Iterator[Demo]:
    clock = ManualClock(NOON)

    def wait(seconds: float) -> bool:
        clock.advance(timedelta(seconds=seconds))
        return False

    api = Api(tocsin.url)
    place = Place(tmp_path, tocsin.url.removeprefix("http://"), "127.0.0.1:4318", "127.0.0.1:4317")
    patience = Patience(clock, wait, lambda: None)
    story = Story(clock, Console(file=told))
    yield Demo(api, tocsin.command, place, Examples(EXAMPLES), story, patience, clock)
    api.close()


def _perform(demo: Demo, *, unattended: bool = True) -> None:
    demo.configure(deployed_at=NOON - timedelta(minutes=12))
    demo.watch_health()
    fault = demo.release_bad_prompt()
    incident_id = str(demo.await_page(fault)["id"])
    proposed = demo.await_proposal(incident_id, fault)
    demo.approve(incident_id, proposed, unattended=unattended)
    demo.conclude(demo.await_recovery(incident_id, str(proposed["id"])), fault)


def test_whole_course_passes_and_keeps_the_postmortem(demo: Demo, tocsin: ScriptedTocsin, told: io.StringIO) -> None:
    _perform(demo)

    assert (demo.place.folder / "postmortem-inc-1.md").read_text().startswith("# inc-1")
    assert [arguments[0] for arguments in tocsin.commands] == ["apply", "approve", "audit"]
    assert "MTTD 22 s, MTTM 92 s, MTTR 102 s" in told.getvalue()


def test_innocent_changes_are_on_record_before_the_fault(demo: Demo, tocsin: ScriptedTocsin) -> None:
    _perform(demo)
    recorded = [(body["axis"], body["subject"]) for path, body in tocsin.posted if path == "/changes"]

    assert recorded == [
        ("prompt", "support-answer"),
        ("prompt", "order-status"),
        ("code", "support-assistant"),
        ("index", "order-history"),
    ]
    assert [path for path, _ in tocsin.posted[4:]] == ["/releases", "/releases/prompt/support-answer/v2/live"]


def test_without_the_fault_there_is_no_page_and_the_demo_fails(demo: Demo) -> None:
    demo.watch_health()
    fault = demo.withhold_fault()

    with pytest.raises(DemoFailed, match="page-level alert on 'answer-question': did not happen"):
        demo.await_page(fault)


def test_alarm_before_the_fault_fails_the_demo(demo: Demo, tocsin: ScriptedTocsin) -> None:
    tocsin.false_alarm = True

    with pytest.raises(DemoFailed, match="false alarm"):
        _perform(demo)


def test_blaming_an_innocent_change_fails_the_demo(demo: Demo, tocsin: ScriptedTocsin) -> None:
    tocsin.incident = incident(hypotheses=[hypothesis(cause="code_change", change_id="chg-7")])

    with pytest.raises(DemoFailed, match="first hypothesis"):
        _perform(demo)


def test_incident_without_a_proposal_fails_the_demo(demo: Demo, tocsin: ScriptedTocsin) -> None:
    tocsin.incident = incident(actions=[])

    with pytest.raises(DemoFailed, match="a proposed action: did not happen"):
        _perform(demo)


def test_rollback_that_never_comes_fails_the_demo(demo: Demo, tocsin: ScriptedTocsin) -> None:
    tocsin.rolls_back = False

    with pytest.raises(DemoFailed, match="the rollback in the registry: did not happen"):
        _perform(demo)


def test_rollback_that_does_not_help_fails_the_demo(demo: Demo, tocsin: ScriptedTocsin) -> None:
    tocsin.final_action_state = "undone"

    with pytest.raises(DemoFailed, match="'undone'"):
        _perform(demo)


def test_person_is_told_how_to_approve(demo: Demo, tocsin: ScriptedTocsin, told: io.StringIO) -> None:
    tocsin.approved = True
    demo.approve("inc-1", action(), unattended=False)

    assert f"tocsin approve inc-1 act-1 --server {tocsin.url}" in told.getvalue()
    assert f"{tocsin.url}/incidents/inc-1" in told.getvalue()
    assert tocsin.commands == []


def test_refused_request_is_told_with_its_path(demo: Demo) -> None:
    with pytest.raises(DemoFailed, match="GET /nowhere: 404"):
        demo.api.get("/nowhere")
