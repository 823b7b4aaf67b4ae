"""What can change in an AI system, and the record that it did."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.model.ids import ChangeId, ReleaseId


class Axis(StrEnum):
    """What can be released and rolled back on its own."""

    PROMPT = "prompt"
    MODEL = "model"
    INDEX = "index"
    ROUTING = "routing"
    GUARDRAIL = "guardrail"
    CODE = "code"
    CONFIG = "config"
    VENDOR = "vendor"
    PRICE = "price"


@dataclass(frozen=True, slots=True)
class Release:
    """An immutable version of a named subject on an axis.

    Attributes:
        subject: What is released, e.g. the prompt "support-answer".
        version: Unique within (axis, subject).
        content: The released text (a prompt, a JSON document); never changes.
        content_hash: SHA-256 of the content in UTF-8, 64 lower-case hexadecimal digits.
    """

    id: ReleaseId
    axis: Axis
    subject: str
    version: str
    content: str
    content_hash: str
    author: str
    notes: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a change applies; an empty field means everywhere."""

    service: str = ""
    journey: str = ""
    environment: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A release going live, or any other dated event that may matter.

    Attributes:
        at: When it took effect, by whoever reports it.
        recorded_at: When Tocsin learned of it; replay shows a change from then on.
        from_version: What was live before; empty when unknown.
        to_version: What is live from `at` on.
        source: Who reports it, e.g. "registry", "api", "ci".
    """

    id: ChangeId
    axis: Axis
    subject: str
    from_version: str
    to_version: str
    at: datetime
    recorded_at: datetime
    author: str
    scope: Scope
    source: str
    url: str
    summary: str

    @property
    def release_key(self) -> str:
        """The key under which tasks carry this change's version in `Task.releases`: "<axis>:<subject>"."""
        return f"{self.axis}:{self.subject}"
