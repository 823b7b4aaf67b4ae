"""When a burn becomes an alert: both windows over the threshold, with evidence to match how loud the alert is.

The low-traffic guard. One failed task of two is a burn rate of 50 at a 99 % target, and means little. So a page, which
wakes a person, needs the lower confidence bound of the burn above the threshold in both windows. A ticket asks for
attention in office hours because budget has in fact been spent; that is a matter of counting, not of inference, so its
point estimate decides. Both need `LEAST_BAD_EVENTS`: at targets such as 99.9 % even one bad event is significant, and
one bad event, or one and its retry, is still an anecdote.
"""

from typing import assert_never

from tocsin.model import AlertLevel, AlertVerdict, AlertWindow, BurnRate

LEAST_BAD_EVENTS = 3
"""Bad events the long window must hold before anything fires."""


def judge(window: AlertWindow, long: BurnRate, short: BurnRate) -> AlertVerdict:
    """Return what one alert window says about the burn over its two windows; it never fires without data."""
    firing = long.counts.bad >= LEAST_BAD_EVENTS and all(_exceeds(burn, window) for burn in (long, short))
    return AlertVerdict(window, long, short, firing)


def _exceeds(burn: BurnRate, window: AlertWindow) -> bool:
    match window.level:
        case AlertLevel.PAGE:
            judged = burn.lower_bound
        case AlertLevel.TICKET:
            judged = burn.rate
        case _:
            assert_never(window.level)
    return judged is not None and judged > window.burn_rate
