"""Which changes may have caused it, and which cannot have, each with the reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.diagnose.onset import Onset
from tocsin.model import Change

LOOKBACK = timedelta(hours=24)
"""How long before the onset a change may lie: a day, so that an effect which needs a daily peak of traffic is found."""
TOLERANCE = timedelta(seconds=60)
"""How long after the onset a change may be dated and still be a candidate: clocks of reporters differ, and a pipeline
tells of a change when its job ends, seconds after it took effect."""
BY_RUNBOOK = "runbook"
"""The source of changes that actions make."""
MOST_CANDIDATES = 8
"""Changes that are weighed, a few questions to the telemetry store each."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A change that is not a candidate, and why, as the end of a sentence that begins "It"."""

    change: Change
    reason: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """Changes sifted: considered ones nearest to the onset first, and the excluded ones."""

    considered: Sequence[Change]
    excluded: Sequence[Exclusion]


def sift(
    changes: Sequence[Change],
    onset: Onset,
    *,
    journeys: Sequence[str],
    services: Sequence[str],
    failing: Mapping[str, Mapping[str, int]],
    detected_at: datetime,
) -> Candidates:
    """Return the changes that could have caused trouble on journeys of services, and the rest with reasons.

    Args:
        changes: Known changes of the lookback.
        onset: When the trouble began.
        journeys: Journeys that are hit; empty when the SLO names none, and then no journey is excluded.
        services: Services that are hit.
        failing: Versions that failing tasks carried, by release key; such changes are considered before others.
        detected_at: When the first alert fired; what a runbook changed from then on is an answer, not a cause.
    """
    reasons = {change.id: _exclusion(change, onset, journeys, services, detected_at) for change in changes}
    possible = [change for change in changes if reasons[change.id] is None]
    possible.sort(key=lambda change: (not _is_carried(change, failing), _distance(change, onset), change.id))
    excluded = [Exclusion(change, reason) for change in changes if (reason := reasons[change.id]) is not None]
    late = f"is further from the onset than {MOST_CANDIDATES} other candidates"
    excluded += [Exclusion(change, late) for change in possible[MOST_CANDIDATES:]]
    return Candidates(tuple(possible[:MOST_CANDIDATES]), tuple(excluded))


def _exclusion(
    change: Change, onset: Onset, journeys: Sequence[str], services: Sequence[str], detected_at: datetime
) -> str | None:
    if change.source == BY_RUNBOOK and change.at >= detected_at:
        return "is what a runbook did about it"
    if change.at > onset.latest + TOLERANCE:
        return f"took effect {_seconds(change.at - onset.at)} s after the onset"
    if change.to_version and change.from_version == change.to_version:
        return f"changed nothing: {change.to_version!r} was live before"
    if change.scope.journey and journeys and change.scope.journey not in journeys:
        return f"applies to the journey {change.scope.journey!r} only"
    if change.scope.service and services and change.scope.service not in services:
        return f"applies to the service {change.scope.service!r} only"
    return None


def _is_carried(change: Change, failing: Mapping[str, Mapping[str, int]]) -> bool:
    return change.to_version in failing.get(change.release_key, {})


def _distance(change: Change, onset: Onset) -> timedelta:
    return abs(change.at - onset.at)


def _seconds(length: timedelta) -> int:
    return round(length.total_seconds())
