"""Trying redaction out: what the rules in force make of a text, without storing it."""

from collections.abc import Mapping

from fastapi import APIRouter
from pydantic import BaseModel, Field

from tocsin.api.inputs import Served, Strict
from tocsin.api.problems import problem_responses

router = APIRouter(prefix="/api/v1/redaction", tags=["status"])

_LONGEST_TEXT = 1_000_000


class RedactionTrial(Strict):
    """A text to try the rules on."""

    text: str = Field(max_length=_LONGEST_TEXT, examples=["Write to mira.holm@example.com"])


class RedactionResult(BaseModel):
    """What the rules in force make of it."""

    text: str | None = Field(description="As it would be stored; null when a rule drops the whole value.")
    redacted: Mapping[str, int] = Field(description="How much each rule, or kind of secret, redacted.")


@router.post("/test", summary="Try the redaction rules on a text", responses=problem_responses(400))
def test_redaction(services: Served, trial: RedactionTrial) -> RedactionResult:
    """Return the text as the rules in force would store it inside a message; it is neither stored nor logged."""
    result = services.redact(trial.text)
    return RedactionResult(text=result.text, redacted=result.finds)
