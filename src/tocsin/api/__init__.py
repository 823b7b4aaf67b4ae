"""The API: REST v1 for people's tools, the UI and applications, with problem documents for every error.

Reads and writes through the ports of `Services`, which the composition root fills. Invariants: what is not understood
is refused and named; blocking calls run on threads, never on the event loop; no answer shows a stack trace.
"""

from tocsin.api.application import create_api, openapi_document
from tocsin.api.metrics import METRICS
from tocsin.api.services import (
    ActionDecisions,
    AppliedDocument,
    ApplyDocuments,
    BackupJob,
    BackupJobs,
    BackupState,
    DocumentProblem,
    DocumentResult,
    DocumentsRefused,
    LoopFacts,
    PriceDesk,
    ReplayJob,
    ReplayJobs,
    ReplayState,
    RepricingJob,
    RepricingJobs,
    RepricingState,
    ServerFacts,
    Services,
)

__all__ = [
    "METRICS",
    "ActionDecisions",
    "AppliedDocument",
    "ApplyDocuments",
    "BackupJob",
    "BackupJobs",
    "BackupState",
    "DocumentProblem",
    "DocumentResult",
    "DocumentsRefused",
    "LoopFacts",
    "PriceDesk",
    "ReplayJob",
    "ReplayJobs",
    "ReplayState",
    "RepricingJob",
    "RepricingJobs",
    "RepricingState",
    "ServerFacts",
    "Services",
    "create_api",
    "openapi_document",
]
