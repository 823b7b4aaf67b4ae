"""What the API asks of the rooms below: ports and callables that the composition root fills."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from tocsin.clock import Clock
from tocsin.errors import InvalidInput
from tocsin.model import (
    ActionId,
    Incident,
    IncidentId,
    IngestAccount,
    JobId,
    Slo,
    SloStatus,
)
from tocsin.release import Registry
from tocsin.store import (
    AuditStore,
    DocumentStore,
    IncidentStore,
    KillSwitchStore,
    OutcomeWriter,
    PostmortemStore,
    ReleaseStore,
    ScoreWriter,
    SliReader,
    TaskReader,
)


class ActionDecisions(Protocol):
    """Decisions of people about proposed actions; `tocsin.respond.Responder` implements it."""

    def approve(
        self, incident_id: IncidentId, action_id: ActionId, by: str, plan_hash: str | None = None, note: str = ""
    ) -> Incident:
        """Approve and have it carried out; raises InvalidInput, NotFound, Conflict."""
        ...

    def reject(self, incident_id: IncidentId, action_id: ActionId, by: str, note: str = "") -> Incident:
        """Reject it; raises InvalidInput, NotFound, Conflict."""
        ...


class DocumentResult(StrEnum):
    """What applying did with one document."""

    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class AppliedDocument:
    """One document of an applied text."""

    kind: str
    name: str
    result: DocumentResult


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """What is wrong with one document.

    Attributes:
        place: Where it stands, "<file>:<line>" or "line <line>".
        document: "<kind> <name>" as far as it can be told, else empty.
    """

    place: str
    document: str
    message: str


class DocumentsRefused(InvalidInput):
    """Nothing was applied, because at least one document cannot be used.

    Attributes:
        problems: All of them, in the order of the text.
    """

    def __init__(self, problems: Sequence[DocumentProblem]) -> None:
        super().__init__("; ".join(f"{one.place}: {one.document or 'document'}: {one.message}" for one in problems))
        self.problems = tuple(problems)


class ApplyDocuments(Protocol):
    """Puts a multi-document YAML text to work, all of it or nothing."""

    def __call__(self, text: str, by: str) -> Sequence[AppliedDocument]:
        """Return one result per document, in order; raises DocumentsRefused."""
        ...


class ReplayState(StrEnum):
    """Where a replay stands."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ReplayJob:
    """One replay of the watch over stored telemetry.

    Attributes:
        incidents: What would have been opened; complete once done.
        error: Why it failed; else empty.
    """

    id: JobId
    state: ReplayState
    start: datetime
    end: datetime
    step_seconds: float
    ticks_done: int
    ticks_total: int
    incidents: Sequence[Incident]
    error: str = ""


class ReplayJobs(Protocol):
    """Runs replays in the background."""

    def start(self, start: datetime, end: datetime, step: timedelta) -> ReplayJob:
        """Queue a replay of start <= t < end; raises InvalidInput, Overloaded."""
        ...

    def job(self, job_id: JobId) -> ReplayJob | None:
        """Return one replay, or None when it is unknown or forgotten."""
        ...


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What stays the same while a server runs.

    Attributes:
        telemetry: URL of the telemetry database, password masked.
        state: URL of the state database, password masked.
        otlp_http: Base URL of OTLP/HTTP; None when it is off.
        otlp_grpc: Base URL of OTLP/gRPC; None when it is off.
    """

    version: str
    started_at: datetime
    telemetry: str
    state: str
    otlp_http: str | None
    otlp_grpc: str | None


@dataclass(frozen=True, slots=True)
class LoopFacts:
    """How the watch is doing since the server started.

    Attributes:
        last_tick_at: Instant of the last tick that ended well; None before the first.
        last_tick_seconds: How long it took.
    """

    ticks: int
    failed_ticks: int
    last_tick_at: datetime | None
    last_tick_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything the API works with.

    Attributes:
        slos: Returns the SLOs in force, in the order of their names.
        evaluate: Evaluates one SLO at an instant exactly as the watch does.
        probes: By name of a dependency, a call that raises StoreUnavailable when it does not answer.
    """

    clock: Clock
    facts: ServerFacts
    slis: SliReader
    tasks: TaskReader
    outcomes: OutcomeWriter
    scores: ScoreWriter
    releases: ReleaseStore
    registry: Registry
    incidents: IncidentStore
    actions: ActionDecisions
    documents: DocumentStore
    apply_documents: ApplyDocuments
    replays: ReplayJobs
    audit: AuditStore
    kill_switch: KillSwitchStore
    postmortems: PostmortemStore
    slos: Callable[[], Sequence[Slo]]
    evaluate: Callable[[Slo, datetime], SloStatus]
    accounting: Callable[[], IngestAccount]
    loop: Callable[[], LoopFacts]
    probes: Mapping[str, Callable[[], object]]
