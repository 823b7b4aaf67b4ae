"""The changepoint scan against a slow readable version, and what it must find or refuse to find."""

import random
from itertools import pairwise
from math import log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.diagnose.changepoint import first_rise, log_likelihood, scan
from tocsin.model import SliCounts

POINTS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)).map(lambda c: SliCounts(c[0], sum(c))), max_size=40)
TARGET_MISSED = 0.02


def drawn(rng: random.Random, *stretches: tuple[int, float], tasks: int = 6) -> list[SliCounts]:
    """Return a series of stretches (points, bad ratio) with `tasks` tasks a point."""
    return [
        SliCounts(sum(rng.random() >= ratio for _ in range(tasks)), tasks)
        for points, ratio in stretches
        for _ in range(points)
    ]


def slowly(series: list[SliCounts]) -> tuple[int, float] | None:
    """Return the best upward split and its gain, each task's probability multiplied by itself."""

    def likelihood(part: list[SliCounts]) -> float:
        bad, good = sum(c.bad for c in part), sum(c.good for c in part)
        ratio = bad / (bad + good) if bad + good else 0.0
        return sum(log(ratio) for _ in range(bad)) + sum(log(1 - ratio) for _ in range(good))

    def ratio(part: list[SliCounts]) -> float | None:
        total = sum(c.total for c in part)
        return sum(c.bad for c in part) / total if total else None

    best = None
    for split in range(1, len(series)):
        before, after = series[:split], series[split:]
        low, high = ratio(before), ratio(after)
        if low is None or high is None or high - low < 1e-12:
            continue
        gain = likelihood(before) + likelihood(after) - likelihood(series)
        if best is None or gain > best[1] + 1e-9:
            best = split, gain
    return best


@given(POINTS)
def test_the_scan_agrees_with_the_slow_version(series: list[SliCounts]) -> None:
    found, expected = scan(series), slowly(series)

    if found is not None:
        assert expected is not None
        assert found.gain == pytest.approx(expected[1])
        assert found.earliest <= found.index <= found.latest
    if expected is not None and expected[1] > 40:
        assert found is not None


@pytest.mark.parametrize("seed", range(10))
def test_the_onset_of_a_step_is_found_to_the_point(seed: int) -> None:
    found = first_rise(drawn(random.Random(seed), (120, 0.01), (40, 0.6)), TARGET_MISSED)

    assert found is not None
    assert found.earliest <= 120 <= found.latest
    assert abs(found.index - 120) <= 2


def test_a_series_without_a_change_has_no_onset() -> None:
    false_alarms = [seed for seed in range(200) if scan(drawn(random.Random(seed), (150, 0.05)))]

    assert len(false_alarms) <= 1, "the scan promises one false alarm in a thousand"


def test_getting_better_is_not_an_onset() -> None:
    assert scan(drawn(random.Random(1), (60, 0.6), (60, 0.01))) is None


def test_a_rise_that_is_tolerable_is_not_an_onset() -> None:
    series = drawn(random.Random(1), (200, 0.001), (200, 0.04), tasks=40)

    assert scan(series) is not None
    assert first_rise(series, tolerable_ratio=0.05) is None


def test_a_slow_start_is_dated_back() -> None:
    series = drawn(random.Random(3), (120, 0.005), (40, 0.12), (60, 0.7), tasks=12)
    late, early = scan(series), first_rise(series, TARGET_MISSED)

    assert late is not None
    assert early is not None
    assert abs(late.index - 160) <= 3
    assert abs(early.index - 120) <= 8


def test_a_blip_that_recovered_is_not_the_onset() -> None:
    series = drawn(random.Random(5), (100, 0.01), (10, 0.5), (100, 0.01), (60, 0.6), tasks=8)
    found = first_rise(series, TARGET_MISSED)

    assert found is not None
    assert abs(found.index - 210) <= 2


@pytest.mark.parametrize("series", [[], [SliCounts(1, 1)], [SliCounts(0, 0), SliCounts(0, 9)]])
def test_too_little_says_nothing(series: list[SliCounts]) -> None:
    assert scan(series) is None


def test_more_of_the_same_evidence_is_more_likelihood() -> None:
    steps = ([SliCounts(9, 9)] * times + [SliCounts(0, 9)] * times for times in (2, 4, 8))
    gains = [found.gain for found in map(scan, steps) if found]

    assert len(gains) == 3
    assert all(less < more for less, more in pairwise(gains))
    assert log_likelihood(0, 5) == log_likelihood(5, 5) == 0
