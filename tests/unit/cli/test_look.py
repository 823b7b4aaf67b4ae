"""Commands that look: tables for people, JSON for scripts."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.kit.api import ApiWorld, served
from tests.kit.sli import CountedTasks
from tests.kit.spans import llm_span
from tests.kit.state import NOON, an_incident
from tests.kit.tasks import MONDAY, task
from tests.unit.app.texts import SLO
from tests.unit.cli.conftest import Run
from tocsin.cli import main
from tocsin.model import Outcome, SpanId, Trace, TraceId

TRACE = "ab" * 16


@pytest.fixture
def full(world: ApiWorld) -> None:
    """Something for every command to show."""
    a_minute_ago = MONDAY - timedelta(minutes=1)
    releases = {"prompt:support-answer": "v2"}
    world.tasks.add(
        task(trace_id=TRACE, ended_at=a_minute_ago, outcome=Outcome.FAILURE, releases=releases, unpriced_calls=1),
        task(ended_at=a_minute_ago),
    )
    world.state.incidents.save(an_incident())
    world.state.audit.append(NOON, "mira", "test.appended", "entry/1", {})


COMMANDS: Mapping[str, str] = {
    "status": "status",
    "journeys": "journeys",
    "traces": "traces",
    f"trace {TRACE}": f"traces/{TRACE}",
    "slos": "slos",
    "incidents": "incidents",
    "incident inc_1": "incidents/inc_1",
    "audit verify": "audit/verify",
}


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("command", COMMANDS)
def test_json_is_what_the_api_gives(run: Run, command: str) -> None:
    result = run(*command.split(), "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert isinstance(document, dict)
    assert document


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("command", COMMANDS)
def test_people_get_text(run: Run, command: str) -> None:
    result = run(*command.split())
    assert (result.exit_code, result.stdout.startswith("{"), len(result.stdout) > 0) == (0, False, True)


@pytest.mark.usefixtures("full")
def test_journeys_show_the_failing_share_and_a_cost_that_is_a_lower_bound(run: Run) -> None:
    heading, row = run("journeys").stdout.splitlines()
    assert heading.split()[:3] == ["journey", "tasks", "failing"]
    assert row.split()[:3] == ["answer-question", "2", "50.0%"]
    assert "0.000400+" in row


@pytest.mark.usefixtures("full")
def test_traces_are_searched_with_every_condition(run: Run) -> None:
    conditions = ["--outcome", "failure", "--release", "prompt:support-answer=v2", "--min-duration", "1"]
    window = ["--start", "2026-01-05T08:00:00Z", "--end", "2026-01-05T09:00:00Z"]
    found = json.loads(run("traces", *conditions, *window, "--json").stdout)
    assert [one["trace_id"] for one in found["items"]] == [TRACE]
    assert "No task of the last day matches; --start looks" in run("traces", "--journey", "other").stdout
    assert "No task matches." in run("traces", "--journey", "other", *window).stdout


@pytest.mark.usefixtures("full")
def test_a_search_that_was_cut_says_how_to_go_on(run: Run) -> None:
    first = run("traces", "--limit", "1")
    cursor = first.stderr.split("--cursor ")[1].strip()
    second = run("traces", "--limit", "1", "--cursor", cursor)
    assert first.stdout.splitlines()[1] != second.stdout.splitlines()[1]
    assert second.stderr == ""


def test_a_trace_is_a_waterfall(world: ApiWorld) -> None:
    root = replace(llm_span({}, trace_id=TRACE, end_ns=2_000_000_000), name="answer", span_id=SpanId("1" * 16))
    child = replace(
        llm_span({}, trace_id=TRACE, end_ns=2_000_000_000),
        parent_span_id=root.span_id,
        start_ns=1_000_000_000,
        is_error=True,
        status_message="rate limited",
    )
    world.tasks = CountedTasks(traces=[Trace(TraceId(TRACE), [child, root])])
    with served(world.application()) as url:
        shown = CliRunner().invoke(main, ["trace", TRACE, "--server", url]).stdout
    headline, _, first, second = shown.splitlines()
    assert headline == "Not sealed into a task yet."
    assert first.startswith("answer")
    assert second.startswith("  chat")
    assert "rate limited" in second
    assert first.count("━") == 2 * second.count("━") == 32
    assert second.index("━") - first.index("━") == 16


def test_an_objective_without_events_shows_no_number(run: Run, tmp_path: Path) -> None:
    assert "No objective is in force" in run("slos").stdout
    (tmp_path / "slo.yaml").write_text(SLO)
    assert run("apply", str(tmp_path / "slo.yaml")).exit_code == 0
    row = run("slos").stdout.splitlines()[1]
    assert row.split() == ["answers", "outcome", "90%", "30d", "-", "0", "-", "quiet"]


@pytest.mark.usefixtures("full")
def test_an_incident_is_told_whole(run: Run) -> None:
    shown = run("incident", "inc_1").stdout
    for said in ("54 of 90 tasks (60.0%)", "support-answer-success", "1.  93%  prompt_change", "+ 60.0% of exposed"):
        assert said in shown
    assert "Decide: tocsin approve inc_1 act_1" in shown


@pytest.mark.usefixtures("full")
def test_text_that_came_with_telemetry_cannot_steer_the_terminal(run: Run, world: ApiWorld) -> None:
    title = "\x1b[2Jgone [bold]loud[/bold] \u202eesrever"
    world.state.incidents.save(an_incident("2", title=title))
    for command in (["incidents"], ["incident", "inc_2"]):
        shown = run(*command).stdout
        assert "\x1b[2J" not in shown
        assert "\u202e" not in shown
        assert "\\x1b[2Jgone [bold]loud[/bold] \\x202eesrever" in shown


def test_a_postmortem_is_printed_as_it_is(run: Run, world: ApiWorld) -> None:
    incident = an_incident()
    world.state.incidents.save(incident)
    missing = run("postmortem", "inc_1")
    assert (missing.exit_code, "no postmortem yet" in missing.stderr) == (1, True)
    world.state.postmortems.put_postmortem(incident.id, "# Postmortem: → 14 times\n", NOON)
    assert run("postmortem", "inc_1").stdout == "# Postmortem: → 14 times\n"


@pytest.mark.usefixtures("full")
def test_cost_is_split_and_adds_up(run: Run) -> None:
    shown = run("cost", "--by", "outcome", "--limit", "1")
    assert shown.exit_code == 0, shown.output
    assert "(other)" in shown.stdout
    assert "(total)" in shown.stdout
    assert "no known price" in shown.stderr
    found = json.loads(run("cost", "--last", "7d", "--json").stdout)
    assert (found["by"], found["total"]["tasks"]) == ("journey", 2)
    assert "No task ended" in run("cost", "--journey", "none").stdout
