"""Do the failures keep to the tasks that ran on the changed version?

The strongest evidence there is, because which version a task ran on is recorded on the task itself. Where everything
switched at the onset, the journey alone cannot tell the change from anything else of that minute; then other journeys
serve as the control.
"""

from collections.abc import Sequence

from tocsin.diagnose.api_request import traces_request
from tocsin.diagnose.case import Case
from tocsin.diagnose.cohorts import Cohorts, other_journeys, read_cohorts
from tocsin.diagnose.evidence.control import control_evidence
from tocsin.diagnose.evidence.timing import healthy_stretch
from tocsin.diagnose.evidence.wording import counted, times_as_often, version_of
from tocsin.diagnose.exposure import Cells, RiskRatio, explains, risk_ratio
from tocsin.model import Axis, Change, Evidence, EvidenceKind, SliCounts
from tocsin.store import SliReader

MOST = 5.0
"""Most that exposure speaks for or against: about 150 to 1. The likelihood ratio of hundreds of tasks is astronomic,
but tasks are not independent and labels may be wrong."""
SWITCHED = 1.0
"""Everything ran on it from the onset on. Little more than its timing says, but it did reach the tasks that fail."""
NOT_RUN = -MOST
"""Tasks name their version and none ran on this one: it is not there."""
LEAST_NAMED = 10
"""Tasks that must name their version before the absence of one means anything."""
UNMEASURED = -1.0
"""No task names a version, so that exposure cannot be shown, and confidence must not be as high as if it had been."""
FITTED_ONSET = 6.0
"""Nats by which exposure may lose to time where both switched at the same instant: the onset was fitted to these very
tasks, the rollout was not. In 150 simulated switches it lost by 5.5 at most, and by 2 in 99 of 100."""
STRAGGLERS = 0.05
"""Up to this share of tasks during the trouble may run on other versions where "everything" switched."""


def exposure_evidence(change: Change, case: Case, sli: SliReader) -> Sequence[Evidence]:
    """Return what exposure says about a change; at most eight questions to the telemetry store."""
    own = read_cohorts(case.slo.query, change, case, sli)
    cells = own.cells
    is_run = cells.exposed_before.total + cells.exposed_during.total > 0
    if not change.to_version or (not is_run and own.named_during < LEAST_NAMED):
        return _unnamed(change, own, case, sli)
    if not is_run:
        return [_absent(change, case, f"None of {own.named_during} tasks that name their version ran on it")]
    if not _switched_at_onset(cells):
        return [_contrast(change, cells, case)]
    others = other_journeys(change, own, case, sli)
    return [_switched(change, cells, case), *control_evidence(cells, others, case)]


def _unnamed(change: Change, own: Cohorts, case: Case, sli: SliReader) -> Sequence[Evidence]:
    """Say what can be said when no task of the journey names a version: where else it runs, and who else fails."""
    others = other_journeys(change, own, case, sli)
    if others is not None and others.named_during >= LEAST_NAMED:
        text = f"It is of other journeys: {others.named_during} tasks there name a version of it, and none here does"
        return [_absent(change, case, text)]
    unmeasured = Evidence(
        kind=EvidenceKind.ABSENCE,
        supports=False,
        weight=UNMEASURED,
        statement="No task says which version it ran on, so exposure cannot be measured",
        values={"tasks": own.cells.during.total},
        query=traces_request(case.slo, case.during),
    )
    healthy = healthy_stretch(change, case, sli)
    # A declared scope says who is not exposed. It speaks only against: in its favour it was counted as reach already.
    beyond_scope = control_evidence(own.cells, others, case) if change.scope.journey else []
    against = [item for item in beyond_scope if not item.supports]
    return [unmeasured, *([healthy] if healthy else []), *against]


def _switched_at_onset(cells: Cells) -> bool:
    """Return whether exposure and time are the same thing here, as far as the onset is known."""
    everything = cells.others_during.total <= STRAGGLERS * cells.during.total
    return everything and abs(explains(cells)) < FITTED_ONSET


def _contrast(change: Change, cells: Cells, case: Case) -> Evidence:
    """Compare with the larger group at hand: tasks of the same time on other versions, or on it before the onset."""
    nats = explains(cells)
    weight = min(max(nats, -MOST), MOST)
    same_time = cells.others_during.total >= cells.exposed_before.total
    if same_time:
        ratio = risk_ratio(cells.exposed_during, cells.others_during)
        contrast = f"of the others {counted(cells.others_during)}; it fails {times_as_often(ratio)}"
    else:
        ratio = risk_ratio(cells.exposed_during, cells.exposed_before)
        contrast = f"before the onset {counted(cells.exposed_before)} on it; now it fails {times_as_often(ratio)}"
    reference = cells.others_during if same_time else cells.exposed_before
    return Evidence(
        kind=EvidenceKind.EXPOSURE,
        supports=weight > 0,
        weight=weight,
        statement=f"On {version_of(change)}, {counted(cells.exposed_during)} were bad; {contrast}",
        values={**_values(cells.exposed_during, reference, ratio), "log_likelihood_ratio_nats": nats},
        query=_exposed_request(change, case),
    )


def _switched(change: Change, cells: Cells, case: Case) -> Evidence:
    ratio = risk_ratio(cells.exposed_during, cells.others_before)
    return Evidence(
        kind=EvidenceKind.EXPOSURE,
        supports=ratio.ratio > 1,
        weight=SWITCHED if ratio.ratio > 1 else -MOST,
        statement=(
            f"All ran on {version_of(change)} from the onset on: {counted(cells.exposed_during)} were bad, before"
            f" {counted(cells.others_before)}; it fails {times_as_often(ratio)}"
        ),
        values=_values(cells.exposed_during, cells.others_before, ratio),
        query=_exposed_request(change, case),
    )


def _absent(change: Change, case: Case, text: str) -> Evidence:
    return Evidence(
        kind=EvidenceKind.ABSENCE,
        supports=False,
        weight=NOT_RUN,
        statement=text,
        values={"exposed_tasks": 0.0},
        query=_exposed_request(change, case),
    )


def _exposed_request(change: Change, case: Case) -> str:
    if change.axis is Axis.VENDOR:
        return traces_request(case.slo, case.during, vendor=change.subject)
    return traces_request(case.slo, case.during, release=(change.release_key, change.to_version))


def _values(exposed: SliCounts, reference: SliCounts, ratio: RiskRatio) -> dict[str, float]:
    return {
        "exposed_bad_tasks": exposed.bad,
        "exposed_tasks": exposed.total,
        "reference_bad_tasks": reference.bad,
        "reference_tasks": reference.total,
        "risk_ratio": ratio.ratio,
        "risk_ratio_low": ratio.low,
        "risk_ratio_high": ratio.high,
    }
