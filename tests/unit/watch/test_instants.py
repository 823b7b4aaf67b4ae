"""Ticks lie on multiples of the step since the epoch."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.tasks import MONDAY
from tocsin.model import Window
from tocsin.watch.instants import aligned, count_ticks, ticks

SECONDS = st.integers(0, 100_000).map(lambda seconds: timedelta(seconds=seconds))
STEPS = st.integers(1, 4_000).map(lambda seconds: timedelta(seconds=seconds))


@given(offset=SECONDS, length=SECONDS, step=STEPS)
def test_a_window_holds_every_tick_instant_in_it_and_no_other(
    offset: timedelta, length: timedelta, step: timedelta
) -> None:
    length = min(length, 50 * step)
    window = Window(MONDAY + offset, MONDAY + offset + length)
    found = list(ticks(window, step))

    assert len(found) == count_ticks(window, step)
    assert all(window.start <= at < window.end and aligned(at, step) == at for at in found)
    assert all(later - earlier == step for earlier, later in pairwise(found))
    if found:
        assert found[0] - step < window.start
        assert found[-1] + step >= window.end
    else:
        assert length < step


@given(offset=SECONDS, step=STEPS)
def test_an_instant_belongs_to_the_tick_before_it(offset: timedelta, step: timedelta) -> None:
    at = MONDAY + offset

    assert aligned(at, step) <= at < aligned(at, step) + step
