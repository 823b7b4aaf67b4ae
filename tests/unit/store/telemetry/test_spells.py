"""Arithmetic on spells: whole hours and what is left of a window together make up the window."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tocsin.model import Window
from tocsin.store.telemetry.queries.spells import (
    DAY,
    MOST_SPELLS,
    Spell,
    bounded,
    contains,
    gaps,
    merged,
    newest_first,
    spells_outside,
)

START = datetime(2026, 11, 20, tzinfo=UTC)
MINUTES = st.integers(min_value=0, max_value=3 * 24 * 60)
INSTANTS = MINUTES.map(lambda minutes: START + timedelta(minutes=minutes))
SPELLS = st.lists(st.tuples(INSTANTS, INSTANTS).map(sorted).map(lambda pair: (pair[0], pair[1])), max_size=12)
HOURS = st.sets(st.integers(min_value=0, max_value=71).map(lambda hour: START + timedelta(hours=hour)), max_size=20)


def minutes_of(*spells: Spell) -> set[datetime]:
    """Return the minutes that begin in any of the spells."""
    return {
        start + timedelta(minutes=minute)
        for start, end in spells
        for minute in range((end - start) // timedelta(minutes=1))
    }


@given(spells=SPELLS)
def test_merging_loses_and_adds_nothing(spells: list[Spell]) -> None:
    joined = merged(spells)
    assert minutes_of(*joined) == minutes_of(*spells)
    assert all(before[1] < after[0] for before, after in pairwise(joined))


@given(touched=HOURS, whole=HOURS, start=INSTANTS, end=INSTANTS)
def test_whole_hours_and_the_rest_cover_what_was_touched_once(
    touched: set[datetime], whole: set[datetime], start: datetime, end: datetime
) -> None:
    window, whole = Window(start, end), whole & touched
    known = minutes_of(*((hour, hour + timedelta(hours=1)) for hour in whole if contains(window, hour)))
    rest = minutes_of(*spells_outside(window, sorted(touched), whole))
    held = minutes_of(*((hour, hour + timedelta(hours=1)) for hour in touched)) & minutes_of((start, max(start, end)))
    assert not known & rest
    assert known | rest == held


@given(days=st.sets(st.integers(min_value=1, max_value=5)), start=INSTANTS, length=MINUTES)
def test_days_and_the_gaps_between_them_cover_a_window_once(days: set[int], start: datetime, length: int) -> None:
    window = Window(start, start + timedelta(minutes=length))
    inside = [day for n in days if window.start <= (day := START + n * DAY) and day + DAY <= window.end]
    between = minutes_of(*gaps(window, inside))
    within = minutes_of(*((day, day + DAY) for day in inside))
    assert not between & within
    assert between | within == minutes_of((window.start, window.end))


def test_too_many_spells_become_one_that_holds_them_all() -> None:
    few = [(START + n * DAY, START + n * DAY + timedelta(hours=1)) for n in range(MOST_SPELLS)]
    assert bounded(few) == few
    more = [*few, (START + 99 * DAY, START + 100 * DAY)]
    assert bounded(more) == [(START, START + 100 * DAY)]


@given(start=INSTANTS, end=INSTANTS)
def test_looks_go_back_from_the_end_and_cover_a_window_once(start: datetime, end: datetime) -> None:
    parts = list(newest_first(Window(start, end), (timedelta(hours=1), DAY)))
    assert minutes_of(*((part.start, part.end) for part in parts)) == minutes_of((start, end))
    assert all(newer.start == older.end for newer, older in pairwise(parts))
    full = [part.length for part in parts[:-1]]
    assert full == [timedelta(hours=1), DAY][: len(full)]
