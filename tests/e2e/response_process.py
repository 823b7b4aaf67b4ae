"""The process that the SIGKILL test starts, kills and starts again: the real responder on real databases.

Usage: python -m tests.e2e.response_process STATE_URL WORKFLOWS_URL [STOP_AT [NAME [NAME_OF_THE_DEAD]]]

Telemetry is simulated from the release registry: a task every 20 ms on the live prompt, and tasks on v2 fail. With
STOP_AT ("approved", "rolled_back" or "verifying") it prints that word when it gets there and hangs, to be killed.
"""

import sys
import threading
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from tests.kit.response import KEY, OUTCOME_SLO, SUBJECT, blaming, runbook_document
from tests.kit.sli import CountedTasks
from tests.kit.tasks import task
from tocsin.clock import SystemClock
from tocsin.model import Axis, Incident, IncidentId, Outcome, SliCounts, SliQuery, SliQuestion, Window
from tocsin.release import Registry
from tocsin.respond import (
    ActionRef,
    DurableExecution,
    Execution,
    Means,
    Policy,
    ReleaseRollback,
    Responder,
    parse_runbook,
)
from tocsin.respond.actuators import Effect, Refusal
from tocsin.respond.approvals import Approvals
from tocsin.respond.steps import Next, Steps
from tocsin.store import CohortCounts, ReleaseStore
from tocsin.store.state import StateStore, open_state

INCIDENT = "inc-1"
_TASK_EVERY = timedelta(milliseconds=20)
_RUNBOOK = runbook_document(verification={"for": "60s", "minTasks": 30})


class LiveTraffic(CountedTasks):
    """Tasks that end up to the present, each on the prompt that was live then."""

    def __init__(self, releases: ReleaseStore, since: datetime) -> None:
        super().__init__()
        self._releases = releases
        self._until = since

    def counts_for(self, questions: Sequence[SliQuestion], as_of: datetime) -> Sequence[Sequence[SliCounts]]:
        """Return counts, after letting the traffic catch up."""
        self._catch_up(as_of)
        return super().counts_for(questions, as_of)

    def cohorts(self, query: SliQuery, release_key: str, window: Window, as_of: datetime) -> Sequence[CohortCounts]:
        """Return cohorts, after letting the traffic catch up."""
        self._catch_up(as_of)
        return super().cohorts(query, release_key, window, as_of)

    def _catch_up(self, now: datetime) -> None:
        while self._until < now:
            live = self._releases.live(Axis.PROMPT, SUBJECT, self._until)
            version = live.to_version if live else ""
            outcome = Outcome.FAILURE if version == "v2" else Outcome.SUCCESS
            self.add(task(ended_at=self._until, outcome=outcome, releases={KEY: version}))
            self._until += _TASK_EVERY


def hang_at(place: str, stop_at: str) -> None:
    """Say that a place was reached and wait to be killed there, if this is the one."""
    if place == stop_at:
        sys.stdout.write(f"{place}\n")
        sys.stdout.flush()
        threading.Event().wait()


class KillableRollback(ReleaseRollback):
    """The real actuator, which hangs after it acted and before anybody can remember that it did."""

    stop_at = ""

    def execute(self, parameters: Mapping[str, str], mark: str) -> Effect | Refusal:
        """Roll back, then perhaps hang."""
        effect = super().execute(parameters, mark)
        hang_at("rolled_back", self.stop_at)
        return effect


class KillableSteps(Steps):
    """The real steps, which hang in the middle of the watch."""

    stop_at = ""

    def verify(self, ref: ActionRef, effective_at: datetime) -> Next:
        """Look at the SLI, then perhaps hang."""
        then = super().verify(ref, effective_at)
        hang_at("verifying", self.stop_at)
        return then


def first_incident(state: StateStore, registry: Registry, clock: SystemClock) -> Incident:
    """Return the incident of this test; the first process makes it, with its past."""
    stored = state.incidents.incident(IncidentId(INCIDENT))
    if stored is not None:
        return stored
    for version in ("v1", "v2"):
        registry.publish(axis=Axis.PROMPT, subject=SUBJECT, content=version, author="ann", version=version)
        change = registry.go_live(axis=Axis.PROMPT, subject=SUBJECT, version=version, author="ann", source="registry")
        threading.Event().wait(1.0)  # a second of traffic on each version
    incident = blaming(change, INCIDENT, detected_at=clock.now())
    state.incidents.save(incident)
    return incident


def main(state_url: str, workflows_url: str, stop_at: str = "", name: str = "tocsin", dead: str = "") -> None:
    """Approve the rollback once, and see every approved action through."""
    clock, state = SystemClock(), open_state(state_url)
    registry = Registry(state.releases, clock, lambda: uuid.uuid4().hex)
    incident = first_incident(state, registry, clock)
    traffic = LiveTraffic(state.releases, since=incident.opened_at - timedelta(seconds=1))
    rollback = KillableRollback(registry, state.releases, traffic)
    rollback.stop_at = stop_at
    means = Means(
        incidents=state.incidents,
        audit=state.audit,
        kill_switch=state.kill_switch,
        sli=traffic,
        slo_of={OUTCOME_SLO.name: OUTCOME_SLO}.get,
        runbooks=lambda: [parse_runbook(_RUNBOOK)],
        policy=Policy(),
        actuators={"release.rollback": rollback},
        clock=clock,
        new_id=lambda: uuid.uuid4().hex,
        together=state.together,
    )
    steps = KillableSteps(means)
    steps.stop_at = stop_at
    execution = Execution(steps, look_every=timedelta(milliseconds=200))
    durable = DurableExecution(workflows_url, execution.carry_out, clock, process_name=name)
    durable.start()
    if dead:
        durable.recover(dead)
    responder = Responder(means, durable)
    responder.resume(clock.now())
    if not incident.actions:
        action = responder.propose(incident, clock.now()).actions[0]
        if stop_at == "approved":
            Approvals(means).approve(ActionRef(incident.id, action.id), "bea", action.plan_hash, "")
            hang_at("approved", stop_at)
        responder.approve(incident.id, action.id, "bea", action.plan_hash)
    threading.Event().wait()


if __name__ == "__main__":
    main(*sys.argv[1:])
