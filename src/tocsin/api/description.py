"""How the API describes itself in OpenAPI beyond what its endpoints say: groups, and problem documents."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from tocsin.api.problems import Problem

TAGS = [
    {"name": "status", "description": "How the server itself is doing."},
    {"name": "telemetry", "description": "Tasks, traces, logs, metrics, outcomes and scores."},
    {"name": "prices", "description": "What model calls cost, what has no price, and pricing a past range again."},
    {"name": "objectives", "description": "Service level objectives and their error budgets."},
    {"name": "changes", "description": "What changed, what is live, what may go live."},
    {"name": "incidents", "description": "Incidents, hypotheses and the response to them."},
    {"name": "configuration", "description": "Documents that say what to watch and what may be done."},
    {"name": "audit", "description": "The record that proves what happened."},
]


def description_of(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document of an application, with the schema that its problem responses refer to."""
    document = get_openapi(
        title=app.title, version=app.version, summary=app.summary, routes=app.routes, tags=app.openapi_tags
    )
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    document["components"]["schemas"].update({**problem.pop("$defs"), "Problem": problem})
    return document
