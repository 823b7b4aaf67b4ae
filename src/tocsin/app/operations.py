"""What keeps a server running for years: retention, storage, backups, and its place among other servers."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from tocsin.api import LoopFacts
from tocsin.app.backup import make_backup
from tocsin.app.backups import Backups
from tocsin.app.membership import BEATS_PER_LEASE, Membership
from tocsin.app.schedule import Job
from tocsin.app.ticking import Ticking
from tocsin.clock import Clock
from tocsin.errors import StoreUnavailable
from tocsin.model import Storage
from tocsin.settings import Settings
from tocsin.store.state import StateStore
from tocsin.store.telemetry import RetentionPolicy, TelemetryStore, open_telemetry

_log = structlog.get_logger()

TICK = "tick"
"""The job that evaluates all objectives, on the record of ticks."""
_RETAIN_EVERY = timedelta(minutes=10)
TICKS_KEPT = timedelta(days=2)
"""How long the record says who did which tick: over a weekend's incident."""


@dataclass(frozen=True, slots=True)
class Operations:
    """The parts, ready to start."""

    settings: Settings
    state: StateStore
    telemetry: TelemetryStore
    membership: Membership
    ticking: Ticking
    backups: Backups

    def storage(self, at: datetime) -> Storage:
        """Return what is stored and how long the disk lasts."""
        return self.telemetry.storage.storage(retention_of(self.settings), at)

    def known_to_cluster(self, facts: LoopFacts) -> LoopFacts:
        """Return how the watch is doing, with the last tick of whichever server ticked."""
        if self.membership.leader is not None:
            return facts
        try:
            last = self.state.ticks.last(TICK)
        except StoreUnavailable:
            return facts  # what asks for facts must be able to say that the database is down
        return facts if last is None else replace(facts, last_tick_at=last.at)

    def retain(self, at: datetime) -> None:
        """Drop what is over; called now and again, by one server."""
        done = self.telemetry.retention.enforce(retention_of(self.settings), at)
        if done.dropped or done.thinned:
            _log.info("retention.enforced", dropped=list(done.dropped), thinned=list(done.thinned))
        self.state.ticks.prune(at - TICKS_KEPT)

    def jobs(self) -> list[Job]:
        """Return the jobs of this room's own."""
        return [
            Job("membership", self.settings.lease / BEATS_PER_LEASE, lambda _: self.membership.beat()),
            Job("retention", _RETAIN_EVERY, self.ticking.once("retention", _RETAIN_EVERY, self.retain)),
        ]


def operations_of(
    settings: Settings,
    state: StateStore,
    telemetry: TelemetryStore,
    membership: Membership,
    *,
    clock: Clock,
    new_id: Callable[[], str],
) -> Operations:
    """Return them over two open stores; nothing runs yet."""
    backups = Backups(lambda folder: make_backup(state, telemetry, folder, clock.now()), settings.backup_folder, new_id)
    return Operations(settings, state, telemetry, membership, Ticking(membership, state.ticks), backups)


def cluster_statements(settings: Settings, cluster: str) -> Sequence[str]:
    """Return the telemetry schema for a ClickHouse cluster, made from a database that is thrown away again.

    Raises:
        InvalidInput: The cluster's name is not one that a statement can carry.
    """
    with tempfile.TemporaryDirectory(prefix="tocsin-schema-") as folder:
        telemetry = open_telemetry(f"chdb://{Path(folder).resolve() / 'telemetry'}")
        try:
            return telemetry.cluster_schema(cluster, retention_of(settings))
        finally:
            telemetry.close()


def retention_of(settings: Settings) -> RetentionPolicy:
    """Return how long the settings have telemetry kept."""
    return RetentionPolicy(
        spans=settings.retain_spans,
        failed_spans=settings.retain_failed_spans,
        tasks=settings.retain_tasks,
        logs=settings.retain_logs,
        metrics=settings.retain_metrics,
        scores=settings.retain_scores,
    )
