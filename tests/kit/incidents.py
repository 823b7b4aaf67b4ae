"""Builders for alerts, incidents and hypotheses: name what the test is about, the rest is ordinary."""

from datetime import datetime, timedelta

from tests.kit.tasks import JOURNEY, MONDAY, SERVICE
from tocsin.incident import alert_id, open_incident
from tocsin.model import (
    Action,
    ActionId,
    ActionState,
    Alert,
    AlertLevel,
    Axis,
    BlastRadius,
    Cause,
    ChangeId,
    Hypothesis,
    Incident,
    IncidentId,
    JourneyName,
    Mode,
    Risk,
    SloName,
)

NOBODY_HIT = BlastRadius(tasks=0, failing=0, share_failing=None, releases={}, example_failures=())


def alert(
    slo: str = "answers-right",
    *,
    at: datetime = MONDAY,
    journey: str | None = JOURNEY,
    service: str = SERVICE,
    level: AlertLevel = AlertLevel.PAGE,
) -> Alert:
    """Return an alert that fired at an instant."""
    return Alert(
        id=alert_id(SloName(slo), at),
        slo=SloName(slo),
        journey=JourneyName(journey) if journey else None,
        service=service,
        level=level,
        fired_at=at,
        cleared_at=None,
        burn_rate=16.0,
        threshold=14.4,
        long_window_seconds=3600.0,
        short_window_seconds=300.0,
        summary=f"{slo} burns",
    )


def incident(fired: Alert | None = None) -> Incident:
    """Return the open incident of an alert."""
    return open_incident(fired or alert())


def hypothesis(change_id: str | None = "chg-1", *, rank: int = 1, confidence: float = 0.9) -> Hypothesis:
    """Return a hypothesis that blames a prompt, or the unknown cause without a change."""
    blames = change_id is not None
    return Hypothesis(
        rank=rank,
        axis=Axis.PROMPT if blames else None,
        cause=Cause.PROMPT_CHANGE if blames else Cause.UNKNOWN,
        confidence=confidence,
        change_id=ChangeId(change_id) if change_id is not None else None,
        subject="support-answer" if blames else "",
        from_version="v1" if blames else "",
        to_version="v2" if blames else "",
        changed_at=MONDAY if blames else None,
        summary="prompt support-answer went from v1 to v2" if blames else "nothing explains it",
        evidence=(),
        refuted_by="",
    )


def action(state: ActionState = ActionState.PROPOSED, *, incident_id: IncidentId | None = None) -> Action:
    """Return a roll back of a prompt in a state, on the incident that `incident()` returns unless told."""
    return Action(
        id=ActionId("act-1"),
        incident_id=incident().id if incident_id is None else incident_id,
        runbook="roll-back",
        kind="release.rollback",
        title="Roll back",
        parameters={},
        mode=Mode.ASSIST,
        state=state,
        risk=Risk.LOW,
        reversible=True,
        blast_radius="",
        verification="",
        undo="",
        plan_hash="",
        proposed_at=MONDAY,
        expires_at=MONDAY + timedelta(minutes=30),
        decided_at=None,
        decided_by="",
        finished_at=None,
        detail="",
    )
