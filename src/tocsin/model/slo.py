"""SLIs as counts, SLOs as targets over them, and the verdicts an evaluation gives. The maths live in the slo room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.model.ids import JourneyName, SloName
from tocsin.model.task import TaskFilter
from tocsin.model.window import Window


class Tier(StrEnum):
    """What an SLO is for: outcome owns the error budget and pages; objective tickets; diagnostic is evidence only."""

    OUTCOME = "outcome"
    OBJECTIVE = "objective"
    DIAGNOSTIC = "diagnostic"


class AlertLevel(StrEnum):
    """How loudly a burn is announced."""

    PAGE = "page"
    TICKET = "ticket"


@dataclass(frozen=True, slots=True)
class SliQuery:
    """Which tasks are valid events and which of those are good: good = `valid` and `good` both hold."""

    valid: TaskFilter
    good: TaskFilter


@dataclass(frozen=True, slots=True)
class SliQuestion:
    """What to count, and in which windows."""

    query: SliQuery
    windows: Sequence[Window]


@dataclass(frozen=True, slots=True)
class SliCounts:
    """Counts over one window; 0 <= good <= total."""

    good: int
    total: int

    @property
    def bad(self) -> int:
        """Valid events that missed the SLI."""
        return self.total - self.good

    @property
    def ratio(self) -> float | None:
        """Share of good events in [0, 1]; None without events: no traffic is not health."""
        return self.good / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class SliPoint:
    """Counts of one step of a series that starts at `start`."""

    start: datetime
    counts: SliCounts


@dataclass(frozen=True, slots=True)
class AlertWindow:
    """One row of a multi-window multi-burn-rate table; it fires when both windows burn faster than `burn_rate`."""

    level: AlertLevel
    long: timedelta
    short: timedelta
    burn_rate: float


@dataclass(frozen=True, slots=True)
class Slo:
    """One service level objective over the tasks of a journey.

    Attributes:
        target: Share of good events aimed at, in (0, 1).
        window: Length of the rolling window the budget is counted over.
        alert_windows: Burn-rate rules; empty for the diagnostic tier.
    """

    name: SloName
    service: str
    journey: JourneyName | None
    tier: Tier
    description: str
    query: SliQuery
    target: float
    window: timedelta
    alert_windows: Sequence[AlertWindow]


@dataclass(frozen=True, slots=True)
class BurnRate:
    """Burn over one window. `rate` and `lower_bound` are None without events.

    Attributes:
        lower_bound: Burn rate at the lower end of the 95 % interval of the bad ratio; what a page is judged by.
    """

    length: timedelta
    counts: SliCounts
    rate: float | None
    lower_bound: float | None


@dataclass(frozen=True, slots=True)
class AlertVerdict:
    """What one alert window says at one instant."""

    window: AlertWindow
    long: BurnRate
    short: BurnRate
    firing: bool


@dataclass(frozen=True, slots=True)
class SloStatus:
    """One SLO evaluated at one instant.

    Attributes:
        budget_remaining: Share of the error budget left, 1 untouched, 0 spent, negative overspent; None without events.
    """

    slo: Slo
    at: datetime
    counts: SliCounts
    budget_remaining: float | None
    verdicts: Sequence[AlertVerdict]

    @property
    def firing(self) -> AlertVerdict | None:
        """The loudest firing verdict: a page before a ticket, then the fastest burn; None when quiet."""
        firing = [verdict for verdict in self.verdicts if verdict.firing]
        pages_first = sorted(firing, key=lambda v: (v.window.level is not AlertLevel.PAGE, -v.window.burn_rate))
        return pages_first[0] if pages_first else None
