"""Ids that follow from what they name."""

import re
from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from tests.kit.tasks import MONDAY
from tocsin.incident import alert_id, incident_id
from tocsin.model import SloName

SLO = SloName("answers-right")
INSTANTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2040, 1, 1)).map(  # noqa: DTZ001 - the strategy wants naive bounds and gets a zone next
    lambda at: at.replace(tzinfo=MONDAY.tzinfo)
)


def test_an_id_is_the_same_tomorrow_and_on_another_machine() -> None:
    assert incident_id(SLO, MONDAY) == "inc_" + alert_id(SLO, MONDAY).removeprefix("alr_")
    assert re.fullmatch(r"inc_[a-z2-7]{12}", incident_id(SLO, MONDAY))


def test_the_time_zone_of_an_instant_does_not_matter() -> None:
    elsewhere = MONDAY.astimezone(timezone(timedelta(hours=9)))

    assert incident_id(SLO, elsewhere) == incident_id(SLO, MONDAY)


@given(one=INSTANTS, other=INSTANTS)
def test_another_instant_or_slo_is_another_incident(one: datetime, other: datetime) -> None:
    assert (incident_id(SLO, one) == incident_id(SLO, other)) == (one == other)
    assert incident_id(SLO, one) != incident_id(SloName("orders-right"), one)
