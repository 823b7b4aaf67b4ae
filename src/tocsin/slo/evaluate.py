"""One SLO at one instant: counts in, budget and verdicts out, with a single question to the store."""

from datetime import datetime

from tocsin.model import Slo, SloStatus, Window
from tocsin.slo.burn import error_budget_remaining, measure
from tocsin.slo.guard import judge
from tocsin.store import SliReader


def evaluate(slo: Slo, reader: SliReader, at: datetime, *, since: datetime | None = None) -> SloStatus:
    """Return the status of an SLO at an instant, from the tasks that were sealed by then.

    Args:
        slo: The objective.
        reader: Counts over tasks; asked once, for all windows together.
        at: The end of every window, timezone-aware UTC.
        since: Alert windows start no earlier than this: after a verified recovery they count afresh, so that what is
            mended does not alert again. The budget window is never clipped: what was spent stays spent.

    Returns:
        One verdict per alert window, in the SLO's order. Each `BurnRate.length` is the length that was counted, shorter
        than the rule's while clipped. Budget and burn rates are None where there were no events.

    Raises:
        StoreUnavailable: The store did not answer.
    """
    lengths = list(dict.fromkeys(length for rule in slo.alert_windows for length in (rule.long, rule.short)))
    windows = [Window.ending(at, length).since(since) for length in lengths]
    spent, *counted = reader.counts(slo.query, [Window.ending(at, slo.window), *windows], at)
    burns = {
        length: measure(counts, window.length, slo.target)
        for length, window, counts in zip(lengths, windows, counted, strict=True)
    }
    return SloStatus(
        slo=slo,
        at=at,
        counts=spent,
        budget_remaining=error_budget_remaining(spent, slo.target),
        verdicts=tuple(judge(rule, burns[rule.long], burns[rule.short]) for rule in slo.alert_windows),
    )
