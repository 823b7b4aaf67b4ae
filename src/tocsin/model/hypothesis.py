"""Ranked candidate causes, each with the evidence for and against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.model.change import Axis
from tocsin.model.ids import ChangeId


class Cause(StrEnum):
    """The closed list of causes a hypothesis may name; each is described in docs/causes.md."""

    PROMPT_CHANGE = "prompt_change"
    MODEL_CHANGE = "model_change"
    INDEX_CHANGE = "index_change"
    ROUTING_CHANGE = "routing_change"
    GUARDRAIL_CHANGE = "guardrail_change"
    CODE_CHANGE = "code_change"
    CONFIG_CHANGE = "config_change"
    VENDOR_REGRESSION = "vendor_regression"
    PRICE_CHANGE = "price_change"
    UNKNOWN = "unknown"


CAUSE_OF_AXIS: Mapping[Axis, Cause] = {
    Axis.PROMPT: Cause.PROMPT_CHANGE,
    Axis.MODEL: Cause.MODEL_CHANGE,
    Axis.INDEX: Cause.INDEX_CHANGE,
    Axis.ROUTING: Cause.ROUTING_CHANGE,
    Axis.GUARDRAIL: Cause.GUARDRAIL_CHANGE,
    Axis.CODE: Cause.CODE_CHANGE,
    Axis.CONFIG: Cause.CONFIG_CHANGE,
    Axis.VENDOR: Cause.VENDOR_REGRESSION,
    Axis.PRICE: Cause.PRICE_CHANGE,
}


class EvidenceKind(StrEnum):
    """What an item of evidence compares."""

    TIME = "time"
    SCOPE = "scope"
    EXPOSURE = "exposure"
    ONSET = "onset"
    ABSENCE = "absence"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One finding for or against a hypothesis.

    Attributes:
        weight: Signed log-odds contribution; positive speaks for the hypothesis.
        query: The API request that shows the same numbers again, e.g. "GET /api/v1/traces?...".
        values: The numbers the statement rests on, each key with its unit in the name.
    """

    kind: EvidenceKind
    supports: bool
    weight: float
    statement: str
    values: Mapping[str, float]
    query: str


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """A candidate cause.

    Attributes:
        rank: 1 is the most credible.
        confidence: Share of belief in [0, 1]; all hypotheses of an incident, the unknown one included, add up to 1.
        axis: None for the unknown cause.
        refuted_by: What observation would refute it, in words.
    """

    rank: int
    axis: Axis | None
    cause: Cause
    confidence: float
    change_id: ChangeId | None
    subject: str
    from_version: str
    to_version: str
    changed_at: datetime | None
    summary: str
    evidence: Sequence[Evidence]
    refuted_by: str
