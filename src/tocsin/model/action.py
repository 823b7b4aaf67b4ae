"""An action: one typed step an actuator can take, with what must hold before, after, and the way back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.model.hypothesis import Cause
from tocsin.model.ids import ActionId, IncidentId, JourneyName


class Mode(StrEnum):
    """How far a runbook may go by itself: watch, propose and wait for a person, or act within bounds."""

    OBSERVE = "observe"
    ASSIST = "assist"
    ACT = "act"


class ActionState(StrEnum):
    """Where an action stands. The last six are final."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    RUNNING = "running"
    VERIFYING = "verifying"
    OBSERVED = "observed"
    VERIFIED = "verified"
    UNDONE = "undone"
    REJECTED = "rejected"
    DENIED = "denied"
    EXPIRED = "expired"
    FAILED = "failed"


class Risk(StrEnum):
    """Declared by the actuator, never by a caller."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


@dataclass(frozen=True, slots=True)
class Runbook:
    """An approved playbook: when it applies and the one typed action it takes.

    Attributes:
        causes: It applies when the first hypothesis names one of these.
        min_confidence: And that hypothesis is at least this credible, in [0, 1].
        max_share: Largest share of tasks the action may touch, in [0, 1]: its blast-radius bound.
        cooldown: Least time between two executions on the same subject.
        approval_ttl: How long a proposal waits for approval before it expires.
        verify_for: How long recovery is watched for after the action.
        verify_min_tasks: Fewest tasks that can verify recovery.
    """

    name: str
    description: str
    owner: str
    action: str
    mode: Mode
    causes: Sequence[Cause]
    min_confidence: float
    journeys: Sequence[JourneyName]
    max_share: float
    cooldown: timedelta
    approval_ttl: timedelta
    verify_for: timedelta
    verify_min_tasks: int


@dataclass(frozen=True, slots=True)
class Action:
    """One proposed, running or finished step on one incident.

    Attributes:
        kind: The actuator's name, e.g. "release.rollback".
        parameters: What it is told, all strings; part of the plan hash.
        plan_hash: SHA-256 over kind, parameters and bounds; an approval binds to it.
        verification: What recovery means, in words, with its measured numbers once verified.
        undo: How the action itself is taken back, in words.
    """

    id: ActionId
    incident_id: IncidentId
    runbook: str
    kind: str
    title: str
    parameters: Mapping[str, str]
    mode: Mode
    state: ActionState
    risk: Risk
    reversible: bool
    blast_radius: str
    verification: str
    undo: str
    plan_hash: str
    proposed_at: datetime
    expires_at: datetime
    decided_at: datetime | None
    decided_by: str
    finished_at: datetime | None
    detail: str
