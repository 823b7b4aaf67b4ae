"""Replay: the watch over stored telemetry on its own clock, without effects. What would have paged?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.diagnose import Sources
from tocsin.model import Incident, Slo, Window
from tocsin.store.memory import MemoryIncidents
from tocsin.watch.announcement import Announcement
from tocsin.watch.instants import count_ticks, ticks
from tocsin.watch.watch import Watch


@dataclass(frozen=True, slots=True)
class ReplayProgress:
    """How far a replay is.

    Attributes:
        at: The instant of the last tick.
        incidents: All incidents so far, oldest first.
    """

    at: datetime
    ticks_done: int
    ticks_total: int
    incidents: Sequence[Incident]


def replay(window: Window, step: timedelta, *, slos: Sequence[Slo], sources: Sources) -> Iterator[ReplayProgress]:
    """Yield the progress after each tick of a window, start <= t < end; the last one holds the result.

    Each tick sees only the tasks that were sealed and the changes that were recorded by its instant. Nothing is stored,
    nobody is told, nothing is acted on: an incident that was mitigated in truth goes on here until it is quiet.

    Raises:
        InvalidInput: The step is not positive.
        StoreUnavailable: A store did not answer.
    """
    incidents = MemoryIncidents()
    watch = Watch(slos=lambda: slos, sources=sources, incidents=incidents, announce=_tell_nobody, step=step)
    total = count_ticks(window, step)
    most = total * len(slos)
    for done, at in enumerate(ticks(window, step), start=1):
        watch.tick(at)
        yield ReplayProgress(at, done, total, tuple(reversed(incidents.incidents(limit=most))))


def _tell_nobody(announcement: Announcement) -> None:
    """Take an announcement and tell nobody."""
