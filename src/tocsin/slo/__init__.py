"""Service level objectives: is a journey good enough, how much of its error budget is left, and must someone be told?

Reads counts over sealed tasks through `SliReader`; writes nothing. Invariants: it works on counts, so that windows add
up; no traffic is not health, and gives None rather than 100 %; the same counts give the same verdict.
"""

from tocsin.slo.alert_windows import SRE_WORKBOOK_WINDOWS, alert_windows
from tocsin.slo.burn import burn_rate, error_budget_remaining
from tocsin.slo.evaluate import evaluate
from tocsin.slo.interval import Interval, wilson_interval
from tocsin.slo.parse import parse_slo, parse_slos

__all__ = [
    "SRE_WORKBOOK_WINDOWS",
    "Interval",
    "alert_windows",
    "burn_rate",
    "error_budget_remaining",
    "evaluate",
    "parse_slo",
    "parse_slos",
    "wilson_interval",
]
