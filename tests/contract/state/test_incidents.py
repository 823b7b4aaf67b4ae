"""The contract of `IncidentStore`."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.kit.state import a_change, add_notes, an_incident, in_two_processes, minutes, with_note
from tocsin.errors import NotFound
from tocsin.model import Incident, IncidentId, IncidentState
from tocsin.store import IncidentStore
from tocsin.store.state import StateStore

ID = IncidentId("inc_1")


def test_an_incident_comes_back_as_it_was_saved(incidents: IncidentStore) -> None:
    incidents.save(an_incident())
    assert incidents.incident(ID) == an_incident()


def test_sequences_come_back_as_tuples_whatever_they_were(incidents: IncidentStore) -> None:
    listed = an_incident()
    incidents.save(replace(listed, journeys=list(listed.journeys), alerts=list(listed.alerts)))
    assert incidents.incident(ID) == listed


def test_an_unknown_incident_is_none(incidents: IncidentStore) -> None:
    incidents.save(an_incident("1"))
    assert incidents.incident(IncidentId("inc_2")) is None


def test_saving_again_replaces(incidents: IncidentStore) -> None:
    incidents.save(an_incident())
    incidents.save(an_incident(title="Renamed", state=IncidentState.RESOLVED))
    assert incidents.incidents() == [an_incident(title="Renamed", state=IncidentState.RESOLVED)]
    assert incidents.incidents([IncidentState.OPEN]) == []


def test_incidents_are_listed_newest_first_up_to_the_limit(incidents: IncidentStore) -> None:
    for name, minute in (("1", 1), ("3", 3), ("2", 2)):
        incidents.save(an_incident(name, minutes(minute)))
    assert [incident.id for incident in incidents.incidents()] == ["inc_3", "inc_2", "inc_1"]
    assert [incident.id for incident in incidents.incidents(limit=2)] == ["inc_3", "inc_2"]


def test_incidents_can_be_asked_by_state(incidents: IncidentStore) -> None:
    for name, state in (("1", IncidentState.OPEN), ("2", IncidentState.MITIGATED), ("3", IncidentState.RESOLVED)):
        incidents.save(an_incident(name, state=state))
    asked = incidents.incidents([IncidentState.OPEN, IncidentState.MITIGATED])
    assert {incident.id for incident in asked} == {"inc_1", "inc_2"}


def test_an_update_stores_the_successor_and_returns_it(incidents: IncidentStore) -> None:
    incidents.save(an_incident())
    resolved = incidents.update(ID, lambda incident: replace(incident, state=IncidentState.RESOLVED))
    assert resolved == an_incident(state=IncidentState.RESOLVED)
    assert incidents.incident(ID) == resolved
    assert incidents.incidents([IncidentState.RESOLVED]) == [resolved]


def test_an_update_that_changes_nothing_returns_the_stored_incident(incidents: IncidentStore) -> None:
    incidents.save(an_incident())
    assert incidents.update(ID, lambda incident: incident) == an_incident()
    assert incidents.incident(ID) == an_incident()


def test_an_update_that_raises_leaves_the_incident_alone(incidents: IncidentStore) -> None:
    def refuse(incident: Incident) -> Incident:
        raise ZeroDivisionError

    incidents.save(an_incident())
    with pytest.raises(ZeroDivisionError):
        incidents.update(ID, refuse)
    assert incidents.update(ID, lambda incident: with_note(incident, "still writable")).timeline[-1].text


def test_an_unknown_incident_cannot_be_updated(incidents: IncidentStore) -> None:
    with pytest.raises(NotFound, match="inc_1"):
        incidents.update(ID, lambda incident: incident)


def test_updates_from_many_threads_all_count(incidents: IncidentStore) -> None:
    incidents.save(an_incident())
    notes = [f"note {number}" for number in range(24)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda note: incidents.update(ID, lambda incident: with_note(incident, note)), notes))
    stored = incidents.incident(ID)
    assert stored is not None
    assert sorted(entry.text for entry in stored.timeline[1:]) == sorted(notes)


@pytest.mark.slow
def test_updates_from_two_processes_all_count(state: StateStore, state_url: str) -> None:
    state.incidents.save(an_incident())
    in_two_processes(add_notes, state_url, 20)
    stored = state.incidents.incident(ID)
    assert stored is not None
    noted = [entry.text for entry in stored.timeline[1:]]
    assert sorted(noted) == sorted(f"{actor} {number}" for actor in ("left", "right") for number in range(20))


def test_a_reader_is_not_held_up_by_an_update(state: StateStore) -> None:
    """The UI lists incidents while one is being changed."""
    state.incidents.save(an_incident())

    def read_meanwhile(incident: Incident) -> Incident:
        with ThreadPoolExecutor(1) as elsewhere:
            assert elsewhere.submit(state.incidents.incident, ID).result(timeout=10) == incident
            assert elsewhere.submit(state.releases.changes).result(timeout=10) == []
        return with_note(incident, "read")

    assert state.incidents.update(ID, read_meanwhile).timeline[-1].text == "read"
    state.releases.add_change(a_change("1", "v1"))
