"""The timeline: dated facts, appended and never rewritten."""

from dataclasses import replace
from datetime import datetime

from tocsin.model import Incident, TimelineEntry, TimelineKind

TOCSIN = "tocsin"
"""The actor of everything nobody asked for in person."""


def entry(at: datetime, kind: TimelineKind, actor: str, text: str, link: str = "") -> TimelineEntry:
    """Return a timeline entry; `link` is a path of this server or a URL."""
    return TimelineEntry(at=at, kind=kind, actor=actor, text=text, link=link)


def note(incident: Incident, entry: TimelineEntry) -> Incident:
    """Return the incident with one more entry; allowed in every state, because facts still come in after the end."""
    return replace(incident, timeline=(*incident.timeline, entry))
