"""Values for tests of the state store, and the work that a second process does on it."""

import hashlib
import multiprocessing
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tocsin.model import (
    Action,
    ActionId,
    ActionState,
    Alert,
    AlertId,
    AlertLevel,
    Axis,
    BlastRadius,
    Cause,
    Change,
    ChangeId,
    Evidence,
    EvidenceKind,
    Hypothesis,
    Incident,
    IncidentId,
    IncidentState,
    JourneyName,
    Mode,
    Release,
    ReleaseId,
    Risk,
    Scope,
    Severity,
    SloName,
    TimelineEntry,
    TimelineKind,
)
from tocsin.store.state import open_state

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def minutes(count: float) -> datetime:
    """Return the instant this many minutes after noon."""
    return NOON + timedelta(minutes=count)


def a_release(version: str = "v1", content: str = "Answer from the passages.", **fields: object) -> Release:
    """Return a release of the prompt "support-answer"."""
    release = Release(
        id=ReleaseId(f"rel_{version}_{len(content)}"),
        axis=Axis.PROMPT,
        subject="support-answer",
        version=version,
        content=content,
        content_hash=hashlib.sha256(content.encode()).hexdigest(),
        author="mira.holm",
        notes="First version.",
        created_at=NOON,
    )
    return replace(release, **fields)  # type: ignore[arg-type]  # keyword arguments are checked by `replace` itself


def a_change(name: str, to_version: str, at: datetime = NOON, **fields: object) -> Change:
    """Return a change of the prompt "support-answer" with id "chg_<name>", recorded when it took effect."""
    change = Change(
        id=ChangeId(f"chg_{name}"),
        axis=Axis.PROMPT,
        subject="support-answer",
        from_version="",
        to_version=to_version,
        at=at,
        recorded_at=at,
        author="jonas.eide",
        scope=Scope(service="support-assistant", journey="support-answer", environment="production"),
        source="registry",
        url="https://example.com/42",
        summary="Warmer tone.",
    )
    return replace(change, **fields)  # type: ignore[arg-type]  # keyword arguments are checked by `replace` itself


def an_incident(name: str = "1", detected_at: datetime = NOON, **fields: object) -> Incident:
    """Return an incident with id "inc_<name>" and something in every field, characters that need escaping included."""
    incident = Incident(
        id=IncidentId(f"inc_{name}"),
        title='Success of "support-answer" burns → 14 times \\ too fast\n\0',
        state=IncidentState.OPEN,
        severity=Severity.SEV2,
        journeys=(JourneyName("support-answer"),),
        services=("support-assistant",),
        opened_at=detected_at - timedelta(minutes=4),
        detected_at=detected_at,
        acknowledged_at=detected_at + timedelta(microseconds=1),
        mitigated_at=None,
        resolved_at=None,
        recovered_at=None,
        alerts=(_alert(detected_at),),
        hypotheses=(_hypothesis(detected_at),),
        actions=(_action(name, detected_at),),
        timeline=(TimelineEntry(detected_at, TimelineKind.OPENED, "tocsin", "Opened.", link="/incidents/inc_1"),),
        blast_radius=BlastRadius(90, 54, 0.6, {"prompt:support-answer": {"v2": 50, "": 4}}, ("4bf92f3577b34da6",)),
    )
    return replace(incident, **fields)  # type: ignore[arg-type]  # keyword arguments are checked by `replace` itself


def _alert(at: datetime) -> Alert:
    return Alert(
        id=AlertId("alr_1"),
        slo=SloName("support-answer-success"),
        journey=JourneyName("support-answer"),
        service="support-assistant",
        level=AlertLevel.PAGE,
        fired_at=at,
        cleared_at=None,
        burn_rate=float("inf"),
        threshold=14.4,
        long_window_seconds=3600.0,
        short_window_seconds=300.0,
        summary="Burning.",
    )


def _hypothesis(at: datetime) -> Hypothesis:
    evidence = Evidence(
        kind=EvidenceKind.EXPOSURE,
        supports=True,
        weight=0.1 + 0.2,
        statement="60.0% of exposed tasks fail.",
        values={"exposed_failing_ratio": 0.6},
        query="GET /api/v1/traces?release=prompt:support-answer=v2",
    )
    return Hypothesis(
        rank=1,
        axis=Axis.PROMPT,
        cause=Cause.PROMPT_CHANGE,
        confidence=0.93,
        change_id=ChangeId("chg_2"),
        subject="support-answer",
        from_version="v1",
        to_version="v2",
        changed_at=at - timedelta(minutes=5),
        summary="Prompt v2 went live.",
        evidence=(evidence,),
        refuted_by="Failures without v2.",
    )


def _action(incident: str, at: datetime) -> Action:
    return Action(
        id=ActionId("act_1"),
        incident_id=IncidentId(f"inc_{incident}"),
        runbook="roll-back-prompt",
        kind="release.rollback",
        title="Roll back",
        parameters={"axis": "prompt", "to_version": "v1"},
        mode=Mode.ASSIST,
        state=ActionState.PROPOSED,
        risk=Risk.LOW,
        reversible=True,
        blast_radius="60% of tasks",
        verification="Failing share falls.",
        undo="Put v2 live again.",
        plan_hash="0" * 64,
        proposed_at=at,
        expires_at=at + timedelta(hours=1),
        decided_at=None,
        decided_by="",
        finished_at=None,
        detail="",
    )


def with_note(incident: Incident, text: str) -> Incident:
    """Return the incident with one more line on its timeline."""
    entry = TimelineEntry(NOON, TimelineKind.NOTE, "tocsin", text)
    return replace(incident, timeline=(*incident.timeline, entry))


def append_entries(url: str, actor: str, count: int) -> None:
    """Open the database as a process of its own would, and append audit entries to it."""
    state = open_state(url)
    for number in range(count):
        state.audit.append(NOON, actor, "test.appended", f"entry/{number}", {"number": str(number)})
    state.close()


def add_notes(url: str, actor: str, count: int) -> None:
    """Open the database as a process of its own would, and note on incident "inc_1" again and again."""
    state = open_state(url)
    for number in range(count):
        text = f"{actor} {number}"
        state.incidents.update(IncidentId("inc_1"), lambda incident, text=text: with_note(incident, text))
    state.close()


def in_two_processes(work: Callable[[str, str, int], None], url: str, count: int) -> None:
    """Run `work(url, actor, count)` as actors "left" and "right" in two fresh processes at once.

    Raises:
        AssertionError: One of them failed.
    """
    spawned = multiprocessing.get_context("spawn")
    processes = [spawned.Process(target=work, args=(url, actor, count)) for actor in ("left", "right")]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
