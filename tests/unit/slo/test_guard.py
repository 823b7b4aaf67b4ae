"""The low-traffic guard, level by level."""

from datetime import timedelta

import pytest

from tocsin.model import AlertLevel, AlertWindow, SliCounts
from tocsin.slo.burn import measure
from tocsin.slo.guard import judge

TARGET = 0.99


def firing(level: AlertLevel, burn_rate: float, long: tuple[int, int], short: tuple[int, int]) -> bool:
    """Return the verdict on (bad, total) of the long and of the short window."""
    window = AlertWindow(level, timedelta(hours=1), timedelta(minutes=5), burn_rate)
    burns = [
        measure(SliCounts(good=total - bad, total=total), length, TARGET)
        for length, (bad, total) in ((window.long, long), (window.short, short))
    ]
    return judge(window, *burns).firing


@pytest.mark.parametrize(
    ("long", "short", "expected"),
    [
        ((300, 1000), (30, 100), True),
        ((300, 1000), (0, 100), False),
        ((10, 1000), (90, 100), False),
    ],
    ids=["both windows burn", "it has stopped", "it has only begun"],
)
@pytest.mark.parametrize("level", list(AlertLevel))
def test_both_windows_must_burn(
    level: AlertLevel, long: tuple[int, int], short: tuple[int, int], expected: bool
) -> None:
    assert firing(level, 14.4, long, short) is expected


def test_a_page_needs_certainty_where_a_ticket_needs_the_count() -> None:
    """Twenty bad of a hundred burn at 20, but the lower bound is 13.3."""
    assert not firing(AlertLevel.PAGE, 14.4, (20, 100), (20, 100))
    assert firing(AlertLevel.TICKET, 14.4, (20, 100), (20, 100))


@pytest.mark.parametrize("level", list(AlertLevel))
@pytest.mark.parametrize(("bad", "expected"), [(2, False), (3, True)])
def test_two_bad_events_are_an_anecdote(level: AlertLevel, bad: int, expected: bool) -> None:
    assert firing(level, 6, (bad, bad), (bad, bad)) is expected


def test_bad_events_are_counted_over_the_long_window() -> None:
    """The short window may hold one; it only has to say that the burn goes on."""
    assert firing(AlertLevel.TICKET, 6, (3, 10), (1, 2))
    assert not firing(AlertLevel.TICKET, 6, (2, 10), (2, 2))


@pytest.mark.parametrize("level", list(AlertLevel))
@pytest.mark.parametrize(("long", "short"), [((0, 0), (0, 0)), ((50, 50), (0, 0))], ids=["ever", "lately"])
def test_no_traffic_never_fires(level: AlertLevel, long: tuple[int, int], short: tuple[int, int]) -> None:
    assert not firing(level, 1, long, short)


def test_a_burn_at_the_threshold_is_not_above_it() -> None:
    assert not firing(AlertLevel.TICKET, 3, (300, 10_000), (30, 1000))
    assert firing(AlertLevel.TICKET, 3, (301, 10_000), (31, 1000))
