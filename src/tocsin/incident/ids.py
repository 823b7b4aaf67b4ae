"""Ids computed from what makes an alert this alert, so that live and replay, and a tick run twice, agree on them.

Not secrets: they can be guessed from an SLO's name and an instant.
"""

import base64
import hashlib
from datetime import UTC, datetime

from tocsin.model import AlertId, IncidentId, SloName

_DIGITS = 12
"""Base-32 digits kept: 60 bits, so that a million incidents collide with a chance below 1 in 10^6."""


def alert_id(slo: SloName, fired_at: datetime) -> AlertId:
    """Return the id of the alert that an SLO fired at an instant."""
    return AlertId(f"alr_{_digest(slo, fired_at)}")


def incident_id(slo: SloName, fired_at: datetime) -> IncidentId:
    """Return the id of the incident that this alert opens, if it opens one."""
    return IncidentId(f"inc_{_digest(slo, fired_at)}")


def _digest(slo: SloName, fired_at: datetime) -> str:
    identity = f"{slo}\n{fired_at.astimezone(UTC).isoformat()}"
    return base64.b32encode(hashlib.sha256(identity.encode()).digest()).decode().lower()[:_DIGITS]
