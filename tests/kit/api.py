"""The API over a real state database and counted tasks, with fakes for the ports behind which work would run."""

import contextlib
import socket
import threading
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import uvicorn
import yaml
from fastapi import FastAPI

from tests.kit.clock import ManualClock
from tests.kit.intake import StoredIntake
from tests.kit.prices import KnownPrices, Repricings
from tests.kit.sli import CountedTasks
from tests.kit.stored_signals import StoredLogs, StoredMetrics
from tests.kit.tasks import MONDAY
from tocsin.api import LoopFacts, ReplayJob, ReplayState, ServerFacts, Services, create_api
from tocsin.app.apply import Applier
from tocsin.app.backups import Backups
from tocsin.app.documents import read_mapping
from tocsin.errors import NotFound
from tocsin.ingest import Ledger, Redaction, SealPolicy, TraceWhereabouts, Whereabouts, parse_pasted_span
from tocsin.model import (
    ActionId,
    ActionState,
    Backup,
    BackupFile,
    DatabaseBackup,
    DiskSpace,
    Incident,
    IncidentId,
    IngestAccount,
    JobId,
    MappedSpan,
    Outcome,
    Slo,
    Storage,
    TraceId,
)
from tocsin.release import Registry
from tocsin.slo import evaluate, parse_slos
from tocsin.store import IncidentStore, ScoreRecord
from tocsin.store.state import StateStore, open_state

FACTS = ServerFacts(
    "0.1.0",
    MONDAY,
    "chdb:///data/telemetry",
    "sqlite:////data/state.db",
    "http://10.1.1.1:4318",
    "http://10.1.1.1:4317",
)
NOTHING_SENT = IngestAccount(
    accepted_requests=0,
    accepted_spans=0,
    accepted_bytes=0,
    duplicate_requests=0,
    duplicate_spans=0,
    truncated_values=0,
    rejected_spans={},
    rejected_requests={},
    sealed_tasks=0,
    marked_tasks={},
    unpriced_models={},
    in_flight_bytes=0,
    last_accepted_at=None,
    last_queryable_at=None,
)


@dataclass
class Reports:
    """Implements `OutcomeWriter` and `ScoreStore`: keeps what was reported."""

    outcomes: list[tuple[TraceId, Outcome, datetime, str]] = field(default_factory=list)
    scores: list[ScoreRecord] = field(default_factory=list)

    def report_outcome(self, trace_id: TraceId, outcome: Outcome, at: datetime, note: str) -> None:
        """Keep an outcome."""
        self.outcomes.append((trace_id, outcome, at, note))

    def add_score(self, score: ScoreRecord, received_at: datetime) -> None:
        """Keep a score."""
        self.scores.append(score)

    def of_trace(self, trace_id: TraceId) -> Sequence[ScoreRecord]:
        """Return the scores of a trace."""
        return [score for score in self.scores if score.trace_id == trace_id]


@dataclass
class Decisions:
    """Implements `ActionDecisions`: puts the state of the action, and carries nothing out."""

    incidents: IncidentStore
    plans_seen: list[str | None] = field(default_factory=list)

    def approve(
        self, incident_id: IncidentId, action_id: ActionId, by: str, plan_hash: str | None = None, note: str = ""
    ) -> Incident:
        """Mark the action approved."""
        self.plans_seen.append(plan_hash)
        return self._decide(incident_id, action_id, ActionState.APPROVED, by, note)

    def reject(self, incident_id: IncidentId, action_id: ActionId, by: str, note: str = "") -> Incident:
        """Mark the action rejected."""
        return self._decide(incident_id, action_id, ActionState.REJECTED, by, note)

    def _decide(self, incident_id: IncidentId, action_id: ActionId, state: ActionState, by: str, note: str) -> Incident:
        def decided(incident: Incident) -> Incident:
            if action_id not in {action.id for action in incident.actions}:
                raise NotFound(f"incident {incident_id!r} has no action {action_id!r}")
            actions = [
                replace(action, state=state, decided_by=by, detail=note) if action.id == action_id else action
                for action in incident.actions
            ]
            return replace(incident, actions=actions)

        return self.incidents.update(incident_id, decided)


@dataclass
class Replays:
    """Implements `ReplayJobs`: a job is done when it is looked at, with these incidents or this error."""

    incidents: Sequence[Incident] = ()
    error: str = ""
    jobs: dict[JobId, ReplayJob] = field(default_factory=dict)

    def start(self, start: datetime, end: datetime, step: timedelta) -> ReplayJob:
        """Queue a replay."""
        job_id = JobId(f"job_{len(self.jobs) + 1}")
        job = ReplayJob(job_id, ReplayState.QUEUED, start, end, step.total_seconds(), 0, (end - start) // step, ())
        self.jobs[job.id] = job
        return job

    def job(self, job_id: JobId) -> ReplayJob | None:
        """Return the job as ended."""
        job = self.jobs.get(job_id)
        if job is None:
            return None
        state = ReplayState.FAILED if self.error else ReplayState.DONE
        return replace(job, state=state, ticks_done=job.ticks_total, incidents=self.incidents, error=self.error)


class ApiWorld:
    """Everything behind one API, for a test to arrange and to look at; the clock stands until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(MONDAY)
        self.state: StateStore = open_state(f"sqlite:///{folder / 'state.db'}")
        self.tasks = CountedTasks()
        self.reports = Reports()
        self.logs = StoredLogs()
        self.metrics = StoredMetrics()
        self.replays = Replays()
        self.prices = KnownPrices()
        self.repricings = Repricings()
        self.account = NOTHING_SENT
        self.intake = StoredIntake()
        self.redaction = Redaction(lambda: ())
        self.loop = LoopFacts(ticks=3, failed_ticks=1, last_tick_at=MONDAY, last_tick_seconds=0.25)
        self.stored = Storage(MONDAY, (), DiskSpace(100, 50, 5), 0.0, 86_400.0, None)
        self.disks: dict[str, Callable[[], DiskSpace | None]] = {}
        self.probes: dict[str, Callable[[], object]] = {"state": self.state.kill_switch.kill_switch}
        self.decisions = Decisions(self.state.incidents)
        ids = count(1)
        self.registry = Registry(self.state.releases, self.clock, lambda: str(next(ids)))
        self.backups = Backups(self.back_up, folder / "backups", lambda: f"job_{next(ids)}")

    def back_up(self, folder: Path) -> Generator[BackupFile | Backup, None, None]:
        """Back up the state alone."""
        state = self.state.export(folder)
        yield from state.files
        yield Backup("0.1.0", MONDAY, state, DatabaseBackup((), {}, ()), "")

    def slos(self) -> Sequence[Slo]:
        """Return the objectives of the stored documents."""
        documents = [yaml.safe_load(one.text) for one in self.state.documents.documents("SLO")]
        return [slo for document in documents for slo in parse_slos(document)]

    def map_span(self, pasted: Mapping[str, object], text: str | None) -> MappedSpan:
        """Say back which attributes were pasted, and how many rules were; no engine maps them."""
        span = parse_pasted_span(pasted)
        rules = read_mapping(text) if text is not None else ()
        return MappedSpan({"rules": str(len(rules))}, (), tuple(sorted(span.attributes)))

    def services(self) -> Services:
        """Return what the API works with."""
        state = self.state
        applier = Applier(
            documents=state.documents,
            releases=state.releases,
            registry=self.registry,
            audit=state.audit,
            clock=self.clock,
            together=state.together,
        )
        return Services(
            clock=self.clock,
            facts=FACTS,
            slis=self.tasks,
            tasks=self.tasks,
            outcomes=self.reports,
            scores=self.reports,
            logs=self.logs,
            metrics=self.metrics,
            releases=state.releases,
            registry=self.registry,
            incidents=state.incidents,
            actions=self.decisions,
            documents=state.documents,
            apply_documents=applier.apply_text,
            replays=self.replays,
            audit=state.audit,
            kill_switch=state.kill_switch,
            together=state.together,
            postmortems=state.postmortems,
            prices=self.prices,
            repricings=self.repricings,
            slos=self.slos,
            evaluate=lambda slos, at: evaluate(slos, self.tasks, at),
            map_span=self.map_span,
            accounting=lambda: self.account,
            intake=self.intake,
            whereabouts=self.whereabouts,
            redact=self.redaction.text,
            loop=lambda: self.loop,
            storage=lambda at: replace(self.stored, at=at),
            disks=self.disks,
            backups=self.backups,
            probes=self.probes,
        )

    def whereabouts(self, trace_id: TraceId, at: datetime) -> TraceWhereabouts:
        """Return where a trace is, by the kept receipts."""
        keep = timedelta(days=400)
        return Whereabouts(intake=self.intake, policy=SealPolicy(), ledger=Ledger(), keep=keep).find(trace_id, at)

    def application(self) -> FastAPI:
        """Return the API."""
        return create_api(self.services())


class _Quiet(uvicorn.Server):
    """Leaves signals to the test process."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do nothing."""
        yield


@contextlib.contextmanager
def served(application: FastAPI) -> Iterator[str]:
    """Serve an application over real HTTP on a free port of the loopback interface; gives its base URL."""
    server = _Quiet(uvicorn.Config(application, lifespan="off", log_config=None, access_log=False))
    listener = socket.create_server(("127.0.0.1", 0))  # it listens already, so early requests wait for the server
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listener.close()
