"""The moves between states; which are legal in which state is in tests/golden/incident."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.incidents import incident
from tests.kit.tasks import MONDAY
from tocsin.errors import Conflict
from tocsin.incident import acknowledge, mitigate, reopen, resolve
from tocsin.model import Incident, IncidentState, TimelineKind

LATER = MONDAY + timedelta(minutes=5)
MOVES = {
    "acknowledge": lambda one: acknowledge(one, LATER, "bea"),
    "mitigate": lambda one: mitigate(one, LATER, "tocsin", "verified", recovered_at=MONDAY),
    "reopen": lambda one: reopen(one, LATER, "tocsin", "again"),
    "resolve": lambda one: resolve(one, LATER, "bea", ""),
}


def test_an_incident_remembers_who_took_it_and_when() -> None:
    after = acknowledge(incident(), LATER, "bea")

    assert (after.state, after.acknowledged_at) == (IncidentState.ACKNOWLEDGED, LATER)
    assert (after.timeline[-1].kind, after.timeline[-1].actor) == (TimelineKind.ACKNOWLEDGED, "bea")


def test_mitigation_keeps_when_it_was_found_apart_from_when_users_were_well() -> None:
    after = mitigate(incident(), LATER, "tocsin", "verified", recovered_at=MONDAY)

    assert (after.mitigated_at, after.recovered_at) == (LATER, MONDAY)


def test_a_reopened_incident_stays_in_the_hands_that_had_it() -> None:
    taken = MOVES["mitigate"](acknowledge(incident(), MONDAY, "bea"))

    assert reopen(taken, LATER, "tocsin", "again").state is IncidentState.ACKNOWLEDGED


def test_a_resolution_without_words_names_the_person() -> None:
    assert resolve(incident(), LATER, "bea", "").timeline[-1].text == "Resolved by bea"


@given(st.lists(st.sampled_from(sorted(MOVES)), max_size=8))
def test_every_move_that_is_made_is_on_the_timeline_and_resolved_is_the_end(names: list[str]) -> None:
    one: Incident = incident()
    for name in names:
        try:
            after = MOVES[name](one)
        except Conflict:
            continue
        assert one.state is not IncidentState.RESOLVED
        assert after.timeline[:-1] == one.timeline
        one = after


@pytest.mark.parametrize("name", sorted(MOVES))
def test_a_refusal_names_the_present_state(name: str) -> None:
    with pytest.raises(Conflict, match="it is resolved"):
        MOVES[name](resolve(incident(), MONDAY, "bea", ""))
