"""Turns weighed candidates into ranked hypotheses; the unknown cause is always one of them."""

from collections.abc import Sequence
from dataclasses import replace

from tocsin.diagnose.api_request import change_request
from tocsin.diagnose.candidates import Exclusion
from tocsin.diagnose.evidence.wording import clock_time, version_of
from tocsin.diagnose.ranking import confidences
from tocsin.model import CAUSE_OF_AXIS, Cause, Change, Evidence, EvidenceKind, Hypothesis

Weighed = tuple[Change, Sequence[Evidence]]


def rank(weighed: Sequence[Weighed], excluded: Sequence[Exclusion]) -> tuple[Hypothesis, ...]:
    """Return one hypothesis per candidate and the unknown cause, most credible first.

    Args:
        weighed: Candidates with all their evidence.
        excluded: Changes that were ruled out; the unknown cause shows them, so that nobody has to ask.
    """
    *shares, unknown_share = confidences([sum(item.weight for item in evidence) for _, evidence in weighed])
    drafts = [
        *(_of_change(change, evidence, share) for (change, evidence), share in zip(weighed, shares, strict=True)),
        _unknown(unknown_share, excluded, candidates=len(weighed)),
    ]
    ordered = sorted(drafts, key=lambda draft: (-draft.confidence, draft.changed_at is None, draft.change_id or ""))
    return tuple(_ranked(draft, number) for number, draft in enumerate(ordered, start=1))


def undated(reason: str) -> tuple[Hypothesis, ...]:
    """Return the unknown cause alone: without a confirmed deviation nothing is blamed.

    Args:
        reason: Why nothing was confirmed; a sentence without its full stop.
    """
    return (_hypothesis_of_unknown(1.0, reason, ()),)


def _of_change(change: Change, evidence: Sequence[Evidence], confidence: float) -> Hypothesis:
    strongest_first = sorted(evidence, key=lambda item: -abs(item.weight))
    moved = f"from {change.from_version} to {change.to_version}" if change.from_version else f"to {change.to_version}"
    by = f" by {change.author}" if change.author else ""
    return Hypothesis(
        rank=0,
        axis=change.axis,
        cause=CAUSE_OF_AXIS[change.axis],
        confidence=confidence,
        change_id=change.id,
        subject=change.subject,
        from_version=change.from_version,
        to_version=change.to_version,
        changed_at=change.at,
        summary=f"{change.axis} {change.subject} went {moved} at {clock_time(change.at)}{by}",
        evidence=tuple(strongest_first),
        refuted_by=(
            f"tasks on {version_of(change)} that fail no more often than others of the same time, or failures that go"
            f" on where it is no longer live"
        ),
    )


def _unknown(confidence: float, excluded: Sequence[Exclusion], *, candidates: int) -> Hypothesis:
    if candidates:
        return _hypothesis_of_unknown(confidence, "None of the candidate changes explains it", excluded)
    return _hypothesis_of_unknown(confidence, "No recorded change could have caused it", excluded)


def _hypothesis_of_unknown(confidence: float, summary: str, excluded: Sequence[Exclusion]) -> Hypothesis:
    return Hypothesis(
        rank=1,
        axis=None,
        cause=Cause.UNKNOWN,
        confidence=confidence,
        change_id=None,
        subject="",
        from_version="",
        to_version="",
        changed_at=None,
        summary=summary,
        evidence=tuple(_left_out(exclusion) for exclusion in excluded),
        refuted_by="a change, recorded or still to be reported, whose tasks fail while tasks without it do not",
    )


def _left_out(exclusion: Exclusion) -> Evidence:
    return Evidence(
        kind=EvidenceKind.ABSENCE,
        supports=True,
        weight=0.0,
        statement=f"{version_of(exclusion.change)} was left out: it {exclusion.reason}",
        values={},
        query=change_request(exclusion.change),
    )


def _ranked(draft: Hypothesis, number: int) -> Hypothesis:
    return replace(draft, rank=number)
