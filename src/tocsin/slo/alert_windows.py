"""Alert windows: the multi-window, multi-burn-rate rules of the Site Reliability Workbook, fitted to one SLO.

The table is data (`windows/*.yaml`). Its rules say which share of the budget may be spent; the burn rate they amount
to depends on the SLO's own window and is kept between two bounds that make a rule able to fire, and worth firing.
"""

from collections.abc import Sequence
from datetime import timedelta
from importlib.resources import files
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from tocsin.model import AlertLevel, AlertWindow
from tocsin.slo.burn import budget_ratio
from tocsin.slo.duration import Duration

LEAST_BURN_RATE = 1.0
"""A slower burn never spends the budget, so no rule asks for less, however short the SLO's window."""

LARGEST_BAD_RATIO = 0.5
"""A journey that fails half its tasks is broken whatever its target. Without this bound a 90 % target could never
page: 14.4 times its budget is 144 % of the tasks. Half, and not all, because a lower confidence bound never reaches
100 %."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=to_camel)


class BudgetRule(_Written):
    """Fires when the long window spends more than this share, in (0, 1], of the budget of the whole SLO window."""

    level: AlertLevel
    budget_share: Annotated[float, Field(gt=0, le=1)]
    long: Duration
    short: Duration


class WindowTable(_Written):
    """A published set of rules with its source."""

    source: str
    url: str
    rules: tuple[BudgetRule, ...]


def load_window_table(name: str) -> WindowTable:
    """Return the table stored in this package as `windows/<name>.yaml`."""
    text = files("tocsin.slo").joinpath("windows", f"{name}.yaml").read_text(encoding="utf-8")
    return WindowTable.model_validate(yaml.safe_load(text))


SRE_WORKBOOK = load_window_table("sre-workbook")
"""Page at 2 % of the budget in 1h or 5 % in 6h, ticket at 10 % in 1d or in 3d."""


def alert_windows(
    window: timedelta, target: float, levels: Sequence[AlertLevel], table: WindowTable = SRE_WORKBOOK
) -> tuple[AlertWindow, ...]:
    """Return the rules of the given levels as burn rates of one SLO, in the order of the table.

    Args:
        window: Length of the SLO's rolling window. Rules that look back further than this are left out.
        target: Target ratio in (0, 1).
        levels: Which levels the SLO may alert at; none gives no rules.
        table: The rules.

    Returns:
        Burn rate = budget share x window / long window (Site Reliability Workbook, chapter 5), kept between
        `LEAST_BURN_RATE` and the burn rate at `LARGEST_BAD_RATIO`. Over 30 days the latter lowers the first page rule
        for targets below 0.965 and the second for targets below 0.917.

    Raises:
        InvalidInput: The target is out of range.
    """
    largest = LARGEST_BAD_RATIO / budget_ratio(target)
    return tuple(
        AlertWindow(
            rule.level,
            rule.long,
            rule.short,
            burn_rate=max(min(rule.budget_share * (window / rule.long), largest), LEAST_BURN_RATE),
        )
        for rule in table.rules
        if rule.level in levels and rule.long <= window
    )


SRE_WORKBOOK_WINDOWS = alert_windows(timedelta(days=30), 0.999, tuple(AlertLevel))
"""The rules as the workbook prints them, for 99.9 % over 30 days: 14.4 and 6 page, 3 and 1 ticket."""
