"""Which incident an alert joins."""

from datetime import timedelta

import pytest

from tests.kit.incidents import alert, incident
from tests.kit.tasks import MONDAY
from tocsin.incident import belongs, incident_for, resolve
from tocsin.model import JourneyName

ANSWER, ORDER = JourneyName("answer-question"), JourneyName("order-status")


@pytest.mark.parametrize(
    ("alerted", "journey", "service", "joins"),
    [
        ("answer-question", ANSWER, "assistant", True),
        ("answer-question", ANSWER, "another-service", True),
        ("answer-question", ORDER, "assistant", False),
        ("answer-question", None, "assistant", True),
        (None, ORDER, "assistant", True),
        (None, ORDER, "another-service", False),
    ],
)
def test_trouble_joins_by_journey_and_by_service_where_none_is_named(
    alerted: str | None, journey: JourneyName | None, service: str, *, joins: bool
) -> None:
    assert belongs(journey, service, incident(alert(journey=alerted))) is joins


def test_the_oldest_incident_is_joined() -> None:
    older, newer = incident(), incident(alert(at=MONDAY + timedelta(hours=1)))

    assert incident_for(ANSWER, "assistant", [newer, older]) is older


def test_nothing_joins_a_resolved_incident() -> None:
    assert incident_for(ANSWER, "assistant", [resolve(incident(), MONDAY, "bea", "")]) is None
