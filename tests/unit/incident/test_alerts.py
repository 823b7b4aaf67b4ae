"""Alerts on an incident: once each, with the consequences for severity and state."""

from datetime import timedelta

import pytest

from tests.kit.faults import outcome_slo
from tests.kit.incidents import alert, incident
from tests.kit.tasks import MONDAY
from tocsin.errors import Conflict
from tocsin.incident import attach_alert, clear_alert, fire_alert, mitigate, resolve, uncleared
from tocsin.model import AlertLevel, AlertVerdict, BurnRate, IncidentState, Severity, SliCounts, TimelineKind

LATER = MONDAY + timedelta(minutes=5)


def test_an_alert_carries_the_burn_it_fired_at() -> None:
    slo = outcome_slo()
    window = slo.alert_windows[0]
    long = BurnRate(window.long, SliCounts(good=80, total=100), rate=10.0, lower_bound=7.0)

    fired = fire_alert(slo, AlertVerdict(window, long, long, firing=True), MONDAY)

    assert (fired.burn_rate, fired.threshold, fired.level) == (10.0, window.burn_rate, AlertLevel.PAGE)
    assert "20 of 100 tasks" in fired.summary


def test_the_same_alert_joins_once() -> None:
    opened = incident()

    assert attach_alert(opened, alert()) is opened


def test_a_page_makes_a_tickets_incident_worse_and_says_so() -> None:
    opened = incident(alert(level=AlertLevel.TICKET))

    after = attach_alert(opened, alert(at=LATER))

    assert (opened.severity, after.severity) == (Severity.SEV3, Severity.SEV2)
    assert "sev3 becomes sev2" in after.timeline[-1].text
    assert "16.0x" in after.title


def test_a_ticket_does_not_make_a_page_milder() -> None:
    after = attach_alert(incident(), alert(at=LATER, level=AlertLevel.TICKET))

    assert after.severity is Severity.SEV2


def test_a_joining_alert_brings_its_journey_and_service_along() -> None:
    after = attach_alert(incident(), alert("orders-right", journey="order-status", service="orders"))

    assert after.journeys == ("answer-question", "order-status")
    assert after.services == ("assistant", "orders")


def test_an_alert_after_the_recovery_reopens_the_incident() -> None:
    mitigated = mitigate(incident(), MONDAY, "tocsin", "verified", recovered_at=MONDAY)

    after = attach_alert(mitigated, alert(at=LATER))

    assert (after.state, after.mitigated_at, after.recovered_at) == (IncidentState.OPEN, None, MONDAY)
    assert after.timeline[-1].kind is TimelineKind.REOPENED


def test_a_resolved_incident_takes_no_alert() -> None:
    resolved = resolve(incident(), MONDAY, "bea", "")

    with pytest.raises(Conflict, match="it is resolved"):
        attach_alert(resolved, alert(at=LATER))


def test_an_alert_clears_once() -> None:
    opened = incident()

    cleared = clear_alert(opened, opened.alerts[0].id, LATER, "quiet")

    assert cleared.alerts[0].cleared_at == LATER
    assert uncleared(cleared) == ()
    assert clear_alert(cleared, opened.alerts[0].id, LATER, "quiet") is cleared
