"""When a disk is full, told from rates."""

from math import inf

import pytest

from tocsin.store.telemetry.upkeep.storage import days_until_full


def test_what_is_kept_for_ever_fills_any_disk() -> None:
    assert days_until_full(100, [(10, inf)]) == 10


def test_a_table_that_ends_growing_in_time_never_fills_the_disk() -> None:
    assert days_until_full(100, [(10, 9)]) is None


def test_each_table_grows_for_a_time_of_its_own() -> None:
    # 30 a day for two days, then 10 a day: 60 + 40.
    assert days_until_full(100, [(20, 2), (10, inf)]) == 6


@pytest.mark.parametrize("growing", [[], [(5, 0)], [(5, 0), (3, 1)]])
def test_nothing_that_grows_long_enough_never_fills_it(growing: list[tuple[float, float]]) -> None:
    assert days_until_full(100, growing) is None


def test_without_room_it_is_full_now() -> None:
    assert days_until_full(0, [(10, inf)]) == 0
