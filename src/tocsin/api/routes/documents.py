"""Configuration documents: what is applied, and applying more."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from tocsin.api.inputs import Person, Served, Strict
from tocsin.api.paging import Page
from tocsin.api.problems import problem_responses
from tocsin.api.services import AppliedDocument
from tocsin.store import StoredDocument

router = APIRouter(prefix="/api/v1/documents", tags=["configuration"])


class DocumentsQuery(Strict):
    """Which documents to list."""

    kind: str | None = None


class Application(Strict):
    """Documents to apply."""

    text: Annotated[str, Field(description="YAML, one or more documents separated by `---`.")]
    by: Person


@router.get("", summary="List applied documents")
def list_documents(services: Served, query: Annotated[DocumentsQuery, Query()]) -> Page[StoredDocument]:
    """Return the documents in force, as their authors wrote them, sorted by kind and name."""
    return Page[StoredDocument](items=services.documents.documents(query.kind), next=None)


@router.post("", summary="Apply documents", responses=problem_responses(400))
def apply_documents(services: Served, body: Application) -> Page[AppliedDocument]:
    """Put every document of the text to work, or none of them when one cannot be used."""
    return Page[AppliedDocument](items=services.apply_documents(body.text, body.by), next=None)
