"""One diagnosis: confirm the deviation, date its onset, sift the changes, weigh the evidence, rank the causes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from tocsin.diagnose.blast import read_blast_radius
from tocsin.diagnose.candidates import LOOKBACK, TOLERANCE, Exclusion, sift
from tocsin.diagnose.case import Case, Sources, build_case
from tocsin.diagnose.evidence import exposure_evidence, reach_evidence, timing_evidence
from tocsin.diagnose.hypotheses import rank, undated
from tocsin.diagnose.onset import find_onset
from tocsin.model import Alert, AlertLevel, BlastRadius, Change, Evidence, Hypothesis, Incident, Slo, Window


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is known about an incident at one instant.

    Attributes:
        onset: When the trouble began; None when no deviation was confirmed.
        hypotheses: Ranked, never empty: the unknown cause is always among them. Confidences add up to 1.
        excluded: Changes of the lookback that were ruled out, with reasons.
    """

    onset: datetime | None
    blast_radius: BlastRadius
    hypotheses: Sequence[Hypothesis]
    excluded: Sequence[Exclusion] = ()


def diagnose(
    incident: Incident, slos: Sequence[Slo], sources: Sources, at: datetime, *, since: datetime | None = None
) -> Diagnosis | None:
    """Return the diagnosis of an incident as known at an instant.

    Args:
        incident: At least one of its alerts names one of `slos`.
        slos: The objectives as applied now.
        sources: The ports all numbers come from.
        at: The instant of knowledge: what was sealed or recorded later is not seen.
        since: Nothing before this is looked at: it belongs to an incident that is answered for.

    Returns:
        None when no alert's SLO is applied any more. Takes some ten questions to the telemetry store, and up to eight
        more per candidate.

    Raises:
        StoreUnavailable: A store did not answer.
    """
    named = {slo.name: slo for slo in slos}
    alert = _leading_alert([alert for alert in incident.alerts if alert.slo in named])
    if alert is None:
        return None
    slo = named[alert.slo]
    onset = find_onset(slo, alert, sources.sli, at, since)
    if onset is None:
        window = Window.ending(at, timedelta(seconds=alert.long_window_seconds)).since(since)
        radius = read_blast_radius(slo.query, window, sources.sli, sources.tasks, at)
        return Diagnosis(None, radius, undated(f"{slo.name} is missed, but did not get worse in the time looked at"))
    case = build_case(slo, onset, sources.sli, at, journeys=incident.journeys, since=since)
    hypotheses, excluded = _explain(case, incident, sources)
    radius = read_blast_radius(slo.query, Window(onset.at, at), sources.sli, sources.tasks, at)
    return Diagnosis(onset.at, radius, hypotheses, excluded)


def _leading_alert(alerts: Sequence[Alert]) -> Alert | None:
    """Return the alert that is diagnosed: one that still fires, a page, the first."""
    return min(
        alerts,
        key=lambda alert: (alert.cleared_at is not None, alert.level is not AlertLevel.PAGE, alert.fired_at),
        default=None,
    )


def _explain(case: Case, incident: Incident, sources: Sources) -> tuple[Sequence[Hypothesis], Sequence[Exclusion]]:
    window = Window(case.onset.earliest - LOOKBACK, max(case.at, case.onset.latest + TOLERANCE))
    changes = sources.changes.changes(window, known_at=case.at)
    candidates = sift(
        changes,
        case.onset,
        journeys=case.journeys,
        services=incident.services,
        failing=case.failing,
        detected_at=incident.detected_at,
    )
    weighed = [(change, _evidence(change, case, sources)) for change in candidates.considered]
    return rank(weighed, candidates.excluded), candidates.excluded


def _evidence(change: Change, case: Case, sources: Sources) -> Sequence[Evidence]:
    return [
        timing_evidence(change, case),
        reach_evidence(change, case),
        *exposure_evidence(change, case, sources.sli),
    ]
