"""`release.rollback`: put back the version that was live before the blamed change, through the release registry.

It never overrides a later decision: it acts only while the blamed change itself is still the live one, and takes its
own rollback back only while that is still the live one.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from tocsin.incident import TOCSIN
from tocsin.model import Axis, Change, ChangeId, Hypothesis, Incident, Risk, SliQuery, TaskFilter, Window
from tocsin.release import Registry
from tocsin.respond.actuators.port import Effect, Refusal, Unplannable
from tocsin.respond.plan import Plan
from tocsin.respond.recovery import Exposure
from tocsin.store import ReleaseStore, SliReader

SOURCE = "runbook"
"""The `source` of every change this room makes."""
_SHARE_OVER = timedelta(minutes=15)
_ALL_TASKS = SliQuery(valid=TaskFilter(), good=TaskFilter())


class ReleaseRollback:
    """Implements `Actuator` on the release registry."""

    kind = "release.rollback"
    risk = Risk.LOW
    reversible = True

    def __init__(self, registry: Registry, releases: ReleaseStore, sli: SliReader) -> None:
        self._registry = registry
        self._releases = releases
        self._sli = sli

    def plan(self, incident: Incident, hypothesis: Hypothesis, at: datetime) -> Plan | Unplannable:
        """Return the plan to leave the hypothesis' change, or why there is none; reads only."""
        blamed = self._releases.change(hypothesis.change_id) if hypothesis.change_id else None
        if blamed is None:
            return Unplannable("the hypothesis names no change that could be rolled back")
        target = self._registry.before(blamed)
        unfit = self._unfit_target(blamed, target)
        if unfit is not None:
            return Unplannable(unfit)
        parameters = {
            "axis": blamed.axis.value,
            "subject": blamed.subject,
            "from_version": blamed.to_version,
            "to_version": target,
            "change_id": str(blamed.id),
            "fault_at": blamed.at.isoformat(),
            "slo": str(incident.alerts[0].slo) if incident.alerts else "",
        }
        obstacle = self.obstacle(parameters)
        if obstacle is not None:
            return Unplannable(obstacle)
        share = self.share(parameters, at)
        return Plan(
            kind=self.kind,
            title=f"Roll back {blamed.axis} {blamed.subject!r} from {blamed.to_version!r} to {target!r}",
            parameters=parameters,
            subject=f"{blamed.axis}/{blamed.subject}",
            risk=self.risk,
            reversible=self.reversible,
            share=share,
            blast_radius=_in_words(share, blamed),
            undo=f"Put {blamed.to_version!r} live again, as long as this rollback is still the live change",
        )

    def share(self, parameters: Mapping[str, str], at: datetime) -> float | None:
        """Return which share of all tasks of the last 15 minutes carried the blamed version; None without tasks."""
        exposure = self.exposure(parameters)
        cohorts = self._sli.cohorts(_ALL_TASKS, exposure.release_key, Window.ending(at, _SHARE_OVER), at)
        if not any(cohort.version for cohort in cohorts):
            return None  # no task says which version it ran on
        touched = sum(cohort.counts.total for cohort in cohorts if cohort.version == exposure.version)
        return touched / sum(cohort.counts.total for cohort in cohorts)

    def obstacle(self, parameters: Mapping[str, str]) -> str | None:
        """Return why the blamed change can no longer be left, or None; reads only."""
        live = self._live_change(parameters)
        if live is not None and live.id == parameters["change_id"]:
            return None
        now = f"{live.to_version!r} is live since {live.at.isoformat()} by {live.author!r}" if live else "nothing is"
        return f"the blamed change to {parameters['from_version']!r} is no longer the live one: {now}"

    def execute(self, parameters: Mapping[str, str], mark: str) -> Effect | Refusal:
        """Put `to_version` live, once; refuse when the blamed change is no longer the live one."""
        live = self._live_change(parameters)
        if live is not None and _is_ours(live, mark):
            return Effect(live.at, live.summary)
        obstacle = self.obstacle(parameters)
        if obstacle is not None:
            return Refusal(obstacle)
        summary = f"Rolled back from {parameters['from_version']!r} to {parameters['to_version']!r}"
        return self._go_live(parameters, parameters["to_version"], mark, summary)

    def undo(self, parameters: Mapping[str, str], mark: str) -> Effect | Refusal:
        """Put `from_version` live again, once; refuse when the rollback is no longer the live change."""
        live = self._live_change(parameters)
        undo_mark = f"{mark}-undo"
        if live is not None and _is_ours(live, undo_mark):
            return Effect(live.at, live.summary)
        if live is None or not _is_ours(live, mark):
            now = (
                f"{live.to_version!r} is live since {live.at.isoformat()} by {live.author!r}" if live else "nothing is"
            )
            return Refusal(f"the rollback is no longer the live change: {now}")
        summary = f"Took back the rollback to {parameters['to_version']!r}; it did not help"
        return self._go_live(parameters, parameters["from_version"], undo_mark, summary)

    def exposure(self, parameters: Mapping[str, str]) -> Exposure:
        """Return the release key and the blamed version that exposed tasks carry."""
        return Exposure(f"{parameters['axis']}:{parameters['subject']}", parameters["from_version"])

    def _unfit_target(self, blamed: Change, target: str) -> str | None:
        what = f"{blamed.axis} {blamed.subject!r}"
        if not target:
            return f"what was live on {what} before the change is unknown"
        if self._releases.release(blamed.axis, blamed.subject, target) is None:
            return f"{what} version {target!r} was never published here; publish it to make a rollback possible"
        return None

    def _live_change(self, parameters: Mapping[str, str]) -> Change | None:
        live = self._registry.live(Axis(parameters["axis"]), parameters["subject"])
        return self._releases.change(live.change_id) if live else None

    def _go_live(self, parameters: Mapping[str, str], version: str, mark: str, summary: str) -> Effect:
        blamed = self._releases.change(ChangeId(parameters["change_id"]))
        change = self._registry.go_live(
            axis=Axis(parameters["axis"]),
            subject=parameters["subject"],
            version=version,
            author=TOCSIN,
            source=SOURCE,
            summary=summary,
            url=mark,
            **({"scope": blamed.scope} if blamed else {}),
        )
        return Effect(change.at, change.summary)


def _is_ours(change: Change, mark: str) -> bool:
    return change.source == SOURCE and change.url == mark


def _in_words(share: float | None, blamed: Change) -> str:
    carried = f"tasks that run on {blamed.release_key} {blamed.to_version!r}"
    if share is None:
        return f"{carried}; their share cannot be measured"
    return f"{carried}: {share:.1%} of all tasks in the last 15 minutes"
