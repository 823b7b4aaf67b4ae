"""From when on an SLO's alert windows count: what an earlier incident answered for does not alert again."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from tocsin.incident import belongs, uncleared
from tocsin.model import Incident, IncidentState, Slo


def counts_since(incidents: Sequence[Incident], slo: Slo) -> datetime | None:
    """Return the instant from which an SLO's alert windows count; None for the whole of them.

    It is the last verified recovery of an incident the SLO is part of, or the moment a person resolved such an incident
    while it still alerted: their word, too, is an answer to what happened before. Windows that start later are not
    affected, so the instant needs no expiry.
    """
    told = [one.resolved_at for one in _about(slo, incidents) if one.state is IncidentState.RESOLVED and uncleared(one)]
    return _last([recovered_at(slo, incidents), *told])


def recovered_at(slo: Slo, incidents: Iterable[Incident]) -> datetime | None:
    """Return the last verified recovery of an incident the SLO is part of; a diagnosis does not look behind it."""
    return _last(one.recovered_at for one in _about(slo, incidents))


def _about(slo: Slo, incidents: Iterable[Incident]) -> list[Incident]:
    return [one for one in incidents if belongs(slo.journey, slo.service, one)]


def _last(instants: Iterable[datetime | None]) -> datetime | None:
    return max((instant for instant in instants if instant is not None), default=None)
