"""What the API asks of the rooms below: ports and callables that the composition root fills."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from tocsin.clock import Clock
from tocsin.errors import InvalidInput
from tocsin.ingest import RedactedText, TraceWhereabouts
from tocsin.model import (
    ActionId,
    Backup,
    CostComparison,
    DiskSpace,
    Incident,
    IncidentId,
    IngestAccount,
    JobId,
    MappedSpan,
    ModelPrice,
    RepricedTasks,
    Slo,
    SloStatus,
    Storage,
    TraceId,
    UnpricedModel,
    Window,
)
from tocsin.release import Registry
from tocsin.store import (
    AuditStore,
    DocumentStore,
    IncidentStore,
    IntakeReader,
    KillSwitchStore,
    LogReader,
    MetricReader,
    OutcomeWriter,
    PostmortemStore,
    ReleaseStore,
    ScoreStore,
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


class BackupState(StrEnum):
    """Where a backup stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class BackupJob:
    """One backup of both databases.

    Attributes:
        destination: The folder it is written to, on the server.
        size: Bytes written so far.
        backup: What it holds; None until it is done.
        error: Why it failed; else empty.
    """

    id: JobId
    state: BackupState
    destination: str
    files: int
    rows: int
    size: int
    backup: Backup | None
    error: str = ""


class BackupJobs(Protocol):
    """Makes backups in the background."""

    def start(self, destination: str) -> BackupJob:
        """Begin one into a new folder; raises InvalidInput, Conflict."""
        ...

    def job(self, job_id: JobId) -> BackupJob | None:
        """Return one backup, or None when it is unknown or forgotten."""
        ...


class PriceDesk(Protocol):
    """Knows what models cost, and where that is doubtful."""

    def prices(self) -> Sequence[ModelPrice]:
        """Return every price in force, and every model seen that has none, sorted by vendor, model and tier."""
        ...

    def is_priced(self, vendor: str, model: str, at: datetime) -> bool:
        """Return whether calls of a model that begin at an instant have a price now."""
        ...

    def nearest(self, vendor: str, model: str) -> str | None:
        """Return "<vendor>/<model>" of the published model with the most similar name."""
        ...

    def unpriced(self, window: Window) -> Sequence[UnpricedModel]:
        """Return calls without a price in tasks that ended in a window, most tokens first."""
        ...

    def comparisons(self, window: Window) -> Sequence[CostComparison]:
        """Return costs that calls carry beside those by price, of spans received in a window."""
        ...


class RepricingState(StrEnum):
    """Where pricing a range again stands."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class RepricingJob:
    """A range of tasks that is priced again.

    Attributes:
        dry_run: Nothing is changed.
        tasks_total: How many tasks there are in the range, as counted at the start.
        result: What it came to so far.
        error: Why it failed; else empty. What was changed until then stays.
    """

    id: JobId
    state: RepricingState
    start: datetime
    end: datetime
    dry_run: bool
    by: str
    tasks_total: int
    result: RepricedTasks
    error: str = ""


class RepricingJobs(Protocol):
    """Prices past ranges again in the background."""

    def start(self, start: datetime, end: datetime, *, dry_run: bool, by: str) -> RepricingJob:
        """Begin with the tasks that ended in start <= t < end; raises InvalidInput, Conflict."""
        ...

    def job(self, job_id: JobId) -> RepricingJob | None:
        """Return one job, or None when it is unknown or forgotten."""
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
        evaluate: Evaluates SLOs at an instant exactly as the watch does.
        map_span: Shows what a text of mapping rules, or those in force, make of a pasted span; raises InvalidInput.
        storage: Returns what is stored as of an instant.
        disks: By name of a database, returns how full its disk is, None when it is not ours to know; may raise
            StoreUnavailable.
        whereabouts: Finds where a trace is at an instant.
        redact: Redacts a text as an attribute's value is redacted on its way in.
        together: Gives a block in which all that is written to the state database is stored whole or not at all.
        probes: By name of a dependency, a call that raises StoreUnavailable when it does not answer.
    """

    clock: Clock
    facts: ServerFacts
    slis: SliReader
    tasks: TaskReader
    outcomes: OutcomeWriter
    scores: ScoreStore
    logs: LogReader
    metrics: MetricReader
    releases: ReleaseStore
    registry: Registry
    incidents: IncidentStore
    actions: ActionDecisions
    documents: DocumentStore
    apply_documents: ApplyDocuments
    replays: ReplayJobs
    audit: AuditStore
    kill_switch: KillSwitchStore
    together: Callable[[], AbstractContextManager[object]]
    postmortems: PostmortemStore
    prices: PriceDesk
    repricings: RepricingJobs
    slos: Callable[[], Sequence[Slo]]
    evaluate: Callable[[Sequence[Slo], datetime], Sequence[SloStatus]]
    map_span: Callable[[Mapping[str, object], str | None], MappedSpan]
    accounting: Callable[[], IngestAccount]
    intake: IntakeReader
    whereabouts: Callable[[TraceId, datetime], TraceWhereabouts]
    redact: Callable[[str], RedactedText]
    loop: Callable[[], LoopFacts]
    storage: Callable[[datetime], Storage]
    disks: Mapping[str, Callable[[], DiskSpace | None]]
    backups: BackupJobs
    probes: Mapping[str, Callable[[], object]]
