"""A small world for the response tests: a prompt release went bad, an incident is open, everything else is real.

Only time and telemetry are made up. The journal here keeps finished steps as the durable one does, and can be told to
die in the middle, so that a test can go on with a second life.
"""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from tests.kit.clock import ManualClock
from tests.kit.sli import CountedTasks
from tests.kit.tasks import JOURNEY, MONDAY, SERVICE, task
from tocsin.errors import StoreUnavailable
from tocsin.model import (
    Action,
    Alert,
    AlertId,
    AlertLevel,
    Axis,
    Cause,
    Change,
    ChangeId,
    Hypothesis,
    Incident,
    IncidentId,
    IncidentState,
    Outcome,
    Runbook,
    Severity,
    SliQuery,
    Slo,
    SloName,
    TaskFilter,
    Tier,
    Window,
)
from tocsin.release import Registry
from tocsin.respond import (
    ActionRef,
    Execution,
    Means,
    Policy,
    ReleaseRollback,
    Responder,
    parse_runbook,
)
from tocsin.respond.steps import Steps
from tocsin.store import CohortCounts
from tocsin.store.state import StateStore

T = TypeVar("T")

SUBJECT = "support-answer"
KEY = f"prompt:{SUBJECT}"
LOOK_EVERY = timedelta(seconds=15)

OUTCOME_SLO = Slo(
    name=SloName("answers-right"),
    service=SERVICE,
    journey=JOURNEY,
    tier=Tier.OUTCOME,
    description="",
    query=SliQuery(
        valid=TaskFilter(journeys=(JOURNEY,), outcomes=(Outcome.SUCCESS, Outcome.FAILURE)),
        good=TaskFilter(outcomes=(Outcome.SUCCESS,)),
    ),
    target=0.95,
    window=timedelta(days=28),
    alert_windows=(),
)


def runbook_document(**spec: object) -> dict[str, object]:
    """Return a runbook document for prompt rollbacks; `spec` keys replace its own."""
    return {
        "apiVersion": "tocsin/v1",
        "kind": "Runbook",
        "metadata": {"name": "roll-back-prompt"},
        "spec": {
            "owner": "assistant-team",
            "action": "release.rollback",
            "mode": "assist",
            "appliesTo": {"causes": ["prompt_change"], "minConfidence": 0.6},
            "bounds": {"maxShare": 1.0, "cooldown": "30m", "approvalTtl": "20m"},
            "verification": {"for": "5m", "minTasks": 30},
            **spec,
        },
    }


def blaming(change: Change, name: str, *, detected_at: datetime, confidence: float = 0.9) -> Incident:
    """Return an open incident whose first hypothesis is a change of a prompt."""
    alert = Alert(
        id=AlertId(f"{name}-alert"),
        slo=OUTCOME_SLO.name,
        journey=JOURNEY,
        service=SERVICE,
        level=AlertLevel.PAGE,
        fired_at=detected_at,
        cleared_at=None,
        burn_rate=16.0,
        threshold=14.4,
        long_window_seconds=3600.0,
        short_window_seconds=300.0,
        summary="answers-right burns its budget 16 times too fast",
    )
    return Incident(
        id=IncidentId(name),
        title="answers-right is burning",
        state=IncidentState.OPEN,
        severity=Severity.SEV2,
        journeys=(JOURNEY,),
        services=(SERVICE,),
        opened_at=change.at,
        detected_at=detected_at,
        acknowledged_at=None,
        mitigated_at=None,
        resolved_at=None,
        recovered_at=None,
        alerts=(alert,),
        hypotheses=(_hypothesis(change, confidence),),
        actions=(),
        timeline=(),
        blast_radius=None,
    )


def _hypothesis(change: Change, confidence: float) -> Hypothesis:
    return Hypothesis(
        rank=1,
        axis=change.axis,
        cause=Cause.PROMPT_CHANGE,
        confidence=confidence,
        change_id=change.id,
        subject=change.subject,
        from_version=change.from_version,
        to_version=change.to_version,
        changed_at=change.at,
        summary=f"prompt {change.subject} went from {change.from_version} to {change.to_version}",
        evidence=(),
        refuted_by="tasks on the new version that do not fail",
    )


class ProcessDied(Exception):
    """The simulated process ended here."""


@dataclass
class MemoryJournal:
    """Implements `Journal`; `dies_in` names the step that runs but whose result is lost with the process."""

    clock: ManualClock
    on_sleep: Callable[[], None] = lambda: None
    dies_in: str = ""
    results: list[tuple[str, object]] = field(default_factory=list)
    _next: int = 0

    def step(self, name: str, run: Callable[[], T]) -> T:
        """Return the remembered result of the step, or run it."""
        index, self._next = self._next, self._next + 1
        if index < len(self.results):
            known, result = self.results[index]
            assert known == name, f"the second life took another path: {name!r} after {known!r}"
            return result  # type: ignore[return-value] # the step with this index made it
        made = run()
        if name == self.dies_in:
            raise ProcessDied(name)
        self.results.append((name, made))
        return made

    def sleep(self, pause: timedelta) -> None:
        """Let time and traffic pass."""
        self.clock.advance(pause)
        self.on_sleep()

    def second_life(self) -> "MemoryJournal":
        """Return the journal as the next process finds it."""
        return MemoryJournal(self.clock, self.on_sleep, results=self.results)


@dataclass
class SubmittedActions:
    """Implements `Executions`: remembers what was handed in, and leaves it to the test to run it."""

    submitted: list[ActionRef] = field(default_factory=list)
    over: set[ActionRef] = field(default_factory=set)

    def submit(self, ref: ActionRef) -> None:
        """Remember the action."""
        self.submitted.append(ref)

    def ended(self, ref: ActionRef) -> bool:
        """Return what the test said about it."""
        return ref in self.over


class FragileTasks(CountedTasks):
    """Telemetry that can go away."""

    _is_away = False

    def go_away(self) -> None:
        """Answer nothing from now on."""
        self._is_away = True

    def cohorts(self, query: SliQuery, release_key: str, window: Window, as_of: datetime) -> Sequence[CohortCounts]:
        """Return cohorts, while there is anybody to answer."""
        if self._is_away:
            raise StoreUnavailable("the telemetry store does not answer")
        return super().cohorts(query, release_key, window, as_of)


class World:
    """Prompt v1 was live and good; v2 went live at `fault_at` and fails; it is ten minutes later."""

    def __init__(self, state: StateStore, *, policies: str = "", runbook: Mapping[str, object] | None = None) -> None:
        self.clock = ManualClock(MONDAY)
        self.state = state
        self.tasks = FragileTasks()
        self.executions = SubmittedActions()
        self.runbooks: list[Runbook] = [parse_runbook(runbook_document(**(runbook or {})))]
        self.slos = {OUTCOME_SLO.name: OUTCOME_SLO}
        numbers = itertools.count(1)
        self.registry = Registry(state.releases, self.clock, lambda: f"id-{next(numbers)}")
        self.means = Means(
            incidents=state.incidents,
            audit=state.audit,
            kill_switch=state.kill_switch,
            sli=self.tasks,
            slo_of=self.slos.get,
            runbooks=lambda: self.runbooks,
            policy=Policy(policies),
            actuators={"release.rollback": ReleaseRollback(self.registry, state.releases, self.tasks)},
            clock=self.clock,
            new_id=lambda: f"act-{next(numbers)}",
            together=state.together,
        )
        self.responder = Responder(self.means, self.executions)
        self._release_history()

    def _release_history(self) -> None:
        for version in ("v1", "v2", "v3"):
            self.registry.publish(
                axis=Axis.PROMPT, subject=SUBJECT, content=f"prompt {version}", author="ann", version=version
            )
        self.go_live("v1")
        self.traffic("v1", good=360, minutes=60)
        self.blamed = self.go_live("v2")
        self.fault_at = self.clock.now()
        self.traffic("v2", good=12, bad=48, minutes=10)
        self.incident_id = self.open_incident("inc-1").id

    def go_live(self, version: str, author: str = "ann") -> Change:
        """Have a person put a version live."""
        return self.registry.go_live(
            axis=Axis.PROMPT, subject=SUBJECT, version=version, author=author, source="registry"
        )

    def report_change(self, *, from_version: str, to_version: str) -> None:
        """Have a change reported from outside the registry, and a second incident that blames it."""
        change = replace(
            self.blamed,
            id=ChangeId(f"reported-{from_version}"),
            from_version=from_version,
            to_version=to_version,
            at=self.clock.now(),
            source="api",
        )
        self.state.releases.add_change(change)
        self.open_incident("inc-2", change=change)

    def traffic(self, version: str, *, good: int = 0, bad: int = 0, minutes: float = 0.25) -> None:
        """Let time pass, with tasks that end evenly in it, good ones first; an empty version is not named by them."""
        start, span = self.clock.now(), timedelta(minutes=minutes)
        self._tasks_end(start, span, version, good=good, bad=bad)
        self.clock.advance(span)

    def _tasks_end(self, start: datetime, span: timedelta, version: str, *, good: int, bad: int) -> None:
        outcomes = [Outcome.SUCCESS] * good + [Outcome.FAILURE] * bad
        releases = {KEY: version} if version else {}
        for number, outcome in enumerate(outcomes):
            self.tasks.add(task(ended_at=start + span * number / len(outcomes), outcome=outcome, releases=releases))

    def open_incident(self, name: str, *, confidence: float = 0.9, change: Change | None = None) -> Incident:
        """Store an open incident that blames a change, the one to v2 unless told otherwise."""
        incident = blaming(change or self.blamed, name, detected_at=self.clock.now(), confidence=confidence)
        self.state.incidents.save(incident)
        return incident

    def incident(self, name: str = "inc-1") -> Incident:
        """Return an incident as stored now."""
        incident = self.state.incidents.incident(IncidentId(name))
        assert incident is not None
        return incident

    def action(self, name: str = "inc-1") -> Action:
        """Return the last action of an incident as stored now."""
        return self.incident(name).actions[-1]

    def ref(self) -> ActionRef:
        """Return the reference to the last action of the first incident."""
        return ActionRef(self.incident_id, self.action().id)

    def propose(self, name: str = "inc-1") -> Incident:
        """Ask for a proposal now."""
        return self.responder.propose(self.incident(name), self.clock.now())

    def approved(self, by: str = "bea") -> ActionRef:
        """Propose and approve, and return what is to be carried out."""
        self.propose()
        ref = self.ref()
        self.responder.approve(ref.incident_id, ref.action_id, by)
        return ref

    def execution(self) -> Execution:
        """Return the execution over this world's means."""
        return Execution(Steps(self.means), look_every=LOOK_EVERY)

    def carry_out(self, ref: ActionRef, on_sleep: Callable[[], None] = lambda: None) -> Action:
        """Carry an action out in one life and return it as it ended."""
        self.execution().carry_out(MemoryJournal(self.clock, on_sleep), ref)
        return self.action()

    def arrive(self, version: str, *, good: int = 0, bad: int = 0) -> Callable[[], None]:
        """Return traffic that arrives during each pause of a journal, which moves the clock itself."""

        def during_pause() -> None:
            self._tasks_end(self.clock.now() - LOOK_EVERY, LOOK_EVERY, version, good=good, bad=bad)

        return during_pause

    def live(self) -> str:
        """Return the version that is live now."""
        live = self.registry.live(Axis.PROMPT, SUBJECT)
        assert live is not None
        return live.version

    def events(self) -> list[str]:
        """Return the events of the audit log, in order."""
        return [entry.event for entry in self.state.audit.entries()]

    def change_runbook(self, **changes: object) -> None:
        """Apply another edition of the runbook."""
        self.runbooks[0] = replace(self.runbooks[0], **changes)  # type: ignore[arg-type] # fields named by the test


class MakeWorld(Protocol):
    """What the `make_world` fixture gives."""

    def __call__(self, *, policies: str = "", runbook: Mapping[str, object] | None = None) -> World:
        """Return the world on an empty state database of its own."""
        ...
