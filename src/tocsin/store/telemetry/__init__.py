"""Telemetry: spans, tasks, outcomes, scores and prices, in ClickHouse SQL on chDB or a ClickHouse server.

Reads and writes all telemetry tables. Invariants: an insert is stored whole or not at all; what was written is
queryable when the call returns; a task is counted once however often it is sealed.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from tocsin.model import BackupFile, DatabaseBackup
from tocsin.store.telemetry.batch import OtlpRequest, RequestStore
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.intake import IntakeStore
from tocsin.store.telemetry.journal import Journal, Segment
from tocsin.store.telemetry.mappings import MappingStore
from tocsin.store.telemetry.pricing.prices import PriceStore
from tocsin.store.telemetry.pricing.pricing_gaps import PricingGapStore
from tocsin.store.telemetry.queries.rollup import RollupStore
from tocsin.store.telemetry.queries.sli import SliStore
from tocsin.store.telemetry.queries.tasks import TaskStore
from tocsin.store.telemetry.signals.logs import LogStore
from tocsin.store.telemetry.signals.metrics import MetricStore
from tocsin.store.telemetry.signals.outcomes import OutcomeStore
from tocsin.store.telemetry.signals.scores import ScoreStore
from tocsin.store.telemetry.spans import SpanStore
from tocsin.store.telemetry.task.repricing import RepricingStore, SealedCost
from tocsin.store.telemetry.task.sampled_sealing import SampledSealing
from tocsin.store.telemetry.task.sampling import SamplingStore
from tocsin.store.telemetry.task.sealing import SealingStore, TraceActivity
from tocsin.store.telemetry.upkeep.backup import export_telemetry, restore_telemetry
from tocsin.store.telemetry.upkeep.cluster import cluster_schema
from tocsin.store.telemetry.upkeep.migrate import migrate
from tocsin.store.telemetry.upkeep.retention import RetentionPolicy, RetentionStore
from tocsin.store.telemetry.upkeep.storage import StorageStore

__all__ = [
    "Journal",
    "OtlpRequest",
    "RequestStore",
    "RetentionPolicy",
    "SampledSealing",
    "SamplingStore",
    "SealedCost",
    "Segment",
    "TelemetryStore",
    "TraceActivity",
    "open_telemetry",
    "restore_telemetry",
]


class TelemetryStore:
    """Everything telemetry, one attribute per aggregate.

    Attributes:
        url: Where it lives, password masked.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.url = engine.url
        self.logs = LogStore(engine)
        self.metrics = MetricStore(engine)
        self.mappings = MappingStore(engine)
        self.spans = SpanStore(engine, self.logs.of_trace)
        self.intake = IntakeStore(engine)
        self.sampling = SamplingStore(engine)
        self.sealing = SealingStore(engine)
        self.prices = PriceStore(engine)
        self.pricing_gaps = PricingGapStore(engine)
        self.repricing = RepricingStore(engine)
        self.slis = SliStore(engine)
        self.rollups = RollupStore(engine)
        self.tasks = TaskStore(engine, self.spans, self.rollups)
        self.outcomes = OutcomeStore(engine)
        self.scores = ScoreStore(engine)
        self.retention = RetentionStore(engine)
        self.storage = StorageStore(engine)

    def journal(self) -> Journal | None:
        """Return the journal beside the engine of this process; None for a server, which others write to, too."""
        folder = self._engine.folder
        return Journal(folder.parent / f"{folder.name}-journal") if folder else None

    def ping(self) -> datetime:
        """Return the engine's own time; raises StoreUnavailable when it does not answer."""
        instant: datetime = self._engine.rows("SELECT now64(3, 'UTC')")[0][0]
        return instant

    def export(self, folder: Path) -> Iterator[BackupFile | DatabaseBackup]:
        """Write all of it below a folder; yield each file when it is written, and at last the whole."""
        return export_telemetry(self._engine, folder)

    def cluster_schema(self, cluster: str, policy: RetentionPolicy) -> Sequence[str]:
        """Return the statements that make this schema on a ClickHouse cluster; raises InvalidInput for its name."""
        return cluster_schema(self._engine, cluster, policy)

    def close(self) -> None:
        """Close the engine; the store is of no use afterwards."""
        self._engine.close()


def open_telemetry(url: str, *, disk_reserve: int | None = None) -> TelemetryStore:
    """Open a telemetry database and bring its schema up to date.

    Args:
        url: `chdb:///absolute/folder` or `clickhouse://user:password@host:8123/database`.
        disk_reserve: Bytes that intake leaves free on the disk; None for 1 GiB or 5 %, whichever is less.

    Raises:
        ConfigurationError, FolderInUse, SchemaTooNew, StoreUnavailable: See `tocsin.errors`.
    """
    engine = Engine(url, disk_reserve=disk_reserve)
    try:
        migrate(engine)
    except BaseException:
        engine.close()
        raise
    return TelemetryStore(engine)
