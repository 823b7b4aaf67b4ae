"""The composition root: the one place that names concrete classes and hands each what it needs."""

import secrets
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from tocsin.app.apply import Applier
from tocsin.app.configuration import Configuration
from tocsin.app.loop import Loop, LoopMeans
from tocsin.app.membership import Membership
from tocsin.app.operations import Operations, operations_of
from tocsin.app.prices import Prices, Repricings
from tocsin.app.replays import Progress, Replays
from tocsin.clock import Clock
from tocsin.diagnose import Sources
from tocsin.errors import ConfigurationError
from tocsin.ingest import (
    AT_ONCE,
    INSERTS,
    REMEMBERED_FOR,
    BookFile,
    Census,
    GroupCommit,
    IngestLimits,
    Landing,
    Ledger,
    Pricer,
    Receiver,
    RecentRequests,
    Redaction,
    Repricer,
    Sealer,
    SealPolicy,
    UnpricedCalls,
    Whereabouts,
)
from tocsin.model import Signal, Window
from tocsin.release import Registry
from tocsin.respond import DurableExecution, Execution, Means, Policy, ReleaseRollback, Responder, Steps
from tocsin.review import PostmortemSources
from tocsin.settings import Settings
from tocsin.store.state import StateStore
from tocsin.store.telemetry import RequestStore, SampledSealing, SamplingStore, TelemetryStore
from tocsin.watch import Announcement, Watch, replay

_log = structlog.get_logger()

LOOK_FOR_RECOVERY_EVERY = timedelta(seconds=5)
"""How often an action under way asks the SLI whether it helped: twice within the shortest useful verification."""
_ID_BYTES = 10


def new_id() -> str:
    """Return an identifier never given before: 80 random bits, 20 hexadecimal digits."""
    return secrets.token_hex(_ID_BYTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """What everything else is built over."""

    settings: Settings
    state: StateStore
    telemetry: TelemetryStore
    clock: Clock
    configuration: Configuration
    registry: Registry

    @property
    def sources(self) -> Sources:
        """Where a diagnosis reads."""
        return Sources(sli=self.telemetry.slis, tasks=self.telemetry.tasks, changes=self.state.releases)


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestParts:
    """The way in."""

    ledger: Ledger
    commits: Mapping[Signal, GroupCommit]
    landing: Landing | None
    receiver: Receiver
    sealer: Sealer
    pricer: Pricer
    redaction: Redaction
    whereabouts: Whereabouts
    census: Census
    unpriced: UnpricedCalls
    letting_go: Callable[[datetime], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a running server is made of, ready to start."""

    base: Base
    applier: Applier
    ingest: IngestParts
    loop: Loop
    responder: Responder
    executions: DurableExecution
    operations: Operations
    replays: Replays
    prices: Prices
    repricings: Repricings


def build(settings: Settings, state: StateStore, telemetry: TelemetryStore, clock: Clock) -> Parts:
    """Return the parts of a server over two open stores; nothing runs yet.

    Raises:
        ConfigurationError: A file that a setting names cannot be used.
    """
    registry = Registry(state.releases, clock, new_id)
    base = Base(
        settings=settings,
        state=state,
        telemetry=telemetry,
        clock=clock,
        configuration=Configuration(state.documents, telemetry.mappings.apply),
        registry=registry,
    )
    ingest = _ingest(base)
    responder, executions, membership = _response(base)
    applier = Applier(
        documents=state.documents,
        releases=state.releases,
        registry=registry,
        audit=state.audit,
        clock=clock,
        together=state.together,
    )
    return Parts(
        base=base,
        applier=applier,
        ingest=ingest,
        loop=_loop(base, ingest, responder),
        responder=responder,
        executions=executions,
        operations=operations_of(settings, state, telemetry, membership, clock=clock, new_id=new_id),
        replays=_replays(base),
        prices=Prices(telemetry, ingest.pricer),
        repricings=Repricings(Repricer(telemetry.repricing, ingest.pricer).run, state.audit, clock, new_id),
    )


def _ingest(base: Base) -> IngestParts:
    settings, ledger = base.settings, Ledger()
    limits = IngestLimits(
        max_body_bytes=settings.max_body_bytes,
        max_in_flight_bytes=settings.max_in_flight_bytes,
        max_attribute_bytes=settings.max_attribute_bytes,
        max_commit_bytes=settings.max_commit_bytes,
    )
    landing = _landing(base, limits)
    commits = _commits(base, limits, ledger, landing)
    book = BookFile(settings.price_book) if settings.price_book else None
    policy = SealPolicy(settings.seal_quiet, settings.seal_timeout)
    intake = base.telemetry.intake
    key = settings.redaction_key.get_secret_value().encode() if settings.redaction_key else None
    redaction = Redaction(base.configuration.redactions, key)
    pricer = Pricer(base.telemetry.prices, book)
    sealer = Sealer(
        store=SampledSealing(
            base.telemetry.sealing, base.telemetry.sampling, base.configuration.sampling, settings.retain_tasks
        ),
        pricer=pricer,
        rules=base.configuration.journey_rules,
        policy=policy,
        ledger=ledger,
    )
    return IngestParts(
        ledger=ledger,
        commits=commits,
        landing=landing,
        receiver=Receiver(commits, limits, ledger, base.clock, steps=[redaction]),
        sealer=sealer,
        pricer=pricer,
        redaction=redaction,
        whereabouts=Whereabouts(intake=intake, policy=policy, ledger=ledger, keep=settings.retain_tasks),
        census=Census(intake, ledger),
        unpriced=UnpricedCalls(base.telemetry.pricing_gaps, ledger),
        letting_go=partial(_let_go, base.telemetry.sampling, settings.sampling_grace),
    )


def _let_go(sampling: SamplingStore, grace: timedelta, at: datetime) -> None:
    rescued, let_go = sampling.rescue(grace, at), sampling.let_go(grace, at)
    if rescued or let_go:
        _log.info("sampling.let_go", traces=let_go, rescued=rescued)


def _landing(base: Base, limits: IngestLimits) -> Landing | None:
    journal = base.telemetry.journal()
    if journal is None:
        return None
    return Landing(
        journal=journal,
        store=base.telemetry.spans,
        require_room=base.telemetry.storage.require_room,
        max_bytes=limits.max_commit_bytes,
        clock=base.clock,
    )


def _commits(base: Base, limits: IngestLimits, ledger: Ledger, landing: Landing | None) -> Mapping[Signal, GroupCommit]:
    telemetry, since = base.telemetry, base.clock.now() - REMEMBERED_FOR
    telemetry.scores.complete(since)
    telemetry.spans.complete_activity(since)
    stores: Mapping[Signal, RequestStore] = {
        Signal.TRACES: landing or telemetry.spans,
        Signal.LOGS: telemetry.logs,
        Signal.METRICS: telemetry.metrics,
    }
    return {
        signal: GroupCommit(
            write=store.write,
            recent=RecentRequests(store.recent_digests(since)),
            limits=limits,
            ledger=ledger,
            clock=base.clock,
            pace=AT_ONCE if store is landing else INSERTS,
        )
        for signal, store in stores.items()
    }


def _response(base: Base) -> tuple[Responder, DurableExecution, Membership]:
    state, sli = base.state, base.telemetry.slis
    means = Means(
        incidents=state.incidents,
        audit=state.audit,
        kill_switch=state.kill_switch,
        sli=sli,
        slo_of=base.configuration.slo,
        runbooks=base.configuration.runbooks,
        policy=_policy(base.settings),
        actuators={ReleaseRollback.kind: ReleaseRollback(base.registry, state.releases, sli)},
        clock=base.clock,
        new_id=new_id,
        together=state.together,
    )
    execution = Execution(Steps(means), look_every=LOOK_FOR_RECOVERY_EVERY)
    url = state.engine_url.render_as_string(hide_password=False)

    def recover(server: str) -> None:
        executions.recover(server)

    membership = Membership(
        state.leases(new_id),
        name=f"{socket.gethostname()}-{new_id()}",
        patience=base.settings.lease,
        monotonic=time.monotonic,
        recover=recover,
    )
    executions = DurableExecution(
        url, execution.carry_out, base.clock, process_name=membership.name, fence=membership.working
    )
    return Responder(means, executions), executions, membership


def _policy(settings: Settings) -> Policy:
    if settings.policy is None:
        return Policy()
    try:
        return Policy(settings.policy.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"policy file {str(settings.policy)!r} cannot be read: {error}") from error


def _loop(base: Base, ingest: IngestParts, responder: Responder) -> Loop:
    state = base.state
    watch = Watch(
        slos=base.configuration.slos,
        sources=base.sources,
        incidents=state.incidents,
        announce=_announce,
        step=base.settings.tick,
    )
    return Loop(
        LoopMeans(
            seal=ingest.sealer.tick,
            watch=watch,
            responder=responder,
            incidents=state.incidents,
            postmortems=state.postmortems,
            sources=PostmortemSources(tasks=base.telemetry.tasks, releases=state.releases, audit=state.audit),
            audit=state.audit,
        )
    )


def _replays(base: Base) -> Replays:
    def run(window: Window, step: timedelta) -> Iterator[Progress]:
        for progress in replay(window, step, slos=base.configuration.slos(), sources=base.sources):
            yield Progress(progress.ticks_done, progress.ticks_total, progress.incidents)

    return Replays(run, new_id)


def _announce(announcement: Announcement) -> None:
    incident = announcement.incident
    _log.warning(
        "incident.announced",
        what=announcement.kind.value,
        level=announcement.level.value,
        incident=incident.id,
        title=incident.title,
    )
