"""What one diagnosis is about: the objective, the onset, and the two windows that everything compares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from tocsin.diagnose.onset import Onset
from tocsin.model import Change, JourneyName, SliQuery, Slo, Window
from tocsin.store import SliReader, TaskReader

BASELINE = timedelta(hours=1)
"""How much time before the onset shows what was normal; recovery is judged by the same hour."""


class ChangeReader(Protocol):
    """The one thing a diagnosis asks of the release store; every `ReleaseStore` has it."""

    def changes(
        self, window: Window | None = None, *, known_at: datetime | None = None, limit: int = 500
    ) -> Sequence[Change]:
        """Return changes that took effect in the window and were recorded by `known_at`, newest first."""
        ...


@dataclass(frozen=True, slots=True)
class Sources:
    """The ports a diagnosis reads; every number in it comes from them."""

    sli: SliReader
    tasks: TaskReader
    changes: ChangeReader


@dataclass(frozen=True, slots=True)
class Case:
    """One confirmed deviation at one instant.

    Attributes:
        journeys: All journeys that are hit, the objective's own among them; empty when none is named.
        at: The instant of knowledge: nothing recorded or sealed later is seen.
        before: What was normal. It ends where the onset may first lie.
        during: The trouble. It begins where the onset may last lie, but holds at least the later half of the time
            since; what lies between the two windows is left out.
        failing: How many failing tasks of `during` carried each version, by release key.
    """

    slo: Slo
    journeys: Sequence[JourneyName]
    at: datetime
    onset: Onset
    before: Window
    during: Window
    failing: Mapping[str, Mapping[str, int]]

    @property
    def elsewhere(self) -> SliQuery | None:
        """The same SLI over the tasks of all journeys; None when the objective is about all of them already."""
        if not self.slo.query.valid.journeys:
            return None
        everywhere = replace(self.slo.query.valid, journeys=(), services=())
        return SliQuery(valid=everywhere, good=replace(self.slo.query.good, journeys=(), services=()))


def build_case(
    slo: Slo, onset: Onset, sli: SliReader, at: datetime, *, journeys: Sequence[JourneyName], since: datetime | None
) -> Case:
    """Return the case of an onset; one question to the telemetry store."""
    during = Window(min(onset.latest, onset.at + (at - onset.at) / 2), at)
    return Case(
        slo=slo,
        journeys=tuple(journeys),
        at=at,
        onset=onset,
        before=Window.ending(onset.earliest, BASELINE).since(since),
        during=during,
        failing=sli.release_keys(slo.query, during, at),
    )
