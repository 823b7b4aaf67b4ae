"""SLOs at one instant: counts in, budget and verdicts out, with a single question to the store for all of them."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from tocsin.model import SliCounts, SliQuestion, Slo, SloStatus, Window
from tocsin.slo.burn import error_budget_remaining, measure
from tocsin.slo.guard import judge
from tocsin.store import SliReader


def evaluate(
    slos: Sequence[Slo],
    reader: SliReader,
    at: datetime,
    *,
    since: Callable[[Slo], datetime | None] = lambda _: None,
) -> Sequence[SloStatus]:
    """Return the status of each SLO at an instant, in order, from the tasks that were sealed by then.

    Args:
        slos: The objectives.
        reader: Counts over tasks; asked once, for all objectives and windows together.
        at: The end of every window, timezone-aware UTC.
        since: From when on the alert windows of an SLO count, None for the whole of them: after a verified recovery
            they count afresh, so that what is mended does not alert again. The budget window is never clipped: what
            was spent stays spent.

    Returns:
        One verdict per alert window, in the SLO's order. Each `BurnRate.length` is the length that was counted, shorter
        than the rule's while clipped. Budget and burn rates are None where there were no events.

    Raises:
        StoreUnavailable: The store did not answer.
    """
    questions = [SliQuestion(slo.query, _windows(slo, at, since(slo))) for slo in slos]
    counts = reader.counts_for(questions, at)
    return tuple(
        _status(slo, at, question.windows, counted)
        for slo, question, counted in zip(slos, questions, counts, strict=True)
    )


def _lengths(slo: Slo) -> Sequence[timedelta]:
    return list(dict.fromkeys(length for rule in slo.alert_windows for length in (rule.long, rule.short)))


def _windows(slo: Slo, at: datetime, since: datetime | None) -> Sequence[Window]:
    """Return the budget's window and those of the alerts."""
    alerts = (Window.ending(at, length).since(since) for length in _lengths(slo))
    return (Window.ending(at, slo.window), *alerts)


def _status(slo: Slo, at: datetime, windows: Sequence[Window], counts: Sequence[SliCounts]) -> SloStatus:
    burns = {
        length: measure(counted, window.length, slo.target)
        for length, window, counted in zip(_lengths(slo), windows[1:], counts[1:], strict=True)
    }
    return SloStatus(
        slo=slo,
        at=at,
        counts=counts[0],
        budget_remaining=error_budget_remaining(counts[0], slo.target),
        verdicts=tuple(judge(rule, burns[rule.long], burns[rule.short]) for rule in slo.alert_windows),
    )
