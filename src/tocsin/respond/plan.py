"""A plan: one concrete action, told completely, and the hash an approval binds to."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from tocsin.model import Risk, Runbook


@dataclass(frozen=True, slots=True)
class Plan:
    """What an actuator would do about one hypothesis, before anybody agreed to it.

    Attributes:
        parameters: Everything the actuator needs to do it; part of the plan hash.
        subject: What it acts on, "<axis>/<name>"; cooldown and the loop guard count per subject.
        share: Share of all tasks it touches in [0, 1]; None when that cannot be measured, which no bound allows.
    """

    kind: str
    title: str
    parameters: Mapping[str, str]
    subject: str
    risk: Risk
    reversible: bool
    share: float | None
    blast_radius: str
    undo: str


def bounds_of(runbook: Runbook) -> Mapping[str, str]:
    """Return every limit of a runbook as text; durations in seconds, shares as their shortest decimal."""
    return {
        "runbook": runbook.name,
        "mode": runbook.mode.value,
        "min_confidence": repr(float(runbook.min_confidence)),
        "max_share": repr(float(runbook.max_share)),
        "cooldown_seconds": repr(runbook.cooldown.total_seconds()),
        "approval_ttl_seconds": repr(runbook.approval_ttl.total_seconds()),
        "verify_for_seconds": repr(runbook.verify_for.total_seconds()),
        "verify_min_tasks": str(runbook.verify_min_tasks),
    }


def plan_hash(kind: str, parameters: Mapping[str, str], runbook: Runbook) -> str:
    """Return the SHA-256 of a plan, 64 lower-case hexadecimal digits.

    The hash is over JSON with sorted keys and no spaces, UTF-8, of {"bounds", "kind", "parameters"}. Whoever edits the
    runbook or the parameters after an approval makes another plan, and the approval no longer holds.
    """
    document = {"kind": kind, "parameters": dict(parameters), "bounds": dict(bounds_of(runbook))}
    canonical = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()
