"""The postmortem of a whole incident, and what hostile telemetry cannot make of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.messages import text
from tests.kit.response import SUBJECT, World
from tests.kit.spans import llm_span
from tocsin.model import (
    ActionState,
    BlastRadius,
    Evidence,
    EvidenceKind,
    Incident,
    IncidentState,
    Trace,
    TraceId,
)
from tocsin.review import PostmortemSources, postmortem
from tocsin.store.state import open_state

TRACE = TraceId("ab" * 16)
EVIDENCE = Evidence(
    kind=EvidenceKind.EXPOSURE,
    supports=True,
    weight=2.5,
    statement="48 of 60 tasks on v2 failed, 0 of 360 on v1",
    values={},
    query="GET /api/v1/traces?release=prompt:support-answer=v2",
)


def llm_call(prompt: str, response: str) -> Trace:
    said = replace(
        llm_span({}, trace_id=TRACE),
        input_messages=(text("user", prompt),),
        output_messages=(text("assistant", response),),
    )
    return Trace(TRACE, (said,))


class Past:
    """An incident that was rolled back and recovered, and everything a postmortem reads about it."""

    def __init__(self, world: World) -> None:
        self.world = world
        world.carry_out(world.approved(), world.arrive("v1", good=15))
        incident = world.incident()
        self.incident = replace(
            incident,
            hypotheses=(replace(incident.hypotheses[0], evidence=(EVIDENCE,)),),
            acknowledged_at=incident.detected_at + timedelta(seconds=70),
            blast_radius=BlastRadius(60, 48, 0.8, {f"prompt:{SUBJECT}": {"v2": 48}}, (TRACE,)),
        )

    def written(self, trace: Trace | None = None, incident: Incident | None = None) -> str:
        tasks = type(self.world.tasks)(traces=[trace] if trace else [])
        sources = PostmortemSources(tasks, self.world.state.releases, self.world.state.audit)
        return postmortem(incident or self.incident, sources, self.world.clock.now())


@pytest.fixture
def past(tmp_path: Path) -> Iterator[Past]:
    state = open_state(f"sqlite:///{tmp_path}/state.db")
    yield Past(World(state))
    state.close()


def test_it_tells_the_whole_incident(past: Past) -> None:
    text = past.written(llm_call("Where is my parcel?", "I like turtles."))

    for expected in (
        "# Postmortem: answers-right is burning",
        "48 of 60 tasks failed (80.0%)",
        "| Time to detect (MTTD) | onset to first alert | 10 min 00 s |",
        "| Time to acknowledge (MTTA) | first alert to a person | 1 min 10 s |",
        "- For (exposure, weight +2.50): 48 of 60 tasks on v2 failed",
        "-prompt v1\n+prompt v2",
        "Where is my parcel?",
        "I like turtles.",
        "Decided by bea",
        "30 of 30 tasks (100.0%) good",
        past.incident.actions[0].plan_hash,
        past.world.state.audit.entries()[-1].hash,
        "/api/v1/audit?after=0&limit=5",
        "The first hypothesis named the change whose rollback brought recovery",
    ):
        assert expected in text, expected


def test_the_same_incident_gives_the_same_text(past: Past) -> None:
    assert past.written() == past.written()


def test_every_statement_names_its_source(past: Past) -> None:
    statements = [line for line in past.written().splitlines() if line.startswith("- ")]

    assert statements
    assert [line for line in statements if "](/" not in line] == []


def test_an_unfinished_incident_is_said_to_be_open(past: Past) -> None:
    unfinished = replace(
        past.incident, state=IncidentState.OPEN, mitigated_at=None, recovered_at=None, actions=(), acknowledged_at=None
    )

    text = past.written(incident=unfinished)

    assert "It is not over: the incident is open" in text
    assert "| Time to resolve (MTTR) | onset to closed | open |" in text
    assert "Nobody acknowledged the incident" in text
    assert "No runbook proposed an action." in text


def test_an_incident_about_which_nothing_is_known_can_still_be_written_up(past: Past) -> None:
    bare = replace(past.incident, hypotheses=(), actions=(), timeline=(), alerts=(), blast_radius=None)

    text = past.written(incident=bare)

    assert "No diagnosis was made." in text
    assert "The impact was not measured" in text


def test_a_failed_action_is_listed_as_what_went_badly(past: Past) -> None:
    failed = replace(past.incident.actions[0], state=ActionState.FAILED)

    text = past.written(incident=replace(past.incident, actions=(failed,)))

    assert "ended failed" in text.split("### What went badly")[1]


HOSTILE = "```\n# Owned\n![x](http://evil.example/p.png) <script>alert(1)</script>\n````\n| a | b |\n\u202etxt"


def test_a_hostile_prompt_stays_inside_its_block(past: Past) -> None:
    text = past.written(llm_call(HOSTILE, HOSTILE))

    outside = outside_of_fences(text)
    assert "Owned" in text
    assert "Owned" not in outside
    assert "evil.example" not in outside
    assert "\u202e" not in text


def test_hostile_names_and_timeline_texts_format_nothing(past: Past) -> None:
    entry = replace(past.incident.timeline[0], actor="mal | lory", text=HOSTILE, link="//evil.example/")
    hostile = replace(past.incident, title=HOSTILE, timeline=(entry,), journeys=(), actions=())

    outside = outside_of_fences(past.written(incident=hostile))

    assert "<script>" not in outside
    assert "![x](" not in outside
    assert "http://evil" not in outside
    assert "(//evil" not in outside
    assert len([line for line in outside.splitlines() if line.startswith("# ")]) == 1
    (row,) = [line for line in outside.splitlines() if "mal" in line]
    assert len(re.findall(r"(?<!\\)\|", row)) == 4


def test_a_trace_that_is_gone_is_still_named(past: Past) -> None:
    assert "Its spans are no longer stored." in past.written()


def outside_of_fences(text: str) -> str:
    """Return the lines outside of code blocks, by CommonMark's rule: a fence ends at one at least as long."""
    outside, fence = [], ""
    for line in text.splitlines():
        run = line[: len(line) - len(line.lstrip("`"))]
        if not fence and len(run) >= 3:
            fence = run
        elif fence and len(run) >= len(fence) and line.strip("`").strip() == "":
            fence = ""
        elif not fence:
            outside.append(line)
    return "\n".join(outside)
