"""docs/slos.md: its examples parse, and its tables say what the code does."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from tocsin.model import AlertLevel, AlertWindow, SliCounts, TaskField, Tier
from tocsin.slo import SRE_WORKBOOK_WINDOWS, alert_windows, parse_slos
from tocsin.slo.burn import measure
from tocsin.slo.guard import judge

DOCS = (Path(__file__).parents[3] / "docs" / "slos.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", DOCS, flags=re.DOTALL)
GUARD_ROWS = re.findall(r"^\| (\d+) of (\d+) \| ([\d.]+) \| ([\d.]+) \| (yes|no)", DOCS, flags=re.MULTILINE)


def pages(window: AlertWindow, bad: int, total: int, target: float) -> bool:
    burn = measure(SliCounts(good=total - bad, total=total), window.long, target)
    return judge(window, burn, burn).firing


def test_examples_give_the_slos_the_text_names() -> None:
    names = [slo.name for example in EXAMPLES for slo in parse_slos(yaml.safe_load(example))]
    assert names == ["answer-quality", "answer-completion", "answer-latency-fast", "answer-latency-bearable"]


def test_there_is_an_example_of_each_tier() -> None:
    assert {slo.tier for example in EXAMPLES for slo in parse_slos(yaml.safe_load(example))} == set(Tier)


@pytest.mark.parametrize("field", list(TaskField))
def test_every_field_is_listed(field: TaskField) -> None:
    assert f"`{field}`" in DOCS


@pytest.mark.parametrize("rule", SRE_WORKBOOK_WINDOWS, ids=lambda rule: str(rule.long))
def test_every_rule_of_the_table_is_listed(rule: AlertWindow) -> None:
    long = f"{rule.long.days}d" if rule.long.days else f"{rule.long // timedelta(hours=1)}h"
    assert re.search(rf"\| {rule.level} \| \d+ % \| {long} \| \w+ \| {rule.burn_rate:g} \|", DOCS)


@pytest.mark.parametrize(("bad", "total", "rate", "bound", "verdict"), GUARD_ROWS)
def test_the_low_traffic_table_is_right(bad: str, total: str, rate: str, bound: str, verdict: str) -> None:
    fast = SRE_WORKBOOK_WINDOWS[0]
    burn = measure(SliCounts(good=int(total) - int(bad), total=int(total)), fast.long, 0.99)
    assert (burn.rate, burn.lower_bound) == pytest.approx((float(rate), float(bound)), abs=0.05)
    assert pages(fast, int(bad), int(total), 0.99) is (verdict == "yes")


def test_the_low_traffic_table_is_found() -> None:
    assert len(GUARD_ROWS) == 5


def test_the_price_of_the_guard_is_as_the_text_says() -> None:
    """A total outage at 95 % fires the first rule at the fourth bad task, the second at the third."""
    first, second = alert_windows(timedelta(days=30), 0.95, [AlertLevel.PAGE])
    assert [pages(first, bad, bad, 0.95) for bad in (3, 4)] == [False, True]
    assert [pages(second, bad, bad, 0.95) for bad in (2, 3)] == [False, True]
