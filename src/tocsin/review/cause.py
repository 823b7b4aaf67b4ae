"""What may have caused it: the hypotheses with their evidence, and the text of the change that is blamed first."""

import difflib

from tocsin.model import Evidence, Hypothesis, Incident
from tocsin.review.markdown import fenced, inline, table
from tocsin.review.source import change_path, drawn_from, incident_path, query_path
from tocsin.store import ReleaseStore

_DIFF_LINES = 200


def cause(incident: Incident, releases: ReleaseStore) -> str:
    """Return the section on the cause; a hypothesis stays one until a person confirms it."""
    ranked = sorted(incident.hypotheses, key=lambda one: one.rank)
    if not ranked:
        return "## Cause\n\nNo diagnosis was made."
    first = ranked[0]
    parts = [
        "## Cause (hypothesis)",
        (
            f"Ranked first of {len(ranked)}, with {first.confidence:.0%} confidence:"
            f" {inline(first.summary)} {_source(incident, first)}."
        ),
        _evidence_list(incident, first),
        f"It would be refuted by: {inline(first.refuted_by)}." if first.refuted_by else "",
        _diff(first, releases),
        _others(ranked[1:]),
    ]
    return "\n\n".join(part for part in parts if part)


def _evidence_list(incident: Incident, hypothesis: Hypothesis) -> str:
    if not hypothesis.evidence:
        return "No evidence was recorded for or against it."
    strongest_first = sorted(hypothesis.evidence, key=lambda item: -abs(item.weight))
    return "\n".join(_evidence_line(incident, item) for item in strongest_first)


def _evidence_line(incident: Incident, item: Evidence) -> str:
    side = "For" if item.supports else "Against"
    path = query_path(item.query)
    source = drawn_from("query", path) if path else drawn_from("incident", incident_path(incident))
    return f"- {side} ({item.kind}, weight {item.weight:+.2f}): {inline(item.statement)} {source}."


def _diff(hypothesis: Hypothesis, releases: ReleaseStore) -> str:
    """Return what the blamed release changed, as a unified diff; a sentence when a version's text is not kept here."""
    axis = hypothesis.axis
    if axis is None or not hypothesis.to_version:
        return ""
    before = releases.release(axis, hypothesis.subject, hypothesis.from_version)
    after = releases.release(axis, hypothesis.subject, hypothesis.to_version)
    what = f"{axis} {inline(hypothesis.subject)}"
    if before is None or after is None:
        return f"The texts of {what} are not both in the release registry, so there is no comparison."
    lines = list(
        difflib.unified_diff(
            before.content.splitlines(),
            after.content.splitlines(),
            fromfile=f"{hypothesis.subject} {before.version}",
            tofile=f"{hypothesis.subject} {after.version}",
            lineterm="",
        )
    )
    left_out = len(lines) - _DIFF_LINES
    shown = lines[:_DIFF_LINES] + ([f"[... {left_out} more lines]"] if left_out > 0 else [])
    if not shown:
        return f"The texts of both versions of {what} are the same."
    return f"### What changed in {what}\n\n{fenced(chr(10).join(shown), 'diff')}"


def _others(others: list[Hypothesis]) -> str:
    if not others:
        return ""
    rows = [[str(one.rank), inline(one.cause), f"{one.confidence:.0%}", inline(one.summary)] for one in others]
    return "### Also considered\n\n" + table(["Rank", "Cause", "Confidence", "Hypothesis"], rows)


def _source(incident: Incident, hypothesis: Hypothesis) -> str:
    if hypothesis.change_id:
        return drawn_from("change", change_path(hypothesis.change_id))
    return drawn_from("incident", incident_path(incident))
