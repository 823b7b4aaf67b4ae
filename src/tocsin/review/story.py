"""What happened: summary, impact, timeline and the times between its turning points."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tocsin.model import BlastRadius, Incident, TimelineEntry
from tocsin.review.markdown import inline, link, table
from tocsin.review.source import drawn_from, incident_path, is_local, slo_path, trace_path


def summary(incident: Incident) -> str:
    """Return the summary section."""
    here = drawn_from("incident", incident_path(incident))
    lines = [
        (
            f"- From {_instant(incident.opened_at)}, {_names(incident.journeys)} on {_names(incident.services)} missed"
            f" {_names(sorted({alert.slo for alert in incident.alerts}))} {here}."
        ),
        *[
            f"- {inline(alert.summary)} {drawn_from(alert.slo, slo_path(alert.slo))}."
            for alert in incident.alerts
            if alert.summary
        ],
        _ending(incident),
    ]
    return "## Summary\n\n" + "\n".join(lines)


def impact(incident: Incident) -> str:
    """Return the impact section: how many tasks failed, on which releases."""
    radius = incident.blast_radius
    if radius is None or radius.share_failing is None:
        return "## Impact\n\nThe impact was not measured: no diagnosis found tasks in the window of the incident."
    here = drawn_from("incident", incident_path(incident))
    lines = [
        (
            f"- {radius.failing} of {radius.tasks} tasks failed ({radius.share_failing:.1%}) between the onset and the"
            f" last diagnosis {here}."
        ),
        *_release_lines(radius, here),
    ]
    if radius.example_failures:
        shown = ", ".join(link(trace_id[:8], trace_path(trace_id)) for trace_id in radius.example_failures)
        lines.append(f"- Failing tasks, newest first: {shown}.")
    return "## Impact\n\n" + "\n".join(lines)


def timeline(incident: Incident) -> str:
    """Return the timeline section: every entry, oldest first, in UTC."""
    entries = sorted(incident.timeline, key=lambda entry: entry.at)
    return "## Timeline (UTC)\n\n" + table(["When", "Who", "What"], map(_row, entries))


def times(incident: Incident) -> str:
    """Return the section on how long detection, acknowledgement, mitigation and resolution took."""
    began, detected = incident.opened_at, incident.detected_at
    rows = [
        ["Time to detect (MTTD)", "onset to first alert", elapsed(began, detected)],
        ["Time to acknowledge (MTTA)", "first alert to a person", elapsed(detected, incident.acknowledged_at)],
        ["Time to mitigate (MTTM)", "onset to verified recovery", elapsed(began, incident.mitigated_at)],
        ["Time to resolve (MTTR)", "onset to closed", elapsed(began, incident.resolved_at)],
    ]
    source = drawn_from("incident", incident_path(incident))
    measures = table(["Measure", "From, to", "Took"], rows)
    return f"## Detection and times\n\n{measures}\n\nMeasured on this incident {source}."


def elapsed(start: datetime, end: datetime | None) -> str:
    """Return a duration as "1 h 05 min 09 s" without leading zero units; "open" while there is no end."""
    if end is None:
        return "open"
    seconds = max(round((end - start) / timedelta(seconds=1)), 0)
    hours, minutes, rest = seconds // 3600, seconds // 60 % 60, seconds % 60
    if hours:
        return f"{hours} h {minutes:02} min {rest:02} s"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"


def _ending(incident: Incident) -> str:
    here = drawn_from("incident", incident_path(incident))
    if incident.mitigated_at is not None:
        counted = f", with recovery counted from {_instant(incident.recovered_at)}" if incident.recovered_at else ""
        return f"- Users were well again by {_instant(incident.mitigated_at)}{counted} {here}."
    if incident.resolved_at is not None:
        return f"- It was closed at {_instant(incident.resolved_at)} without a verified recovery {here}."
    return f"- It is not over: the incident is {incident.state} {here}."


def _release_lines(radius: BlastRadius, here: str) -> list[str]:
    lines = []
    for key, versions in sorted(radius.releases.items()):
        ranked = sorted(versions.items(), key=lambda item: (-item[1], item[0]))
        carried = ", ".join(f"{inline(version)} {count}" for version, count in ranked)
        lines.append(f"- Failing tasks by {inline(key)}: {carried} {here}.")
    return lines


def _row(entry: TimelineEntry) -> list[str]:
    text = inline(entry.text)
    if is_local(entry.link):
        text = f"{text} {drawn_from('source', entry.link)}"
    return [f"{entry.at:%Y-%m-%d %H:%M:%S}", inline(entry.actor), text]


def _instant(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def _names(names: Sequence[str]) -> str:
    return ", ".join(map(inline, names)) if names else "nothing named"
