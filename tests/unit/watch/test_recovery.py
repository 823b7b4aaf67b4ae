"""From when on windows count after an incident."""

from datetime import timedelta

from tests.kit.faults import outcome_slo
from tests.kit.incidents import alert, incident
from tests.kit.tasks import MONDAY
from tocsin.incident import clear_alert, mitigate, reopen, resolve
from tocsin.model import Incident
from tocsin.watch.recovery import counts_since, recovered_at

LATER = MONDAY + timedelta(minutes=30)
SLO = outcome_slo()


def mitigated(one: Incident) -> Incident:
    return mitigate(one, LATER, "tocsin", "verified", recovered_at=MONDAY)


def test_without_incidents_windows_count_in_full() -> None:
    assert counts_since([], SLO) is None
    assert counts_since([incident()], SLO) is None


def test_after_a_verified_recovery_windows_count_from_it_on_for_good() -> None:
    one = clear_alert(mitigated(incident()), incident().alerts[0].id, LATER, "quiet")

    assert counts_since([one], SLO) == MONDAY
    assert counts_since([resolve(one, LATER, "tocsin", "")], SLO) == MONDAY


def test_a_relapse_does_not_bring_the_past_back() -> None:
    assert counts_since([reopen(mitigated(incident()), LATER, "tocsin", "again")], SLO) == MONDAY


def test_a_recovery_is_no_matter_of_other_journeys() -> None:
    other = mitigated(incident(alert(journey="order-status")))

    assert counts_since([other], SLO) is None


def test_a_person_who_closes_a_burning_incident_answers_for_the_past_but_not_for_the_baseline() -> None:
    closed = resolve(incident(), LATER, "bea", "known")

    assert counts_since([closed], SLO) == LATER
    assert recovered_at(SLO, [closed]) is None


def test_an_incident_that_went_quiet_by_itself_clips_nothing() -> None:
    quiet = clear_alert(incident(), incident().alerts[0].id, LATER, "quiet")

    assert counts_since([resolve(quiet, LATER, "tocsin", "")], SLO) is None
