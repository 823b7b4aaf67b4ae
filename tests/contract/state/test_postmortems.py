"""The contract of `PostmortemStore`."""

from tests.kit.state import NOON, minutes
from tocsin.model import IncidentId
from tocsin.store.state import StateStore

ID = IncidentId("inc_1")


def test_there_is_no_postmortem_at_first(state: StateStore) -> None:
    assert state.postmortems.postmortem(ID) is None


def test_a_postmortem_comes_back_as_it_was_written(state: StateStore) -> None:
    markdown = '# Wrong answers → 54 of 90\n\n> it\'s "fine"\n' + "line\n" * 10_000
    state.postmortems.put_postmortem(ID, markdown, NOON)
    assert state.postmortems.postmortem(ID) == markdown
    assert state.postmortems.postmortem(IncidentId("inc_2")) is None


def test_a_second_writing_replaces_the_first(state: StateStore) -> None:
    state.postmortems.put_postmortem(ID, "first", NOON)
    state.postmortems.put_postmortem(ID, "second", minutes(1))
    assert state.postmortems.postmortem(ID) == "second"
