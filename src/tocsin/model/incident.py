"""An incident: what burns, since when, who is hit, what may have caused it, what is done about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.model.action import Action
from tocsin.model.hypothesis import Hypothesis
from tocsin.model.ids import AlertId, IncidentId, JourneyName, SloName
from tocsin.model.slo import AlertLevel


class Severity(StrEnum):
    """SEV1 is worst. Pages open SEV2 at most until a person raises it; tickets open SEV3."""

    SEV1 = "sev1"
    SEV2 = "sev2"
    SEV3 = "sev3"


class IncidentState(StrEnum):
    """Where an incident stands. Mitigated: users no longer suffer, recovery is verified. Resolved: closed."""

    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Alert:
    """One SLO's burn alert from first firing to clearing; times are tick instants.

    Attributes:
        burn_rate: Long-window burn rate when it fired, dimensionless.
        threshold: The burn rate it had to exceed.
    """

    id: AlertId
    slo: SloName
    journey: JourneyName | None
    service: str
    level: AlertLevel
    fired_at: datetime
    cleared_at: datetime | None
    burn_rate: float
    threshold: float
    long_window_seconds: float
    short_window_seconds: float
    summary: str


class TimelineKind(StrEnum):
    """What a timeline entry records."""

    ALERT_FIRED = "alert_fired"
    ALERT_CLEARED = "alert_cleared"
    OPENED = "opened"
    ACKNOWLEDGED = "acknowledged"
    DIAGNOSED = "diagnosed"
    ACTION_PROPOSED = "action_proposed"
    ACTION_APPROVED = "action_approved"
    ACTION_REJECTED = "action_rejected"
    ACTION_STARTED = "action_started"
    ACTION_EXECUTED = "action_executed"
    ACTION_VERIFIED = "action_verified"
    ACTION_FAILED = "action_failed"
    ACTION_UNDONE = "action_undone"
    CHANGE = "change"
    MITIGATED = "mitigated"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    POSTMORTEM = "postmortem"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One dated fact; `actor` is a person, "tocsin", or whoever reported it."""

    at: datetime
    kind: TimelineKind
    actor: str
    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class BlastRadius:
    """Who is hit, over the window from onset to the last diagnosis.

    Attributes:
        share_failing: Failing share of the journey's valid tasks in [0, 1]; None without tasks.
        releases: Versions the failing tasks carried, "<axis>:<subject>" to version to count.
        example_failures: Trace ids of failing tasks, newest first, at most ten.
    """

    tasks: int
    failing: int
    share_failing: float | None
    releases: Mapping[str, Mapping[str, int]]
    example_failures: Sequence[str]


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident; immutable, each transition makes a new value.

    Attributes:
        opened_at: When the trouble began: the estimated onset.
        detected_at: When the first alert fired; MTTD is detected_at - opened_at.
        recovered_at: From when on windows count afresh, because recovery was verified then; None before.
    """

    id: IncidentId
    title: str
    state: IncidentState
    severity: Severity
    journeys: Sequence[JourneyName]
    services: Sequence[str]
    opened_at: datetime
    detected_at: datetime
    acknowledged_at: datetime | None
    mitigated_at: datetime | None
    resolved_at: datetime | None
    recovered_at: datetime | None
    alerts: Sequence[Alert]
    hypotheses: Sequence[Hypothesis]
    actions: Sequence[Action]
    timeline: Sequence[TimelineEntry]
    blast_radius: BlastRadius | None
