"""The composition root: the one place that names concrete classes and hands each what it needs."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import structlog

from tocsin.app.apply import Applier
from tocsin.app.configuration import Configuration
from tocsin.app.loop import Loop, LoopMeans
from tocsin.app.replays import Progress, Replays
from tocsin.clock import Clock
from tocsin.diagnose import Sources
from tocsin.errors import ConfigurationError
from tocsin.ingest import (
    REMEMBERED_FOR,
    GroupCommit,
    IngestLimits,
    Ledger,
    Pricer,
    Receiver,
    RecentRequests,
    Sealer,
    SealPolicy,
    read_price_book,
)
from tocsin.model import Window
from tocsin.release import Registry
from tocsin.respond import DurableExecution, Execution, Means, Policy, ReleaseRollback, Responder, Steps
from tocsin.review import PostmortemSources
from tocsin.settings import Settings
from tocsin.store.state import StateStore
from tocsin.store.telemetry import TelemetryStore
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
    commit: GroupCommit
    receiver: Receiver
    sealer: Sealer


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a running server is made of, ready to start."""

    base: Base
    applier: Applier
    ingest: IngestParts
    loop: Loop
    responder: Responder
    executions: DurableExecution
    replays: Replays


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
        configuration=Configuration(state.documents),
        registry=registry,
    )
    ingest = _ingest(base)
    responder, executions = _response(base)
    applier = Applier(
        documents=state.documents, releases=state.releases, registry=registry, audit=state.audit, clock=clock
    )
    return Parts(
        base=base,
        applier=applier,
        ingest=ingest,
        loop=_loop(base, ingest, responder),
        responder=responder,
        executions=executions,
        replays=_replays(base),
    )


def _ingest(base: Base) -> IngestParts:
    settings, spans, ledger = base.settings, base.telemetry.spans, Ledger()
    limits = IngestLimits(
        max_body_bytes=settings.max_body_bytes,
        max_in_flight_bytes=settings.max_in_flight_bytes,
        max_attribute_bytes=settings.max_attribute_bytes,
        max_commit_bytes=settings.max_commit_bytes,
    )
    recent = RecentRequests(spans.recent_digests(base.clock.now() - REMEMBERED_FOR))
    commit = GroupCommit(write=spans.write, recent=recent, limits=limits, ledger=ledger, clock=base.clock)
    book = read_price_book(settings.price_book) if settings.price_book else {}
    sealer = Sealer(
        store=base.telemetry.sealing,
        pricer=Pricer(base.telemetry.prices, book, ledger),
        rules=base.configuration.journey_rules,
        policy=SealPolicy(settings.seal_quiet, settings.seal_timeout),
        ledger=ledger,
    )
    return IngestParts(ledger=ledger, commit=commit, receiver=Receiver(commit, limits, ledger), sealer=sealer)


def _response(base: Base) -> tuple[Responder, DurableExecution]:
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
    )
    execution = Execution(Steps(means), look_every=LOOK_FOR_RECOVERY_EVERY)
    url = state.engine_url.render_as_string(hide_password=False)
    executions = DurableExecution(url, execution.carry_out, base.clock)
    return Responder(means, executions), executions


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
            refresh=base.configuration.refresh,
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
