"""Reads the series around an alert and dates the onset: coarse over the whole scan, then to ten seconds around it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from tocsin.diagnose.changepoint import Changepoint, first_rise, scan
from tocsin.model import Alert, SliCounts, SliPoint, Slo, Window
from tocsin.store import SliReader

STEPS = (timedelta(seconds=10), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15))
"""Widths of the points of a series; the finest is how precisely an onset is dated."""
_MOST_POINTS = 1_000
"""Points per series: an alert over an hour is scanned in 10 s steps, one over three days in quarters of an hour."""
_BEFORE = 2
"""Long windows before the alert that are scanned: one the burn may fill, one to show what was normal."""
_AFTER = timedelta(minutes=10)
"""Time after the alert that still sharpens the onset; later points tell about the response and not about the onset."""
_REFINE = 10
"""Coarse steps to either side that are scanned again with the finest step."""


@dataclass(frozen=True, slots=True)
class Onset:
    """When the trouble began; earliest <= at <= latest.

    Attributes:
        at: Start of the first bad step.
        earliest: The first instant that is plausible; what lies before was well.
        latest: The last one; what lies after is trouble.
        gain: How much better two ratios fit than one, in nats.
        before: Counts of the scan before the onset.
        after: Counts of the scan from then on.
    """

    at: datetime
    earliest: datetime
    latest: datetime
    gain: float
    before: SliCounts
    after: SliCounts


def find_onset(slo: Slo, alert: Alert, reader: SliReader, at: datetime, since: datetime | None) -> Onset | None:
    """Return when the trouble behind an alert began, or None when the SLI did not get worse in the time scanned.

    Args:
        slo: The alert's objective.
        alert: What fired.
        reader: Counts over tasks; asked once or twice.
        at: The instant of knowledge.
        since: Nothing before this is looked at: it belongs to an incident that is answered for.
    """
    long = timedelta(seconds=alert.long_window_seconds)
    window = Window(alert.fired_at - _BEFORE * long, min(at, alert.fired_at + _AFTER)).since(since)
    step = next((step for step in STEPS if window.length <= _MOST_POINTS * step), STEPS[-1])
    points = reader.series(slo.query, window, step, at)
    found = first_rise(_counts(points), tolerable_ratio=1 - slo.target)
    if found is None:
        return None
    coarse = _dated(points, found, step)
    if step == STEPS[0]:
        return coarse
    around = Window(max(coarse.at - _REFINE * step, window.start), min(coarse.at + _REFINE * step, window.end))
    return _refined(coarse, reader.series(slo.query, around, STEPS[0], at))


def _refined(coarse: Onset, points: Sequence[SliPoint]) -> Onset:
    found = scan(_counts(points))
    if found is None:
        return coarse  # too few tasks so close by; the coarse date stands
    fine = _dated(points, found, STEPS[0])
    return replace(coarse, at=fine.at, earliest=fine.earliest, latest=fine.latest)


def _dated(points: Sequence[SliPoint], found: Changepoint, step: timedelta) -> Onset:
    return Onset(
        at=points[found.index].start,
        # Between the last good step and the first bad one there may be steps without a task.
        earliest=points[found.earliest - 1].start + step,
        latest=points[found.latest].start + step,
        gain=found.gain,
        before=found.before,
        after=found.after,
    )


def _counts(points: Sequence[SliPoint]) -> list[SliCounts]:
    return [point.counts for point in points]
