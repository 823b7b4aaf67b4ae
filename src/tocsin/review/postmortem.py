"""The postmortem: a finished incident as one Markdown document, the same for the same data, with no model involved.

It states facts and where each was read; judgement, owners and dates are left to people, and marked as left to them.
"""

from dataclasses import dataclass
from datetime import datetime

from tocsin.model import Incident
from tocsin.review.cause import cause
from tocsin.review.examples import examples
from tocsin.review.lessons import action_items, lessons
from tocsin.review.markdown import inline, link
from tocsin.review.response import response
from tocsin.review.source import audit_path, incident_path
from tocsin.review.story import impact, summary, timeline, times
from tocsin.store import AuditStore, ReleaseStore, TaskReader


@dataclass(frozen=True, slots=True)
class PostmortemSources:
    """Where a postmortem reads what the incident itself does not hold."""

    tasks: TaskReader
    releases: ReleaseStore
    audit: AuditStore


def postmortem(incident: Incident, sources: PostmortemSources, at: datetime) -> str:
    """Return the postmortem of an incident as Markdown.

    Args:
        incident: Resolved or not; what has not happened yet is said to be open.
        sources: Where traces, release contents and the audit log are read.
        at: When it is written.

    Returns:
        A document that ends with a line break. Text that came with telemetry is escaped or fenced.
    """
    sections = [
        f"# Postmortem: {inline(incident.title)}",
        (
            f"Incident {link(incident.id, incident_path(incident))}, {incident.severity.upper()}, {incident.state};"
            f" written {at:%Y-%m-%d %H:%M} UTC from recorded facts."
        ),
        summary(incident),
        impact(incident),
        timeline(incident),
        times(incident),
        cause(incident, sources.releases),
        examples(incident, sources.tasks),
        response(incident),
        lessons(incident),
        action_items(incident),
        _record(incident, sources.audit),
    ]
    return "\n\n".join(sections) + "\n"


_PAGE = 1000


def _record(incident: Incident, audit: AuditStore) -> str:
    """Name the audit lines about this incident and the hash that a later verification must still find."""
    mine: list[int] = []
    last_sequence, last_hash = 0, ""
    while page := audit.entries(after=last_sequence, limit=_PAGE):
        mine += [entry.sequence for entry in page if entry.details.get("incident_id") == incident.id]
        last_sequence, last_hash = page[-1].sequence, page[-1].hash
    if not mine:
        return "## Record\n\nThe audit log holds no entry about this incident."
    span = f"{mine[0]} to {mine[-1]}"
    return (
        f"## Record\n\n{len(mine)} entries of the audit log speak of this incident, within"
        f" {link(span, audit_path(mine[0], mine[-1]))}. When this was written the log ended at entry {last_sequence}"
        f" with hash `{last_hash}`; `tocsin audit verify` proves that it still contains it."
    )
