"""Telemetry: spans, tasks, outcomes, scores and prices, in ClickHouse SQL on chDB or a ClickHouse server.

Reads and writes all telemetry tables. Invariants: an insert is stored whole or not at all; what was written is
queryable when the call returns; a task is counted once however often it is sealed.
"""

from datetime import datetime

from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.migrate import migrate
from tocsin.store.telemetry.outcomes import OutcomeStore, ScoreStore
from tocsin.store.telemetry.prices import ModelPrice, PriceStore
from tocsin.store.telemetry.sealing import SealingStore, TraceActivity
from tocsin.store.telemetry.sli import SliStore
from tocsin.store.telemetry.spans import OtlpRequest, SpanStore
from tocsin.store.telemetry.tasks import TaskStore

__all__ = ["ModelPrice", "OtlpRequest", "TelemetryStore", "TraceActivity", "open_telemetry"]


class TelemetryStore:
    """Everything telemetry, one attribute per aggregate.

    Attributes:
        url: Where it lives, password masked.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.url = engine.url
        self.spans = SpanStore(engine)
        self.sealing = SealingStore(engine)
        self.prices = PriceStore(engine)
        self.slis = SliStore(engine)
        self.tasks = TaskStore(engine, self.spans)
        self.outcomes = OutcomeStore(engine)
        self.scores = ScoreStore(engine)

    def ping(self) -> datetime:
        """Return the engine's own time; raises StoreUnavailable when it does not answer."""
        instant: datetime = self._engine.rows("SELECT now64(3, 'UTC')")[0][0]
        return instant

    def close(self) -> None:
        """Close the engine; the store is of no use afterwards."""
        self._engine.close()


def open_telemetry(url: str) -> TelemetryStore:
    """Open a telemetry database and bring its schema up to date.

    Args:
        url: `chdb:///absolute/folder` or `clickhouse://user:password@host:8123/database`.

    Raises:
        ConfigurationError, FolderInUse, SchemaTooNew, StoreUnavailable: See `tocsin.errors`.
    """
    engine = Engine(url)
    try:
        migrate(engine)
    except BaseException:
        engine.close()
        raise
    return TelemetryStore(engine)
