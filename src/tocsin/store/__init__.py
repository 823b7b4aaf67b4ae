"""The store: ports the rooms above speak to, and adapters on ClickHouse SQL (telemetry) and SQL databases (state).

All SQL and every database driver lives here and nowhere else: `tocsin.store.telemetry`, `tocsin.store.state`.
"""

from tocsin.store.files import sha256_of
from tocsin.store.ports import (
    AuditStore,
    CohortCounts,
    DocumentStore,
    IncidentChange,
    IncidentStore,
    IntakeReader,
    KillSwitchStore,
    OutcomeWriter,
    PostmortemStore,
    ReleaseStore,
    SliReader,
    StoredDocument,
    TaskReader,
)
from tocsin.store.signal_ports import LogReader, MetricReader, ScoreReader, ScoreRecord, ScoreStore, ScoreWriter

__all__ = [
    "AuditStore",
    "CohortCounts",
    "DocumentStore",
    "IncidentChange",
    "IncidentStore",
    "IntakeReader",
    "KillSwitchStore",
    "LogReader",
    "MetricReader",
    "OutcomeWriter",
    "PostmortemStore",
    "ReleaseStore",
    "ScoreReader",
    "ScoreRecord",
    "ScoreStore",
    "ScoreWriter",
    "SliReader",
    "StoredDocument",
    "TaskReader",
    "sha256_of",
]
