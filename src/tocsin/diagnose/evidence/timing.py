"""Did the change come shortly before the trouble? And was all well between the two?

A change that is the cause has its effect after a delay: mostly minutes, sometimes long (a cache, a daily peak). A
change that is not may lie anywhere in the lookback. The weight is the log-likelihood ratio of the two, and half of it:
changes and trouble both crowd into working hours, so a coincidence is likelier than independence says.
"""

from datetime import timedelta
from math import exp, log

from tocsin.diagnose.api_request import change_request, slo_request
from tocsin.diagnose.candidates import LOOKBACK
from tocsin.diagnose.case import Case
from tocsin.diagnose.evidence.wording import clock_time, counted, spell
from tocsin.diagnose.onset import Onset
from tocsin.model import Change, Evidence, EvidenceKind, SliCounts, Window
from tocsin.store import SliReader

EFFECT_DELAY = timedelta(minutes=5)
"""Mean delay of prompt effects: a rollout plus the traffic that shows it."""
SLOW_SHARE = 0.2
"""Share of effects that are not prompt, and may come at any time of the lookback."""
CLUSTERING = 0.5
"""What is left of the likelihood ratio, because changes and trouble are not independent in time."""
ONSET_FIRST = -3.0
"""Trouble that began before the change: a cause does not follow its effect. Not weightier, because a reporter's clock
may be off by the tolerance."""
MOST_FOR_HEALTH = 1.5
"""Most that a healthy stretch between change and onset takes away when no task says which version it ran on: a slow
rollout looks the same."""


def timing_evidence(change: Change, case: Case) -> Evidence:
    """Return what the distance between change and onset says."""
    if change.at > case.onset.latest:
        return _onset_first(change, case)
    lead = timedelta(0) if change.at >= case.onset.earliest else case.onset.earliest - change.at
    weight = timing_weight(lead)
    took = "at the onset" if not lead else f"{spell(lead)} before the onset"
    return Evidence(
        kind=EvidenceKind.TIME,
        supports=weight > 0,
        weight=weight,
        statement=f"It took effect at {clock_time(change.at)}, {took} ({_dated(case.onset)})",
        values={"lead_seconds": lead.total_seconds(), "onset_range_seconds": _range_seconds(case.onset)},
        query=change_request(change),
    )


def timing_weight(lead: timedelta) -> float:
    """Return the log-odds of a change that lies so long before the onset, lead >= 0: 2.7 at once, -0.8 after hours."""
    prompt = (1 - SLOW_SHARE) * (LOOKBACK / EFFECT_DELAY) * exp(-(lead / EFFECT_DELAY))
    return CLUSTERING * log(prompt + SLOW_SHARE)


def healthy_stretch(change: Change, case: Case, sli: SliReader) -> Evidence | None:
    """Return the evidence against in tasks that ended well after the change and before the onset; None without any."""
    stretch = Window(change.at, case.onset.earliest)
    if not stretch.length:
        return None
    counts = sli.counts(case.slo.query, [stretch], case.at)[0]
    weight = -min(_surprise(counts, case.onset), MOST_FOR_HEALTH)
    if not counts.total or weight >= 0:
        return None
    return Evidence(
        kind=EvidenceKind.ONSET,
        supports=False,
        weight=weight,
        statement=f"For {spell(stretch.length)} after it all was well: {counted(counts)} were bad before the onset",
        values={"bad_tasks": counts.bad, "tasks": counts.total},
        query=slo_request(case.slo, Window(stretch.start, case.at)),
    )


def _surprise(counts: SliCounts, onset: Onset) -> float:
    """Return by how much the ratio from before the onset fits these counts better than the one from after, in nats."""
    well = (onset.before.bad + 0.5) / (onset.before.total + 1)
    ill = (onset.after.bad + 0.5) / (onset.after.total + 1)
    return counts.bad * log(well / ill) + counts.good * log((1 - well) / (1 - ill))


def _onset_first(change: Change, case: Case) -> Evidence:
    late = change.at - case.onset.at
    return Evidence(
        kind=EvidenceKind.ONSET,
        supports=False,
        weight=ONSET_FIRST,
        statement=f"It took effect at {clock_time(change.at)}, {spell(late)} after the onset ({_dated(case.onset)})",
        values={"lead_seconds": -late.total_seconds(), "onset_range_seconds": _range_seconds(case.onset)},
        query=slo_request(case.slo, Window(case.before.start, case.at)),
    )


def _dated(onset: Onset) -> str:
    return f"dated to {clock_time(onset.at)}, between {clock_time(onset.earliest)} and {clock_time(onset.latest)}"


def _range_seconds(onset: Onset) -> float:
    return (onset.latest - onset.earliest).total_seconds()
