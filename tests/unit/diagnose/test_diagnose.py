"""One diagnosis over a made-up history: what is blamed, on which evidence, and what is not."""

from datetime import datetime, timedelta

import pytest

from tests.kit import faults
from tests.kit.changes import RecordedChanges, change
from tests.kit.faults import FAULT_AT, OTHER_JOURNEY, TROUBLE, Case, outcome_slo
from tests.kit.incidents import alert, incident
from tests.kit.sli import CountedTasks
from tests.kit.tasks import JOURNEY
from tocsin.diagnose import Diagnosis, Sources, diagnose
from tocsin.model import Axis, Cause, Change, EvidenceKind, Hypothesis, Incident, JourneyName, Slo

AT = FAULT_AT + TROUBLE - timedelta(minutes=3)
SECOND = timedelta(seconds=1)


def burning(slo: Slo) -> Incident:
    return incident(alert(slo.name, at=AT - timedelta(minutes=2), journey=slo.journey))


def diagnosed(case: Case, *changes: Change, at: datetime = AT, journey: JourneyName = JOURNEY) -> Diagnosis:
    """Diagnose a case's traffic against other changes than its own."""
    counted, slo = CountedTasks(case.tasks), outcome_slo(journey)
    found = diagnose(burning(slo), [slo], Sources(counted, counted, RecordedChanges(changes)), at)
    assert found is not None
    return found


def about(found: Diagnosis, blamed: Change) -> Hypothesis:
    return next(one for one in found.hypotheses if one.change_id == blamed.id)


def statements(hypothesis: Hypothesis, kind: EvidenceKind) -> str:
    return "; ".join(one.statement for one in hypothesis.evidence if one.kind is kind)


def test_without_a_confirmed_deviation_nothing_is_blamed() -> None:
    found = diagnosed(faults.healthy(1), faults.PROMPT_CHANGE)

    assert [(one.cause, one.confidence) for one in found.hypotheses] == [(Cause.UNKNOWN, 1.0)]
    assert found.onset is None


def test_an_incident_whose_objectives_are_gone_is_not_diagnosed() -> None:
    sources = faults.switch(1).sources()

    assert diagnose(burning(outcome_slo()), [], sources, AT) is None


def test_a_switch_is_compared_with_before_and_with_other_journeys() -> None:
    first = diagnosed(faults.switch(1), faults.PROMPT_CHANGE).hypotheses[0]

    assert (first.change_id, first.cause, first.from_version) == (faults.PROMPT_CHANGE.id, Cause.PROMPT_CHANGE, "v1")
    assert "All ran on prompt support-answer v2 from the onset on" in statements(first, EvidenceKind.EXPOSURE)
    assert "Other journeys without it did not get worse like it" in statements(first, EvidenceKind.EXPOSURE)


def test_a_rollout_is_compared_with_the_tasks_of_the_same_time() -> None:
    first = diagnosed(faults.partial_rollout(1), faults.PROMPT_CHANGE).hypotheses[0]
    (exposure,) = [one for one in first.evidence if one.kind is EvidenceKind.EXPOSURE]

    assert exposure.values["risk_ratio_low"] > 5
    assert exposure.values["log_likelihood_ratio_nats"] > exposure.weight > 0
    assert "release=prompt%3Asupport-answer%3Dv2" in exposure.query


@pytest.mark.parametrize(
    ("innocent", "kind", "statement"),
    [
        (faults.GHOST, EvidenceKind.ABSENCE, "None of"),
        (faults.DEPLOY, EvidenceKind.EXPOSURE, "before the onset"),
        (faults.ROUTING, EvidenceKind.EXPOSURE, "before the onset"),
        (faults.CONFIG, EvidenceKind.ONSET, "all was well"),
        (change(subject="order-status", at=FAULT_AT), EvidenceKind.ABSENCE, "It is of other journeys"),
        (change(Axis.CONFIG, "flag", at=FAULT_AT + 50 * SECOND), EvidenceKind.ONSET, "after the onset"),
    ],
    ids=[
        "no-task-ran-on-it",
        "ran-well-before",
        "ran-well-for-a-minute",
        "long-healthy",
        "of-another-journey",
        "after-the-onset",
    ],
)
def test_an_innocent_change_is_exonerated_with_the_reason(innocent: Change, kind: EvidenceKind, statement: str) -> None:
    found = diagnosed(faults.silent_fault(1), innocent)
    against = [one for one in about(found, innocent).evidence if one.kind is kind and not one.supports]

    assert statement in " ".join(one.statement for one in against)
    assert sum(one.weight for one in against) < -1
    assert found.hypotheses[0].cause is Cause.UNKNOWN


def test_a_change_of_one_journey_does_not_explain_another_that_fails_too() -> None:
    scoped = change(Axis.INDEX, "help-centre", at=FAULT_AT, journey=JOURNEY)
    alone = about(diagnosed(faults.unnamed_index(1), scoped), scoped)
    together = about(diagnosed(faults.shared_code(1), scoped), scoped)

    assert alone.confidence > 0.6
    assert together.confidence < 0.5
    assert "Other journeys without it got worse too" in statements(together, EvidenceKind.EXPOSURE)


def test_other_journeys_that_fail_on_the_same_version_speak_for_it() -> None:
    case = faults.shared_code(1)
    assert case.culprit is not None

    blamed = about(diagnosed(case, case.culprit, journey=OTHER_JOURNEY), case.culprit)

    assert "Other journeys that run on it got worse too" in statements(blamed, EvidenceKind.EXPOSURE)


def test_exposure_to_a_vendor_is_having_called_it() -> None:
    case = faults.vendor_notice(1)
    assert case.culprit is not None

    first = diagnosed(case, case.culprit).hypotheses[0]

    assert first.cause is Cause.VENDOR_REGRESSION
    assert any("vendor=anthropic" in one.query for one in first.evidence if one.kind is EvidenceKind.EXPOSURE)


def test_two_changes_that_switched_together_share_the_blame() -> None:
    twin = change(Axis.PROMPT, "support-answer", "v2", at=FAULT_AT, change_id="twin")

    found = diagnosed(faults.switch(1), faults.PROMPT_CHANGE, twin)

    assert about(found, twin).confidence == pytest.approx(about(found, faults.PROMPT_CHANGE).confidence)
    assert about(found, twin).confidence < 0.5


def test_the_blast_radius_counts_from_the_onset_and_shows_what_failing_tasks_carried() -> None:
    radius = diagnosed(faults.switch(1), faults.PROMPT_CHANGE).blast_radius

    assert radius.share_failing == pytest.approx(0.6, abs=0.1)
    assert set(radius.releases["prompt:support-answer"]) <= {"v1", "v2"}
    assert radius.releases["prompt:support-answer"]["v2"] >= 0.95 * radius.failing
    assert len(radius.example_failures) == 10


def test_a_diagnosis_does_not_look_behind_an_earlier_recovery() -> None:
    case, slo = faults.switch(1), outcome_slo()
    recovered = FAULT_AT + timedelta(minutes=4)

    found = diagnose(burning(slo), [slo], case.sources(), AT, since=recovered)

    assert found is not None
    assert found.onset is None, "it has been bad all the time since, so there is no onset to be seen"
