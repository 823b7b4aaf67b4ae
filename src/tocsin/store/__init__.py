"""The store: ports the rooms above speak to, and adapters on ClickHouse SQL (telemetry) and SQL databases (state).

All SQL and every database driver lives here and nowhere else: `tocsin.store.telemetry`, `tocsin.store.state`.
"""

from tocsin.store.ports import (
    AuditStore,
    CohortCounts,
    DocumentStore,
    IncidentChange,
    IncidentStore,
    KillSwitchStore,
    OutcomeWriter,
    PostmortemStore,
    ReleaseStore,
    ScoreRecord,
    ScoreWriter,
    SliReader,
    StoredDocument,
    TaskReader,
)

__all__ = [
    "AuditStore",
    "CohortCounts",
    "DocumentStore",
    "IncidentChange",
    "IncidentStore",
    "KillSwitchStore",
    "OutcomeWriter",
    "PostmortemStore",
    "ReleaseStore",
    "ScoreRecord",
    "ScoreWriter",
    "SliReader",
    "StoredDocument",
    "TaskReader",
]
