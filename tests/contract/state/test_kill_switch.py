"""The contract of `KillSwitchStore`."""

from tocsin.store.state import StateStore, open_state


def test_actions_are_allowed_until_somebody_stops_them(state: StateStore) -> None:
    assert state.kill_switch.kill_switch() is False


def test_the_switch_stays_as_it_was_set(state: StateStore) -> None:
    for engaged in (True, True, False, True):
        state.kill_switch.set_kill_switch(engaged)
        assert state.kill_switch.kill_switch() is engaged


def test_the_switch_outlives_the_process_that_set_it(state: StateStore, state_url: str) -> None:
    state.kill_switch.set_kill_switch(True)
    state.close()
    reopened = open_state(state_url)
    assert reopened.kill_switch.kill_switch() is True
    reopened.close()
