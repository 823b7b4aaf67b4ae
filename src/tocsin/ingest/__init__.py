"""Ingest: OTLP bytes in, spans and tasks in the store, an honest account of what became of everything.

Reads OTLP over HTTP and gRPC; writes spans, tasks, prices. Its invariant: what was acknowledged is on disk and will be
queryable, and nothing is dropped silently.
"""

from tocsin.ingest.account import Ledger
from tocsin.ingest.commit import GroupCommit
from tocsin.ingest.journeys import parse_journeys
from tocsin.ingest.limits import IngestLimits
from tocsin.ingest.otlp_grpc import create_otlp_grpc
from tocsin.ingest.otlp_http import create_otlp_http
from tocsin.ingest.price_book import read_price_book
from tocsin.ingest.pricing import Pricer, published_price
from tocsin.ingest.receiver import Receiver
from tocsin.ingest.recent import REMEMBERED_FOR, RecentRequests
from tocsin.ingest.sealer import Sealer, SealPolicy

__all__ = [
    "REMEMBERED_FOR",
    "GroupCommit",
    "IngestLimits",
    "Ledger",
    "Pricer",
    "Receiver",
    "RecentRequests",
    "SealPolicy",
    "Sealer",
    "create_otlp_grpc",
    "create_otlp_http",
    "parse_journeys",
    "published_price",
    "read_price_book",
]
