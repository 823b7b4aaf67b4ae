"""The OpenAPI document: in step with the code, and tidy enough to generate a client from."""

import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tocsin.api import openapi_document

STORED = Path(__file__).parents[3] / "ui" / "openapi.json"


def _operations() -> list[tuple[str, dict[str, Any]]]:
    paths: dict[str, dict[str, dict[str, Any]]] = openapi_document()["paths"]
    return [(f"{method.upper()} {path}", one) for path, methods in paths.items() for method, one in methods.items()]


OPERATIONS = _operations()


def test_the_stored_document_is_in_step() -> None:
    """When this fails: `make openapi`."""
    assert json.loads(STORED.read_text(encoding="utf-8")) == openapi_document()


def test_the_server_serves_the_same_document(client: TestClient) -> None:
    assert client.get("/api/v1/openapi.json").json() == openapi_document()


def test_every_operation_has_an_id_of_its_own() -> None:
    ids = [operation["operationId"] for _, operation in OPERATIONS]
    assert sorted(ids) == sorted(set(ids))
    assert all(name.isalpha() for name in ids)


@pytest.mark.parametrize(("name", "operation"), OPERATIONS, ids=[name for name, _ in OPERATIONS])
def test_every_operation_says_what_it_does_and_how_it_fails(name: str, operation: dict[str, Any]) -> None:
    assert operation["summary"]
    assert operation["description"]
    assert len(operation["tags"]) == 1
    problem = operation["responses"]["default"]["content"]["application/problem+json"]["schema"]
    assert problem == {"$ref": "#/components/schemas/Problem"}
    assert "422" not in operation["responses"]


def test_every_reference_leads_to_a_schema() -> None:
    text = json.dumps(openapi_document())
    schemas = openapi_document()["components"]["schemas"]
    named = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert sorted(named - set(schemas)) == []


def test_every_tag_is_explained() -> None:
    explained = {tag["name"] for tag in openapi_document()["tags"]}
    assert {operation["tags"][0] for _, operation in OPERATIONS} == explained


def test_no_schema_leaves_its_list_without_an_end() -> None:
    pages = {name: one for name, one in openapi_document()["components"]["schemas"].items() if name.startswith("Page_")}
    assert pages
    assert all(set(page["required"]) == {"items", "next"} for page in pages.values())
