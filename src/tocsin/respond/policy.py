"""Who may do what: one Cedar decision per step, asked when an action is proposed and asked again before it runs.

Fails closed. Cedar skips a policy that cannot be evaluated, and skipping a `forbid` would permit; so any error denies.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

import cedarpy

from tocsin.errors import ConfigurationError
from tocsin.incident import TOCSIN
from tocsin.model import Mode, Risk


class PolicyStep(StrEnum):
    """What is about to happen to an action."""

    PROPOSE = "propose"
    APPROVE = "approve"
    EXECUTE = "execute"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class PolicyRequest:
    """One question to the policy.

    Attributes:
        principal: A person's name, or "tocsin".
        confidence: How far the latest diagnosis believes in the change the action answers, in [0, 1].
        min_confidence: The runbook's bound on it.
        share: Share of all tasks the action touches, in [0, 1]; None when it cannot be measured.
        max_share: The runbook's bound on it.
    """

    principal: str
    step: PolicyStep
    kind: str
    axis: str
    subject: str
    journeys: Sequence[str]
    mode: Mode
    risk: Risk
    reversible: bool
    confidence: float
    min_confidence: float
    share: float | None
    max_share: float
    kill_switch: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer, with the ids of the policies that decided; `reason` is for a person."""

    allowed: bool
    policies: Sequence[str]
    reason: str


class Policy:
    """The default policies with an operator's own added; permits add up, one forbid is enough."""

    def __init__(self, operator_policies: str = "") -> None:
        """Read and validate the policies.

        Args:
            operator_policies: The text of the operator's Cedar file; empty for the defaults alone.

        Raises:
            ConfigurationError: The text does not parse, or names something the schema does not know.
        """
        folder = files("tocsin.respond") / "policies"
        schema_text = (folder / "schema.cedarschema").read_text(encoding="utf-8")
        text = (folder / "default.cedar").read_text(encoding="utf-8") + "\n" + operator_policies
        verdict = cedarpy.validate_policies(text, schema_text)
        if not verdict.validation_passed:
            problems = "; ".join(str(error) for error in verdict.errors)
            raise ConfigurationError(f"the response policy cannot be used: {problems}")
        self._policies = cedarpy.PolicySet.from_str(text)
        self._schema = cedarpy.Schema.from_str(schema_text)

    def decide(self, request: PolicyRequest) -> Decision:
        """Return whether the step is allowed. Pure; any doubt denies."""
        resource = {"type": "Subject", "id": f"{request.axis}/{request.subject}"}
        answer = cedarpy.is_authorized(
            request={
                "principal": _principal(request.principal),
                "action": {"type": "Action", "id": request.kind},
                "resource": resource,
                "context": _context(request),
            },
            policies=self._policies,
            entities=[
                {
                    "uid": resource,
                    "attrs": {"axis": request.axis, "name": request.subject, "journeys": list(request.journeys)},
                    "parents": [],
                }
            ],
            schema=self._schema,
        )
        annotations = answer.diagnostics.id_annotations_by_reason
        names = tuple(annotations.get(policy, policy) for policy in answer.diagnostics.reasons)
        errors = answer.diagnostics.errors
        if errors:
            return Decision(allowed=False, policies=names, reason=f"policy error: {'; '.join(errors)}")
        if answer.allowed:
            return Decision(allowed=True, policies=names, reason=f"permitted by {', '.join(names)}")
        why = f"forbidden by {', '.join(names)}" if names else "no policy permits it"
        return Decision(allowed=False, policies=names, reason=f"{request.step} by {request.principal!r}: {why}")


def _principal(name: str) -> dict[str, str]:
    return {"type": "Tocsin" if name == TOCSIN else "Person", "id": name}


def _context(request: PolicyRequest) -> dict[str, object]:
    """Return Cedar's context; ratios become whole per cents, rounded to the careful side."""
    context: dict[str, object] = {
        "step": request.step.value,
        "mode": request.mode.value,
        "risk": request.risk.value,
        "reversible": request.reversible,
        "confidence_percent": math.floor(_percent(request.confidence)),
        "min_confidence_percent": math.ceil(_percent(request.min_confidence)),
        "max_share_percent": math.floor(_percent(request.max_share)),
        "kill_switch": request.kill_switch,
    }
    if request.share is not None:
        context["share_percent"] = math.ceil(_percent(request.share))
    return context


def _percent(ratio: float) -> float:
    """Return per cents without the float noise that would floor 0.29 to 28."""
    return round(ratio * 100, 6)
