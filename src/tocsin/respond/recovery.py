"""Recovery: do fresh tasks say that the action helped, on the same SLI that raised the alert?

Three questions, asked of counts only:
1. Did the change reach production? Exposed tasks (those that carry the blamed version) must have stopped; the fresh
   window starts where the last of them ended, so that it never mixes old and new behaviour.
2. Is it healthy? The bad ratio of the fresh tasks is within the error budget ratio (burn rate <= 1, Site Reliability
   Workbook ch. 5), or no worse than before the fault where that was already outside it.
3. Is that more than luck? The Wilson 95 % interval of the fresh bad ratio lies below that of the exposed tasks.
We do not ask for the whole interval to lie within the budget: with a 99.9 % target that takes thousands of tasks, and
the SLO's own alerts, which count afresh from here, watch for exactly that.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from tocsin.model import SliCounts, SliQuery, Slo, Window
from tocsin.slo import wilson_interval
from tocsin.store import CohortCounts, SliReader

CONFIDENCE = 0.95
BASELINE = timedelta(hours=1)
"""How much time before the fault shows what was normal."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """How a task shows that it ran on the blamed version: `release_key` ("<axis>:<subject>") maps to `version`."""

    release_key: str
    version: str


class RecoveryVerdict(StrEnum):
    """What the fresh tasks say. Only RECOVERED is good news; missing data never is."""

    RECOVERED = "recovered"
    NOT_HELPED = "not_helped"
    IMPROVED = "improved"
    LIKE_LUCK = "like_luck"
    TOO_FEW = "too_few"
    STILL_EXPOSED = "still_exposed"


@dataclass(frozen=True, slots=True)
class RecoveryReading:
    """The numbers of one look.

    Attributes:
        since: Start of the fresh window: when the action took effect or, if later, when the last exposed task ended.
        fresh: Tasks that ended since then, without the exposed ones.
        exposed: Tasks that carried the blamed version between the fault's start and `since`.
        baseline: Tasks of the hour before the fault.
        allowed_bad_ratio: What the fresh bad ratio may be, in [0, 1].
    """

    verdict: RecoveryVerdict
    since: datetime
    at: datetime
    fresh: SliCounts
    exposed: SliCounts
    baseline: SliCounts
    allowed_bad_ratio: float


@dataclass(frozen=True, slots=True)
class RecoveryQuestion:
    """What to look at.

    Attributes:
        fault_at: When the blamed change took effect.
        effective_at: When the action took effect.
        min_tasks: Fewest fresh tasks that can show anything.
    """

    slo: Slo
    exposure: Exposure
    fault_at: datetime
    effective_at: datetime
    min_tasks: int


def read_recovery(question: RecoveryQuestion, reader: SliReader, at: datetime) -> RecoveryReading:
    """Return what the tasks sealed by `at` say about recovery; three reads of the telemetry store."""
    query, exposure = question.slo.query, question.exposure
    after = _cohorts(reader, query, exposure, Window(question.effective_at, at), at)
    stragglers = [cohort for cohort in after if cohort.version == exposure.version]
    # Windows are half-open, so the smallest step later leaves the last straggler itself outside.
    since = max([question.effective_at, *(cohort.last_task_at + timedelta(microseconds=1) for cohort in stragglers)])
    fresh = _unexposed(_cohorts(reader, query, exposure, Window(since, at), at), exposure)
    during = _cohorts(reader, query, exposure, Window(question.fault_at, since), at)
    exposed = _exposed(during, exposure)
    baseline = reader.counts(query, [Window.ending(question.fault_at, BASELINE)], at)[0]
    allowed = _allowed_bad_ratio(question, baseline)
    return RecoveryReading(
        verdict=judge_recovery(
            fresh,
            exposed,
            allowed_bad_ratio=allowed,
            min_tasks=question.min_tasks,
            stragglers=_total(stragglers).total,
        ),
        since=since,
        at=at,
        fresh=fresh,
        exposed=exposed,
        baseline=baseline,
        allowed_bad_ratio=allowed,
    )


def judge_recovery(
    fresh: SliCounts, exposed: SliCounts, *, allowed_bad_ratio: float, min_tasks: int, stragglers: int
) -> RecoveryVerdict:
    """Return the verdict on counts alone.

    Args:
        fresh: Tasks since the action reached production.
        exposed: Tasks on the blamed version.
        allowed_bad_ratio: The largest healthy bad ratio, in [0, 1].
        min_tasks: Fewest fresh tasks that can show anything, at least 1.
        stragglers: Exposed tasks that ended after the action took effect; they tell "not reached" from "no traffic".
    """
    if fresh.total < min_tasks:
        return RecoveryVerdict.STILL_EXPOSED if stragglers > fresh.total else RecoveryVerdict.TOO_FEW
    healthy = fresh.bad / fresh.total <= allowed_bad_ratio
    better = _clearly_better(fresh, exposed)
    if healthy:
        return RecoveryVerdict.RECOVERED if better else RecoveryVerdict.LIKE_LUCK
    return RecoveryVerdict.IMPROVED if better else RecoveryVerdict.NOT_HELPED


def _clearly_better(fresh: SliCounts, exposed: SliCounts) -> bool:
    if not exposed.total:
        return False
    after = wilson_interval(fresh.bad, fresh.total, CONFIDENCE)
    before = wilson_interval(exposed.bad, exposed.total, CONFIDENCE)
    return after.high < before.low


def _allowed_bad_ratio(question: RecoveryQuestion, baseline: SliCounts) -> float:
    budget = 1 - question.slo.target
    if baseline.total < question.min_tasks:
        return budget
    return max(budget, baseline.bad / baseline.total)


def _cohorts(
    reader: SliReader, query: SliQuery, exposure: Exposure, window: Window, at: datetime
) -> list[CohortCounts]:
    return list(reader.cohorts(query, exposure.release_key, window, at)) if window.length else []


def _unexposed(cohorts: list[CohortCounts], exposure: Exposure) -> SliCounts:
    """Count the tasks on another version; those that name no version speak only where none names one."""
    named = [cohort for cohort in cohorts if cohort.version not in {"", exposure.version}]
    return _total(named or [cohort for cohort in cohorts if cohort.version != exposure.version])


def _exposed(cohorts: list[CohortCounts], exposure: Exposure) -> SliCounts:
    """Count the tasks on the blamed version; all of them where no task names a version of the subject."""
    if all(cohort.version == "" for cohort in cohorts):
        return _total(cohorts)
    return _total([cohort for cohort in cohorts if cohort.version == exposure.version])


def _total(cohorts: list[CohortCounts]) -> SliCounts:
    return SliCounts(good=sum(c.counts.good for c in cohorts), total=sum(c.counts.total for c in cohorts))
