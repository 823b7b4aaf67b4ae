"""Commands that change something: decisions, changes, releases, documents, replays, the audit log."""

import json
from pathlib import Path

import pytest

from tests.kit.api import ApiWorld
from tests.kit.state import NOON, an_incident
from tests.unit.app.texts import JOURNEYS, RELEASE, RUNBOOK, SLO
from tests.unit.cli.conftest import Run
from tocsin.model import Axis, IncidentId


def _action_state(world: ApiWorld) -> str:
    incident = world.state.incidents.incident(IncidentId("inc_1"))
    assert incident is not None
    return incident.actions[0].state


@pytest.fixture
def proposed(world: ApiWorld) -> None:
    world.state.incidents.save(an_incident())


@pytest.mark.usefixtures("proposed")
def test_an_approval_is_bound_to_the_plan(run: Run, world: ApiWorld) -> None:
    result = run("approve", "inc_1", "act_1", "--by", "mira", "--yes", "--note", "go")
    assert result.exit_code == 0, result.output
    assert (_action_state(world), world.decisions.plans_seen) == ("approved", ["0" * 64])


@pytest.mark.usefixtures("proposed")
def test_an_approval_shows_the_plan_and_asks(run: Run, world: ApiWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda _: True)
    declined = run("approve", "inc_1", "act_1", "--by", "mira", input="n\n")
    assert (declined.exit_code, _action_state(world)) == (1, "proposed")
    assert "Put v2 live again." in declined.stdout
    accepted = run("approve", "inc_1", "act_1", "--by", "mira", input="y\n")
    assert (accepted.exit_code, _action_state(world)) == (0, "approved")


@pytest.mark.usefixtures("proposed")
def test_without_a_terminal_an_approval_needs_yes(run: Run, world: ApiWorld) -> None:
    result = run("approve", "inc_1", "act_1", "--by", "mira", input="y\n")
    assert (result.exit_code, _action_state(world)) == (2, "proposed")
    assert "--yes" in result.stderr


@pytest.mark.usefixtures("proposed")
def test_an_action_that_is_not_there_names_those_that_are(run: Run) -> None:
    result = run("approve", "inc_1", "act_9", "--yes")
    assert (result.exit_code, "its actions: act_1" in result.stderr) == (1, True)


@pytest.mark.usefixtures("proposed")
def test_a_rejection_is_by_whoever_is_logged_in(run: Run, world: ApiWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "jonas")
    result = run("reject", "inc_1", "act_1")
    assert (result.stdout, _action_state(world)) == ("Rejected as jonas.\n", "rejected")


def test_the_kill_switch_goes_on_and_off(run: Run, world: ApiWorld) -> None:
    assert "Released" in run("kill-switch").stdout
    assert "Engaged" in run("kill-switch", "on", "--by", "mira").stdout
    assert world.state.kill_switch.kill_switch()
    assert "Released" in run("kill-switch", "off", "--by", "mira").stdout


def test_a_change_is_reported_whole(run: Run, world: ApiWorld) -> None:
    options = ["--axis", "code", "--subject", "assistant", "--from", "1", "--to", "2", "--author", "ci"]
    scope = ["--service", "assistant", "--environment", "production", "--at", "2026-01-05T08:00:00Z"]
    result = run("change", *options, *scope, "--summary", "faster", "--url", "/builds/1")
    assert result.exit_code == 0, result.output
    assert "code assistant from 1 to 2 at 2026-01-05 08:00:00Z" in result.stdout
    (change,) = world.state.releases.changes()
    assert (change.scope.service, change.scope.environment, change.source) == ("assistant", "production", "cli")


def test_a_change_of_an_unknown_axis_is_a_usage_error(run: Run) -> None:
    result = run("change", "--axis", "promt", "--subject", "a", "--to", "1", "--author", "ci")
    assert (result.exit_code, "'prompt'" in result.stderr) == (2, True)


def test_a_release_is_published_and_made_live(run: Run, world: ApiWorld, tmp_path: Path) -> None:
    (tmp_path / "answer.txt").write_text("Cite.", encoding="utf-8")
    published = run("release", "publish", "prompt", "support-answer", str(tmp_path / "answer.txt"), "--by", "mira")
    assert published.stdout.startswith("prompt support-answer v1, sha256 ")
    assert world.registry.live(Axis.PROMPT, "support-answer") is None
    live = run("release", "live", "prompt", "support-answer", "v1", "--by", "mira")
    assert "v1 is live since 2026-01-05 09:00:00Z" in live.stdout


def test_a_release_may_come_from_standard_input(run: Run, world: ApiWorld) -> None:
    run("release", "publish", "prompt", "support-answer", "-", "--by", "mira", input="Cite → it.")
    assert [release.content for release in world.state.releases.releases()] == ["Cite → it."]


def test_documents_are_applied_from_files_and_folders(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "slo.yaml").write_text(SLO)
    (folder / "runbook.yml").write_text(RUNBOOK.rstrip())
    (tmp_path / "more.yaml").write_text(f"{JOURNEYS}---\n{RELEASE}")
    result = run("apply", str(folder), str(tmp_path / "more.yaml"), "--by", "mira")
    assert result.stdout.splitlines() == [
        "created   Runbook roll-back",
        "created   SLO answers",
        "created   Journeys assistant",
        "created   Release prompt/support-answer/v1",
    ]


def test_what_cannot_be_applied_is_named_by_file_and_line(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(RUNBOOK)
    (tmp_path / "b.yaml").write_text(f"# comment\n{JOURNEYS}---\n{SLO.replace('kind: SLO', 'kind: Slo')}")
    result = run("apply", str(tmp_path), "--by", "mira")
    assert result.exit_code == 1
    assert f"{tmp_path / 'b.yaml'}:{len(JOURNEYS.splitlines()) + 3}: Slo answers: " in result.stderr


def test_a_folder_without_documents_is_a_usage_error(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert run("apply", str(tmp_path / "empty")).exit_code == 2


def test_a_replay_shows_what_would_have_paged_and_why(run: Run, world: ApiWorld) -> None:
    world.replays.incidents = [an_incident()]
    window = ["--from", "2026-01-04T00:00:00Z", "--to", "2026-01-04T01:00:00Z"]
    result = run("replay", *window, "--step", "30s")
    assert result.exit_code == 0, result.output
    assert "inc_1" in result.stdout
    assert "1.  93%  prompt_change: Prompt v2 went live." in result.stdout
    document = json.loads(run("replay", *window, "--json").stdout)
    assert (document["state"], document["step_seconds"]) == ("done", 60)


def test_a_replay_in_which_nothing_could_page_says_why(run: Run, tmp_path: Path) -> None:
    window = ["--from", "2026-01-04T00:00:00Z", "--to", "2026-01-04T01:00:00Z"]
    assert "no objective is in force" in run("replay", *window).stdout
    (tmp_path / "slo.yaml").write_text(SLO)
    assert run("apply", str(tmp_path / "slo.yaml")).exit_code == 0
    assert "no task ended from 2026-01-04 00:00:00Z" in run("replay", *window).stdout


def test_a_replay_that_fails_says_why(run: Run, world: ApiWorld) -> None:
    world.replays.error = "the telemetry database did not answer"
    result = run("replay", "--from", "2026-01-04T00:00:00Z", "--to", "2026-01-04T01:00:00Z")
    assert (result.exit_code, "did not answer" in result.stderr) == (1, True)


def test_an_exported_log_verifies_without_a_server(run: Run, world: ApiWorld, tmp_path: Path) -> None:
    for number in range(3):
        world.state.audit.append(NOON, "mira", "test.appended", f"entry/{number}", {"why": "→"})
    export = run("audit", "export").stdout
    file = tmp_path / "audit.jsonl"
    file.write_text(export, encoding="utf-8")
    intact = run("audit", "verify", "--file", str(file))
    assert (intact.exit_code, "3 entries" in intact.stdout) == (0, True)
    assert run("audit", "verify", "--file", str(file), "--expect", "f" * 64).exit_code == 1
    file.write_text(export.replace("mira", "jo", 1), encoding="utf-8")
    broken = run("audit", "verify", "--file", str(file))
    assert (broken.exit_code, "entry 1 was changed" in broken.stdout) == (1, True)
    file.write_text("no log", encoding="utf-8")
    assert "is no export" in run("audit", "verify", "--file", str(file)).stderr


def test_the_servers_log_verifies(run: Run, world: ApiWorld) -> None:
    world.state.audit.append(NOON, "mira", "test.appended", "entry/1", {})
    assert "intact: 1 entries" in run("audit", "verify").stdout
    assert run("audit", "verify", "--expect", "f" * 64).exit_code == 1
