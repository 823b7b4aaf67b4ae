"""The steps of an execution. Each checks the kill switch first, reads the present state, and may be run twice.

What may happen at the end of watching, and why:
- recovered: VERIFIED, and the incident is mitigated from the instant recovery is counted from;
- enough tasks, unhealthy, and no better than before: the action did not help, so it is undone;
- anything else (too few tasks, tasks still on the blamed version, better but not healthy, telemetry unreadable):
  FAILED, and the action is kept. Undoing would put back the version that the evidence speaks against, on no evidence
  for it; a person decides. The incident stays open: missing data never counts as recovery.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from functools import partial

import structlog

from tocsin.errors import DependencyError
from tocsin.incident import TOCSIN, mitigate
from tocsin.model import Action, ActionState, Incident, IncidentState, Runbook, Slo, SloName, TimelineKind
from tocsin.respond.actuators import Refusal
from tocsin.respond.authority import decide
from tocsin.respond.chronicle import FINAL, ActionRef, Step, load, note, write
from tocsin.respond.means import Means
from tocsin.respond.plan import plan_hash
from tocsin.respond.policy import PolicyStep
from tocsin.respond.recovery import RecoveryQuestion, RecoveryReading, RecoveryVerdict, read_recovery
from tocsin.respond.wording import conclusion, measured

log = structlog.get_logger()

_KIND_OF_END: Mapping[ActionState, TimelineKind] = {
    ActionState.VERIFIED: TimelineKind.ACTION_VERIFIED,
    ActionState.UNDONE: TimelineKind.ACTION_UNDONE,
    ActionState.DENIED: TimelineKind.ACTION_FAILED,
    ActionState.FAILED: TimelineKind.ACTION_FAILED,
}


class Next(StrEnum):
    """What follows a look at the SLI."""

    LOOK_AGAIN = "look_again"
    UNDO = "undo"
    NOTHING = "nothing"


class Steps:
    """The steps over the room's means."""

    def __init__(self, means: Means) -> None:
        self._means = means

    def check(self, ref: ActionRef) -> bool:
        """Return whether the action may be executed; when not, it has been brought to a final state."""
        incident, action = load(self._means, ref)
        if action.state in FINAL or self._stopped(ref, "before it was executed"):
            return False
        at = self._means.clock.now()
        denial = self._denial(incident, action, at)
        if denial is not None:
            self._end(ref, ActionState.DENIED, f"Not executed: {denial}")
            return False
        obstacle = self._means.actuators[action.kind].obstacle(action.parameters) or self._unverifiable(action)
        if obstacle is not None:
            self._end(ref, ActionState.FAILED, f"Not executed: {obstacle}")
            return False
        facts = {"plan_hash": action.plan_hash, "approved_by": action.decided_by, **action.parameters}
        text = f"Started: {action.title}; approved by {action.decided_by}"
        kind = TimelineKind.ACTION_STARTED
        write(self._means, ref, Step(ActionState.RUNNING, kind, "action.started", TOCSIN, text, at, facts))
        return True

    def execute(self, ref: ActionRef) -> datetime | None:
        """Do it and return since when it is in effect; None when it was refused, and then nothing was changed."""
        _, action = load(self._means, ref)
        if self._stopped(ref, "before its execution was on record; look at what is live"):
            return None
        effect = self._means.actuators[action.kind].execute(action.parameters, ref.link)
        if isinstance(effect, Refusal):
            self._end(ref, ActionState.FAILED, f"Not executed: {effect.reason}")
            return None
        facts = {"effective_at": effect.at.isoformat(), **action.parameters}
        kind = TimelineKind.ACTION_EXECUTED
        step = Step(ActionState.VERIFYING, kind, "action.executed", TOCSIN, effect.detail, effect.at, facts)
        write(self._means, ref, step)
        return effect.at

    def verify(self, ref: ActionRef, effective_at: datetime) -> Next:
        """Look at the SLI once and return what follows."""
        _, action = load(self._means, ref)
        if action.state in FINAL or self._stopped(ref, "while recovery was watched; it stays in effect"):
            return Next.NOTHING
        runbook = self._means.runbook(action.runbook)
        slo = self._means.slo_of(SloName(action.parameters["slo"]))
        if runbook is None or slo is None:
            self._end(ref, ActionState.FAILED, "Kept, not verified: its runbook or SLO was removed meanwhile")
            return Next.NOTHING
        reading = self._read(action, runbook, slo, effective_at)
        over = self._means.clock.now() >= effective_at + runbook.verify_for
        return self._conclude(ref, slo, reading, over=over)

    def undo(self, ref: ActionRef) -> None:
        """Take back an action that did not help."""
        incident, action = load(self._means, ref)
        if action.state in FINAL or self._stopped(ref, "before it was on record as taken back; look at what is live"):
            return
        at = self._means.clock.now()
        runbook = self._means.runbook(action.runbook)
        if runbook is None:
            self._end(ref, ActionState.FAILED, "It did not help and was kept: its runbook was removed meanwhile")
            return
        decision = decide(self._means, incident, action, runbook, principal=TOCSIN, step=PolicyStep.UNDO, at=at)
        if not decision.allowed:
            self._end(ref, ActionState.FAILED, f"It did not help and was kept: {decision.reason}")
            return
        effect = self._means.actuators[action.kind].undo(action.parameters, ref.link)
        if isinstance(effect, Refusal):
            self._end(ref, ActionState.FAILED, f"It did not help and was kept: {effect.reason}")
        else:
            self._end(ref, ActionState.UNDONE, effect.detail)

    def _denial(self, incident: Incident, action: Action, at: datetime) -> str | None:
        """Return why the approval no longer covers the action, or None. Judged by what is true now."""
        if action.state not in {ActionState.APPROVED, ActionState.RUNNING} or not action.decided_by:
            return f"it is {action.state}, not approved and waiting to be executed"
        runbook = self._means.runbook(action.runbook)
        if runbook is None:
            return f"runbook {action.runbook!r} is no longer applied"
        if plan_hash(action.kind, action.parameters, runbook) != action.plan_hash:
            return f"the plan or the bounds of runbook {action.runbook!r} changed after the approval"
        decision = decide(
            self._means, incident, action, runbook, principal=action.decided_by, step=PolicyStep.EXECUTE, at=at
        )
        return None if decision.allowed else decision.reason

    def _unverifiable(self, action: Action) -> str | None:
        name = action.parameters.get("slo", "")
        if self._means.slo_of(SloName(name)) is None:
            return f"SLO {name!r} is not applied, so nobody could tell whether the action helps"
        return None

    def _stopped(self, ref: ActionRef, when: str) -> bool:
        if not self._means.kill_switch.kill_switch():
            return False
        self._end(ref, ActionState.FAILED, f"Halted by the kill switch {when}")
        return True

    def _read(self, action: Action, runbook: Runbook, slo: Slo, effective_at: datetime) -> RecoveryReading | None:
        """Return the numbers, or None while telemetry cannot be read: the watch goes on until its time is over."""
        question = RecoveryQuestion(
            slo=slo,
            exposure=self._means.actuators[action.kind].exposure(action.parameters),
            fault_at=datetime.fromisoformat(action.parameters["fault_at"]),
            effective_at=effective_at,
            min_tasks=runbook.verify_min_tasks,
        )
        try:
            return read_recovery(question, self._means.sli, self._means.clock.now())
        except DependencyError as unreadable:
            log.warning("recovery_unreadable", action_id=action.id, error=str(unreadable))
            return None

    def _conclude(self, ref: ActionRef, slo: Slo, reading: RecoveryReading | None, *, over: bool) -> Next:
        if reading is not None and reading.verdict is RecoveryVerdict.RECOVERED:
            self._end(ref, ActionState.VERIFIED, conclusion(reading, slo), reading, recovered_at=reading.since)
            return Next.NOTHING
        if not over:
            return Next.LOOK_AGAIN
        if reading is not None and reading.verdict is RecoveryVerdict.NOT_HELPED:
            note(self._means, ref, conclusion(reading, slo), self._means.clock.now(), measured(reading))
            return Next.UNDO
        self._end(ref, ActionState.FAILED, f"Kept, not verified: {conclusion(reading, slo)}", reading)
        return Next.NOTHING

    def _end(
        self,
        ref: ActionRef,
        state: ActionState,
        text: str,
        reading: RecoveryReading | None = None,
        *,
        recovered_at: datetime | None = None,
    ) -> None:
        at = self._means.clock.now()
        step = Step(
            state=state,
            kind=_KIND_OF_END[state],
            event=f"action.{state.value}",
            actor=TOCSIN,
            text=text,
            at=at,
            details=measured(reading),
            verification=text if reading else "",
            on_incident=partial(_mitigated, at=at, recovered_at=recovered_at) if recovered_at else None,
        )
        write(self._means, ref, step)


def _mitigated(incident: Incident, *, at: datetime, recovered_at: datetime) -> Incident:
    """Return the incident as mitigated; a person may have brought it further meanwhile, and that stands."""
    if incident.state not in {IncidentState.OPEN, IncidentState.ACKNOWLEDGED}:
        return incident
    return mitigate(incident, at, TOCSIN, "Recovery is verified on the SLI", recovered_at=recovered_at)
