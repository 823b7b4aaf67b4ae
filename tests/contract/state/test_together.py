"""What is written together is stored together, or not at all."""

import pytest

from tests.kit.state import NOON, an_incident, with_note
from tocsin.model import IncidentId
from tocsin.store.state import StateStore

ID = IncidentId("inc_1")


class BrokeOff(Exception):
    """What goes wrong between two writes."""


def write_two(state: StateStore, error: Exception | None = None) -> None:
    with state.together():
        state.incidents.update(ID, lambda stored: with_note(stored, "decided"))
        state.audit.append(NOON, "mira", "action.approved", "action/1", {})
        if error:
            raise error


def test_two_writes_of_one_block_are_both_stored(state: StateStore) -> None:
    state.incidents.save(an_incident())
    write_two(state)
    assert len(state.audit.entries()) == 1
    assert state.incidents.incident(ID) != an_incident()


def test_a_block_that_raises_stores_nothing(state: StateStore) -> None:
    state.incidents.save(an_incident())
    with pytest.raises(BrokeOff):
        write_two(state, BrokeOff())
    assert list(state.audit.entries()) == []
    assert state.incidents.incident(ID) == an_incident()


def test_after_a_block_each_write_stands_alone_again(state: StateStore) -> None:
    with pytest.raises(BrokeOff), state.together():
        raise BrokeOff
    state.audit.append(NOON, "mira", "action.approved", "action/1", {})
    with pytest.raises(BrokeOff), state.together():
        raise BrokeOff
    assert len(state.audit.entries()) == 1
