"""Arithmetic on spells of time: which parts of a window are covered by whole hours, and which are left over."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import TypeAlias

from tocsin.model import Window
from tocsin.store.telemetry.queries.hours import HOUR

DAY = timedelta(days=1)

Spell: TypeAlias = tuple[datetime, datetime]
"""Instants t with start <= t < end."""


def contains(window: Window, hour: datetime) -> bool:
    """Return whether a window holds the whole hour that starts at `hour`."""
    return window.start <= hour and hour + HOUR <= window.end


def spells_outside(window: Window, touched: Iterable[datetime], whole: Collection[datetime]) -> Sequence[Spell]:
    """Return the parts of a window in touched hours that no whole hour answers for; adjacent ones joined.

    Args:
        window: What is asked for.
        touched: Starts of the hours that hold anything at all.
        whole: Those whose answer is known whole.
    """
    parts = (
        (max(hour, window.start), min(hour + HOUR, window.end))
        for hour in touched
        if not (hour in whole and contains(window, hour))
    )
    return merged(part for part in parts if part[0] < part[1])


def merged(spells: Iterable[Spell]) -> Sequence[Spell]:
    """Return spells in order, those that touch or overlap joined into one."""
    joined: list[Spell] = []
    for start, end in sorted(spells):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


MOST_SPELLS = 40
"""More ranges than this in one statement take longer to analyse than they save."""


def bounded(spells: Sequence[Spell]) -> Sequence[Spell]:
    """Return the spells, or one from the first start to the last end when they are too many for one statement."""
    return spells if len(spells) <= MOST_SPELLS else [(spells[0][0], spells[-1][1])]


def gaps(window: Window, days: Collection[datetime]) -> Sequence[Spell]:
    """Return the parts of a window between whole days."""
    edges = [window.start, *(edge for day in sorted(days) for edge in (day, day + DAY)), window.end]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def newest_first(window: Window, looks: Iterable[timedelta]) -> Iterator[Window]:
    """Yield the parts of a window from its end back: one as long as each of `looks`, then all that is left."""
    end = window.end
    for start in (*(end - look for look in accumulate(looks)), window.start):
        if window.start < end:
            yield Window(max(start, window.start), end)
            end = start
