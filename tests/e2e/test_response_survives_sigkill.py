"""A process killed with SIGKILL between the approval and the end of an action is no reason to do it twice, or half."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.e2e.response_process import INCIDENT
from tocsin.model import Action, ActionState, IncidentId, IncidentState
from tocsin.respond import verify_chain
from tocsin.store.state import StateStore, open_state

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
_FINAL = {ActionState.VERIFIED, ActionState.UNDONE, ActionState.FAILED, ActionState.DENIED}


@pytest.mark.parametrize("place", ["approved", "rolled_back", "verifying"])
@pytest.mark.parametrize("heir", [(), ("", "other", "tocsin")], ids=["restarted", "taken up by another server"])
def test_a_killed_response_goes_on_and_rolls_back_exactly_once(
    tmp_path: Path, place: str, heir: tuple[str, ...]
) -> None:
    urls = [f"sqlite:///{tmp_path}/state.db", f"sqlite:///{tmp_path}/workflows.db"]
    with process(*urls, place) as first:
        assert first.stdout is not None
        reached = next((line for line in first.stdout if line.strip() == place), None)
        assert reached is not None, "the first process ended before it got there"
        first.kill()
        first.wait()

    state = open_state(urls[0])
    assert only_action(state).state not in _FINAL
    with process(*urls, *heir):
        action = settled(state)

    assert action.state is ActionState.VERIFIED, action.detail
    rollbacks = [change for change in state.releases.changes() if change.source == "runbook"]
    assert [change.to_version for change in rollbacks] == ["v1"]
    incident = state.incidents.incident(IncidentId(INCIDENT))
    assert incident is not None
    assert incident.state is IncidentState.MITIGATED
    assert verify_chain(state.audit.entries()).intact
    state.close()


@contextmanager
def process(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.e2e.response_process", *arguments]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        try:
            yield started
        finally:
            started.kill()


def only_action(state: StateStore) -> Action:
    incident = state.incidents.incident(IncidentId(INCIDENT))
    assert incident is not None
    (action,) = incident.actions
    return action


def settled(state: StateStore) -> Action:
    pause = threading.Event()
    for _ in range(600):
        action = only_action(state)
        if action.state in _FINAL:
            return action
        pause.wait(0.1)
    pytest.fail(f"after a minute the action is still {action.state}")
