"""Ingest: OTLP bytes in, spans and tasks in the store, an honest account of what became of everything.

Reads OTLP over HTTP and gRPC; writes spans, tasks, prices. Its invariant: what was acknowledged is on disk and will be
queryable, and nothing is dropped silently.
"""

from tocsin.ingest.account import OTHER_SOURCES, Ledger
from tocsin.ingest.census import Census
from tocsin.ingest.commit import AT_ONCE, INSERTS, GroupCommit
from tocsin.ingest.journeys import parse_journeys
from tocsin.ingest.landing import Landing
from tocsin.ingest.limits import IngestLimits
from tocsin.ingest.mappings import parse_mapping
from tocsin.ingest.otlp_grpc import create_otlp_grpc
from tocsin.ingest.otlp_http import create_otlp_http
from tocsin.ingest.pasted_span import parse_pasted_span
from tocsin.ingest.prices import (
    PRICES_LOOK_BACK,
    BookFile,
    PriceBook,
    Pricer,
    Repricer,
    RepricingProgress,
    UnpricedCalls,
    nearest_model,
    price_of,
    read_price_book,
)
from tocsin.ingest.receiver import Receiver
from tocsin.ingest.recent import REMEMBERED_FOR, RecentRequests
from tocsin.ingest.redaction import RedactedText, Redaction, RedactionPolicy, parse_redaction
from tocsin.ingest.sampling import parse_sampling
from tocsin.ingest.sealer import Sealer, SealPolicy
from tocsin.ingest.whereabouts import TraceState, TraceWhereabouts, Whereabouts

__all__ = [
    "AT_ONCE",
    "INSERTS",
    "OTHER_SOURCES",
    "PRICES_LOOK_BACK",
    "REMEMBERED_FOR",
    "BookFile",
    "Census",
    "GroupCommit",
    "IngestLimits",
    "Landing",
    "Ledger",
    "PriceBook",
    "Pricer",
    "Receiver",
    "RecentRequests",
    "RedactedText",
    "Redaction",
    "RedactionPolicy",
    "Repricer",
    "RepricingProgress",
    "SealPolicy",
    "Sealer",
    "TraceState",
    "TraceWhereabouts",
    "UnpricedCalls",
    "Whereabouts",
    "create_otlp_grpc",
    "create_otlp_http",
    "nearest_model",
    "parse_journeys",
    "parse_mapping",
    "parse_pasted_span",
    "parse_redaction",
    "parse_sampling",
    "price_of",
    "read_price_book",
]
