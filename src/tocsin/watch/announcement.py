"""What people are told, once each: an incident opened, got worse, came back or is over."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from tocsin.model import AlertLevel, Incident


class Announced(StrEnum):
    """What happened to the incident. Further alerts on an open incident are not announced: one cause pages once."""

    OPENED = "opened"
    ESCALATED = "escalated"
    REOPENED = "reopened"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Announcement:
    """One thing to tell people.

    Attributes:
        level: How loudly: whether it wakes a person.
        incident: As stored, with its first diagnosis if it was just opened.
    """

    kind: Announced
    level: AlertLevel
    at: datetime
    incident: Incident


Announce = Callable[[Announcement], None]
"""Tells people. It must not raise: an incident stands whether or not somebody could be told."""
