"""Mapping rules, tried on a span before they are applied."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from tocsin.api.inputs import Served, Strict
from tocsin.api.problems import problem_responses
from tocsin.model import MappedSpan

router = APIRouter(prefix="/api/v1/mappings", tags=["configuration"])

_LONGEST_TEXT = 1_000_000


class MappingTest(Strict):
    """A span, and the rules to try on it."""

    span: Annotated[
        Mapping[str, Any],
        Field(
            description="An OTLP/JSON request or span, or a flat map of attributes.",
            examples=[{"my.model": "north-7", "my.tokens": 12}],
        ),
    ]
    mapping: Annotated[
        str | None,
        Field(max_length=_LONGEST_TEXT, description="YAML, documents of kind Mapping; those in force when left out."),
    ] = None


@router.post("/test", summary="Try mapping rules on a span", responses=problem_responses(400))
def test_mapping(services: Served, body: MappingTest) -> MappedSpan:
    """Return the columns of a span, what gave each, and the attributes that nothing reads. Nothing is stored."""
    return services.map_span(body.span, body.mapping)
