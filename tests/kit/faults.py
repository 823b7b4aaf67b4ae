"""Seeded synthetic incidents with their true cause: traffic of two journeys, a fault or none, and innocent changes.

Every number is drawn from the case's own seed, so a case is the same on every machine.
"""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.kit.changes import RecordedChanges, change
from tests.kit.sli import CountedTasks
from tests.kit.tasks import JOURNEY, MONDAY, SERVICE, task
from tocsin.diagnose import Sources
from tocsin.model import (
    AlertLevel,
    AlertWindow,
    Axis,
    Change,
    ChangeId,
    JourneyName,
    Outcome,
    SliQuery,
    Slo,
    SloName,
    Task,
    TaskFilter,
    Tier,
    Window,
)

OTHER_JOURNEY = JourneyName("order-status")
STEP = timedelta(seconds=30)
FAULT_AT = MONDAY + timedelta(seconds=17)
PAST = timedelta(minutes=45)
TROUBLE = timedelta(minutes=12)
_MINUTE = timedelta(minutes=1)
_PER_MINUTE = {JOURNEY: 24, OTHER_JOURNEY: 16}
_NORMALLY_BAD = 0.01
_FAILING = 0.6
_PROMPT = "prompt:support-answer"
_CODE = f"code:{SERVICE}"
WINDOWS = (AlertWindow(AlertLevel.PAGE, timedelta(minutes=20), timedelta(minutes=2), 6.0),)


def outcome_slo(
    journey: JourneyName | None = JOURNEY, *, target: float = 0.98, windows: Sequence[AlertWindow] = WINDOWS
) -> Slo:
    """Return an outcome SLO that pages within minutes."""
    journeys = (journey,) if journey else ()
    return Slo(
        name=SloName(f"{journey or SERVICE}-outcome"),
        service=SERVICE,
        journey=journey,
        tier=Tier.OUTCOME,
        description="",
        query=SliQuery(
            valid=TaskFilter(journeys=journeys, outcomes=(Outcome.SUCCESS, Outcome.FAILURE)),
            good=TaskFilter(outcomes=(Outcome.SUCCESS,)),
        ),
        target=target,
        window=timedelta(days=30),
        alert_windows=tuple(windows),
    )


@dataclass(frozen=True)
class Arrival:
    """One user who arrives: where, when, and a number in [0, 1) that says to which cohort they fall."""

    journey: JourneyName
    at: datetime
    lot: float


@dataclass(frozen=True)
class Case:
    """A stretch of history.

    Attributes:
        culprit: The change that is the cause; None when none of the recorded ones is.
        has_fault: Whether users were hit at all.
    """

    name: str
    tasks: Sequence[Task]
    changes: Sequence[Change]
    culprit: Change | None
    has_fault: bool = True
    slos: Sequence[Slo] = field(default_factory=lambda: (outcome_slo(), outcome_slo(OTHER_JOURNEY)))

    @property
    def window(self) -> Window:
        """From shortly before the fault until it must have been found."""
        return Window(FAULT_AT - 2 * _MINUTE, FAULT_AT + TROUBLE)

    def sources(self) -> Sources:
        """Return the ports over this history."""
        counted = CountedTasks(self.tasks)
        return Sources(counted, counted, RecordedChanges(self.changes))


MakeCase = Callable[[int], Case]
"""Draws a case from a seed."""
Releases = Callable[[Arrival], Mapping[str, str]]
IsHit = Callable[[Arrival, Mapping[str, str]], bool]


def history(
    seed: int, releases: Releases, is_hit: IsHit, vendor: Callable[[Arrival], str] = lambda _: "openai"
) -> list[Task]:
    """Return the tasks of both journeys: hit ones fail mostly, all others seldom."""
    rng = random.Random(seed)
    tasks = []
    for journey, per_minute in _PER_MINUTE.items():
        at = FAULT_AT - PAST
        while at < FAULT_AT + TROUBLE:
            at += rng.expovariate(per_minute) * _MINUTE
            tasks.append(_task(Arrival(journey, at, rng.random()), rng, releases, is_hit, vendor))
    return tasks


def _task(
    arrival: Arrival, rng: random.Random, releases: Releases, is_hit: IsHit, vendor: Callable[[Arrival], str]
) -> Task:
    carried = releases(arrival)
    bad_ratio = _FAILING if is_hit(arrival, carried) else _NORMALLY_BAD
    return task(
        ended_at=arrival.at,
        journey=arrival.journey,
        outcome=Outcome.FAILURE if rng.random() < bad_ratio else Outcome.SUCCESS,
        trace_id=f"{rng.getrandbits(128):032x}",
        sealed_after=timedelta(seconds=3),
        releases=carried,
        vendors=(vendor(arrival),),
    )


def rollout(share: Callable[[datetime], float]) -> Releases:
    """Return releases where a share in [0, 1] of the journey's users gets prompt v2; code goes from 1 to 2 before."""

    def carried(arrival: Arrival) -> Mapping[str, str]:
        everywhere = {
            _CODE: "2" if arrival.at >= DEPLOY.at else "1",
            ROUTING.release_key: "5" if arrival.at >= ROUTING.at else "4",
        }
        if arrival.journey != JOURNEY:
            return {**everywhere, "prompt:order-status": "v1"}
        return {**everywhere, _PROMPT: "v2" if arrival.lot < share(arrival.at) else "v1"}

    return carried


def at_once(at: datetime = FAULT_AT) -> Callable[[datetime], float]:
    """Return a rollout that switches everybody at an instant."""
    return lambda now: float(now >= at)


def over(length: timedelta, until: float = 1.0) -> Callable[[datetime], float]:
    """Return a rollout that grows evenly from the fault on, up to a share in [0, 1]."""
    return lambda now: min(max((now - FAULT_AT) / length, 0.0), 1.0) * until


def nobody(_: datetime) -> float:
    """Return the share of a rollout that does not happen."""
    return 0.0


PROMPT_CHANGE = change(at=FAULT_AT, change_id="culprit-prompt")
DEPLOY = change(
    Axis.CODE, SERVICE, "2", from_version="1", at=FAULT_AT - 12 * _MINUTE, change_id="deploy", service=SERVICE
)
"""Innocent, in the right place: everything ran on it for twelve minutes, and well."""
OTHER_INDEX = change(
    Axis.INDEX, "order-history", "21", from_version="20", at=FAULT_AT - 8 * timedelta(seconds=1),
    change_id="other-index", journey=OTHER_JOURNEY, service=SERVICE,
)  # fmt: skip
"""Innocent, at the right time: an index of the other journey."""
CONFIG = change(Axis.CONFIG, "timeouts", "7", from_version="6", at=FAULT_AT - 40 * _MINUTE, change_id="config")
"""Innocent and far: no task says whether it ran on it."""
GHOST = change(Axis.CODE, SERVICE, "3", from_version="2", at=FAULT_AT - 20 * timedelta(seconds=1), change_id="ghost")
"""Innocent, at the right time: a deploy that no task ever ran on."""
ROUTING = change(
    Axis.ROUTING, "chat", "5", from_version="4", at=FAULT_AT - 90 * timedelta(seconds=1), change_id="routing"
)
"""Innocent, in the right place shortly before: everything ran on it for a minute and a half, and well."""
DECOYS = (DEPLOY, OTHER_INDEX, CONFIG, ROUTING)


def on_bad_prompt(_: Arrival, carried: Mapping[str, str]) -> bool:
    """Hit whoever runs on prompt v2."""
    return carried.get(_PROMPT) == "v2"


def switch(seed: int) -> Case:
    """Return a prompt that went live for all at once."""
    tasks = history(seed, rollout(at_once()), on_bad_prompt)
    return Case(f"switch-{seed}", tasks, (PROMPT_CHANGE, *DECOYS), PROMPT_CHANGE)


def gradual(seed: int) -> Case:
    """Return a prompt that was rolled out over six minutes."""
    tasks = history(seed, rollout(over(6 * _MINUTE)), on_bad_prompt)
    return Case(f"gradual-{seed}", tasks, (PROMPT_CHANGE, *DECOYS, GHOST), PROMPT_CHANGE)


def partial_rollout(seed: int) -> Case:
    """Return a prompt that half of the users got."""
    tasks = history(seed, rollout(over(_MINUTE, until=0.5)), on_bad_prompt)
    return Case(f"partial-{seed}", tasks, (PROMPT_CHANGE, *DECOYS, GHOST), PROMPT_CHANGE)


def unnamed_index(seed: int) -> Case:
    """Return an index rebuild of the journey that no task names."""
    culprit = change(
        Axis.INDEX, "help-centre", "9", from_version="8", at=FAULT_AT, change_id="culprit-index", journey=JOURNEY
    )
    tasks = history(seed, rollout(nobody), lambda arrival, _: arrival.journey == JOURNEY and arrival.at >= FAULT_AT)
    return Case(f"index-{seed}", tasks, (culprit, *DECOYS), culprit)


def vendor_notice(seed: int) -> Case:
    """Return trouble at one of two vendors, told by its status page two minutes late."""
    culprit = change(Axis.VENDOR, "anthropic", "degraded", from_version="", at=FAULT_AT, change_id="culprit-vendor",
                     recorded_after=2 * _MINUTE)  # fmt: skip

    def vendor(arrival: Arrival) -> str:
        return "anthropic" if arrival.lot < 0.5 else "openai"

    tasks = history(seed, rollout(nobody), lambda arrival, _: arrival.lot < 0.5 and arrival.at >= FAULT_AT, vendor)
    return Case(f"vendor-{seed}", tasks, (culprit, *DECOYS), culprit)


def shared_code(seed: int) -> Case:
    """Return a deploy that breaks both journeys of the service at once."""
    culprit = replace(DEPLOY, id=ChangeId("culprit-code"), to_version="3", from_version="2", at=FAULT_AT)

    def carried(arrival: Arrival) -> Mapping[str, str]:
        return {_CODE: "3" if arrival.at >= FAULT_AT else "2"}

    tasks = history(seed, carried, lambda _, releases: releases[_CODE] == "3")
    return Case(f"code-{seed}", tasks, (culprit, OTHER_INDEX, CONFIG), culprit)


def silent_fault(seed: int) -> Case:
    """Return a fault that no recorded change explains."""
    tasks = history(seed, rollout(nobody), lambda arrival, _: arrival.journey == JOURNEY and arrival.at >= FAULT_AT)
    return Case(f"silent-{seed}", tasks, (*DECOYS, GHOST), None)


def late_change(seed: int) -> Case:
    """Return a fault that began before the prompt went live for everybody: somebody tried to repair it."""
    late = change(at=FAULT_AT + 3 * _MINUTE, change_id="repair")
    tasks = history(
        seed, rollout(at_once(late.at)), lambda arrival, _: arrival.journey == JOURNEY and arrival.at >= FAULT_AT
    )
    return Case(f"late-{seed}", tasks, (late, *DECOYS), None)


def healthy(seed: int) -> Case:
    """Return changes of every kind, and nothing wrong."""
    tasks = history(seed, rollout(at_once()), lambda *_: False)
    return Case(f"healthy-{seed}", tasks, (PROMPT_CHANGE, *DECOYS, GHOST), None, has_fault=False)


def told_later(one: Change, delay: timedelta) -> Change:
    """Return a change that Tocsin learned of only after a while."""
    return replace(one, recorded_at=one.recorded_at + delay)


def sealed_later(one: Task, delay: timedelta) -> Task:
    """Return a task that was sealed only after a while."""
    return replace(one, sealed_at=one.sealed_at + delay)
