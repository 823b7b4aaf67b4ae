"""The audit log: read it, and have its chain verified."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tocsin.api.inputs import Served, Strict
from tocsin.api.paging import Limit, Page
from tocsin.api.problems import problem_responses
from tocsin.model import AuditEntry
from tocsin.respond import ChainVerdict, verify_chain
from tocsin.store import AuditStore

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])

_BATCH = 1000


class AuditQuery(Strict):
    """Which entries to list."""

    after: Annotated[int, Field(ge=0, description="Entries with a greater sequence.")] = 0
    limit: Limit = 100


class VerifyQuery(Strict):
    """What the log must contain."""

    expect: Annotated[
        str, Field(pattern="^([0-9a-f]{64})?$", description="A hash noted earlier; a log without it was cut.")
    ] = ""


@router.get("", summary="List audit entries", responses=problem_responses(400))
def list_audit_entries(services: Served, query: Annotated[AuditQuery, Query()]) -> Page[AuditEntry]:
    """Return entries in the order in which they were written; `next` is the `after` of the next page."""
    found = services.audit.entries(query.after, query.limit + 1)
    page = found[: query.limit]
    return Page[AuditEntry](items=page, next=str(page[-1].sequence) if len(found) > query.limit else None)


@router.get("/verify", summary="Verify the audit log", responses=problem_responses(400))
def verify_audit_log(services: Served, query: Annotated[VerifyQuery, Query()]) -> ChainVerdict:
    """Walk the whole chain; `problem` says where an entry was changed, moved or removed."""
    return verify_chain(_all_entries(services.audit), expected_last_hash=query.expect)


def _all_entries(audit: AuditStore) -> Iterator[AuditEntry]:
    after = 0
    while batch := audit.entries(after, _BATCH):
        yield from batch
        after = batch[-1].sequence
