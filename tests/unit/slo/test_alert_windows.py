"""The rules as the workbook prints them, and what becomes of them for other windows and targets."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tocsin.model import AlertLevel, AlertWindow
from tocsin.slo import SRE_WORKBOOK_WINDOWS, alert_windows
from tocsin.slo.alert_windows import LARGEST_BAD_RATIO, SRE_WORKBOOK

BOTH = tuple(AlertLevel)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
MONTH = timedelta(days=30)


def burn_rates(window: timedelta, target: float) -> list[float]:
    return [rule.burn_rate for rule in alert_windows(window, target, BOTH)]


def test_thirty_days_give_the_published_table() -> None:
    """Site Reliability Workbook, chapter 5: the recommended parameters and the rule file beside them."""
    assert [(rule.level, rule.long, rule.short) for rule in SRE_WORKBOOK_WINDOWS] == [
        (AlertLevel.PAGE, HOUR, HOUR / 12),
        (AlertLevel.PAGE, 6 * HOUR, HOUR / 2),
        (AlertLevel.TICKET, DAY, 2 * HOUR),
        (AlertLevel.TICKET, 3 * DAY, 6 * HOUR),
    ]
    assert [rule.burn_rate for rule in SRE_WORKBOOK_WINDOWS] == pytest.approx([14.4, 6, 3, 1])


def test_the_table_names_its_source() -> None:
    assert SRE_WORKBOOK.source == "Site Reliability Workbook, chapter 5"
    assert SRE_WORKBOOK.url.startswith("https://sre.google/")


def test_a_rule_spends_its_share_of_the_budget_when_it_is_just_met() -> None:
    window = 28 * DAY
    spent = [rule.burn_rate * (rule.long / window) for rule in alert_windows(window, 0.999, BOTH)][:3]
    assert spent == pytest.approx([0.02, 0.05, 0.10])


def test_a_short_window_never_asks_for_less_than_the_pace_that_spends_the_budget() -> None:
    assert burn_rates(7 * DAY, 0.99) == pytest.approx([3.36, 1.4, 1, 1])


def test_a_generous_target_can_still_fire() -> None:
    """At 90 % a burn rate of 14.4 would be 144 % of the tasks; five times the budget is half of them."""
    assert burn_rates(MONTH, 0.9) == pytest.approx([5, 5, 3, 1])


def test_a_rule_that_looks_back_further_than_the_budget_is_left_out() -> None:
    assert [rule.long for rule in alert_windows(2 * DAY, 0.99, BOTH)] == [HOUR, 6 * HOUR, DAY]


@pytest.mark.parametrize("level", BOTH)
def test_only_the_levels_asked_for_are_given(level: AlertLevel) -> None:
    assert {rule.level for rule in alert_windows(MONTH, 0.99, [level])} == {level}


def test_no_level_gives_no_rule() -> None:
    assert alert_windows(MONTH, 0.99, []) == ()


@settings(deadline=None)
@given(st.integers(1, 365), st.floats(0.5, 0.9999))
def test_every_rule_can_fire_and_is_worth_firing(days: int, target: float) -> None:
    rules: tuple[AlertWindow, ...] = alert_windows(days * DAY, target, BOTH)
    assert rules
    for rule in rules:
        assert rule.burn_rate >= 1
        assert rule.burn_rate * (1 - target) <= LARGEST_BAD_RATIO + 1e-9
