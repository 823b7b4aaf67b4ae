"""The loop as the live server runs it: watch, propose, expire, write up; one tick after the other."""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

import structlog

from tocsin.api import LoopFacts
from tocsin.errors import TocsinError
from tocsin.incident import TOCSIN, entry, note
from tocsin.model import Incident, IncidentState, TimelineKind
from tocsin.respond import Responder
from tocsin.review import PostmortemSources, postmortem
from tocsin.store import AuditStore, IncidentStore, PostmortemStore

_log = structlog.get_logger()

_UNRESOLVED = (IncidentState.OPEN, IncidentState.ACKNOWLEDGED, IncidentState.MITIGATED)
_RECENTLY_RESOLVED = 50
"""Resolved incidents looked at for a missing postmortem; more never resolve between two ticks."""


class Ticking(Protocol):
    """One tick of the watch."""

    def tick(self, at: datetime) -> object:
        """Evaluate SLOs, move alerts and incidents, diagnose."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopMeans:
    """What the loop drives and where it writes."""

    seal: Callable[[datetime], object]
    watch: Ticking
    responder: Responder
    incidents: IncidentStore
    postmortems: PostmortemStore
    sources: PostmortemSources
    audit: AuditStore


class Loop:
    """Runs a tick; safe to repeat for the same instant, and to go on in a new process."""

    def __init__(self, means: LoopMeans) -> None:
        self._means = means
        self.facts = LoopFacts(ticks=0, failed_ticks=0, last_tick_at=None, last_tick_seconds=None)

    def tick(self, at: datetime) -> None:
        """Run one tick; a failure is counted and raised."""
        began = time.perf_counter()
        try:
            # Sealed up to this very instant first: then a replay of this tick sees the same tasks.
            self._means.seal(at)
            self._means.watch.tick(at)
            self._respond(at)
            self._write_up(at)
        except BaseException:
            self.facts = replace(self.facts, failed_ticks=self.facts.failed_ticks + 1)
            raise
        seconds = time.perf_counter() - began
        self.facts = replace(
            self.facts, ticks=self.facts.ticks + 1, last_tick_at=at, last_tick_seconds=round(seconds, 3)
        )

    def _respond(self, at: datetime) -> None:
        for incident in self._means.incidents.incidents(_UNRESOLVED):
            try:
                self._means.responder.propose(incident, at)
            except TocsinError as error:
                _log.warning("loop.propose_failed", incident=incident.id, error=str(error))
        self._means.responder.expire(at)

    def _write_up(self, at: datetime) -> None:
        for incident in self._means.incidents.incidents((IncidentState.RESOLVED,), limit=_RECENTLY_RESOLVED):
            if self._means.postmortems.postmortem(incident.id) is None:
                self._write_postmortem(incident, at)

    def _write_postmortem(self, incident: Incident, at: datetime) -> None:
        link = f"/api/v1/incidents/{incident.id}/postmortem"
        written = entry(at, TimelineKind.POSTMORTEM, TOCSIN, "Postmortem drafted from recorded facts", link)
        noted = self._means.incidents.update(incident.id, lambda stored: note(stored, written))
        self._means.audit.append(at, TOCSIN, "postmortem.written", incident.id, {"incident_id": incident.id})
        self._means.postmortems.put_postmortem(incident.id, postmortem(noted, self._means.sources, at), at)
