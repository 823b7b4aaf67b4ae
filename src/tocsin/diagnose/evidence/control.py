"""The control when everything switched at once: how did other journeys fare, with the change and without it?"""

from collections.abc import Sequence

from tocsin.diagnose.api_request import traces_request
from tocsin.diagnose.case import Case
from tocsin.diagnose.cohorts import Cohorts
from tocsin.diagnose.evidence.wording import counted, times_as_often
from tocsin.diagnose.exposure import Cells, add, risk_ratio
from tocsin.model import Evidence, EvidenceKind, SliCounts

LEAST_TASKS = 30
"""Tasks a control needs before the trouble, and during it, to say anything."""
UNEXPOSED_HELD = 1.0
"""Journeys without it are well: nothing common to all happened. Weak, since much is particular to one journey."""
UNEXPOSED_FAIL = -4.0
"""Journeys without it got worse as well: a common cause explains both."""
EXPOSED_FAIL = 2.0
"""Other journeys that run on it got worse as well: the change is what they share."""
EXPOSED_HELD = -1.0
"""Other journeys run on it and are well: it does no harm there."""


def control_evidence(own: Cells, others: Cohorts | None, case: Case) -> Sequence[Evidence]:
    """Return what other journeys say; empty when there are none, or too few tasks of them."""
    if others is None:
        return []
    cells = others.cells
    rise = risk_ratio(own.during, own.before)
    # Where a change reaches another journey at the same time, that journey's tasks before it are its own baseline.
    exposed_baseline = (
        add(cells.exposed_before, cells.others_before) if cells.exposed_during.total else cells.exposed_before
    )
    pairs = (
        ("without it", cells.others_before, cells.others_during, UNEXPOSED_FAIL, UNEXPOSED_HELD),
        ("that run on it", exposed_baseline, cells.exposed_during, EXPOSED_FAIL, EXPOSED_HELD),
    )
    found = []
    for which, before, during, when_failing, when_held in pairs:
        if min(before.total, during.total) < LEAST_TASKS:
            continue
        ratio = risk_ratio(during, before)
        # The smaller rise is judged first: chance alone lifts one control in forty, but not as high as the trouble.
        if ratio.high < rise.low:
            found.append(_evidence(f"{which} did not get worse like it", when_held, case, before=before, during=during))
        elif ratio.low > 1:
            found.append(_evidence(f"{which} got worse too", when_failing, case, before=before, during=during))
    return found


def _evidence(which: str, weight: float, case: Case, *, before: SliCounts, during: SliCounts) -> Evidence:
    ratio = risk_ratio(during, before)
    return Evidence(
        kind=EvidenceKind.EXPOSURE,
        supports=weight > 0,
        weight=weight,
        statement=(
            f"Other journeys {which}: {counted(during)} were bad, before {counted(before)}; they fail"
            f" {times_as_often(ratio)}"
        ),
        values={
            "control_bad_tasks": during.bad,
            "control_tasks": during.total,
            "reference_bad_tasks": before.bad,
            "reference_tasks": before.total,
            "risk_ratio": ratio.ratio,
            "risk_ratio_low": ratio.low,
            "risk_ratio_high": ratio.high,
        },
        query=traces_request(case.slo, case.during, journey=False),
    )
