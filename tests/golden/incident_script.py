"""The language of tests/golden/incident/*.txt: traffic in, ticks of the real watch, incidents out; a statement a line.

    slo JOURNEY TARGET% [with tickets]     pages at burn 6 over 20m/2m; with tickets also at burn 2 over 40m/5m
    load LENGTH JOURNEY: N good[, M bad]   so many tasks a minute for so long, with a tick each minute; "a+b" for both
    wait LENGTH                            time with ticks and without a task
    removed JOURNEY                        its SLO is no longer applied
    restart                                a new watch goes on over the same store
    acknowledged                           a person takes the last incident
    mitigated                              recovery of the last incident is verified, counted from now on
    resolved                               a person closes the last incident
    refused acknowledged | mitigated | resolved    the same, but the incident's state does not allow it
    expect nothing                         there is no incident
    expect STATE SEVERITY, ...             the incidents, oldest first, e.g. "resolved sev2, open sev3"
    expect told WORD, ...                  what was announced since the start, e.g. "opened, resolved"

"#" starts a comment. Every incident's timeline is checked after every statement: each state it reached is on it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from tests.kit.changes import RecordedChanges
from tests.kit.faults import outcome_slo
from tests.kit.sli import CountedTasks
from tests.kit.tasks import MONDAY, task
from tocsin.diagnose import Sources
from tocsin.errors import Conflict
from tocsin.incident import acknowledge, mitigate, resolve
from tocsin.model import (
    AlertLevel,
    AlertWindow,
    Incident,
    IncidentState,
    JourneyName,
    Outcome,
    Slo,
    TimelineKind,
)
from tocsin.store.memory import MemoryIncidents
from tocsin.watch import Announcement, Watch

TICK = timedelta(minutes=1)
PERSON = "bea"
PAGE = AlertWindow(AlertLevel.PAGE, timedelta(minutes=20), timedelta(minutes=2), 6.0)
TICKET = AlertWindow(AlertLevel.TICKET, timedelta(minutes=40), timedelta(minutes=5), 2.0)
_TOLD_OF_STATE = {
    IncidentState.OPEN: TimelineKind.OPENED,
    IncidentState.ACKNOWLEDGED: TimelineKind.ACKNOWLEDGED,
    IncidentState.MITIGATED: TimelineKind.MITIGATED,
    IncidentState.RESOLVED: TimelineKind.RESOLVED,
}


class ScriptError(Exception):
    """A script is not written in the language; this says nothing about Tocsin."""


@dataclass
class Stage:
    """What a script has set up so far."""

    now: datetime = MONDAY
    tasks: CountedTasks = field(default_factory=CountedTasks)
    store: MemoryIncidents = field(default_factory=MemoryIncidents)
    slos: list[Slo] = field(default_factory=list)
    told: list[Announcement] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Start a new watch over the same store."""
        sources = Sources(self.tasks, self.tasks, RecordedChanges())
        self.watch = Watch(
            slos=lambda: self.slos, sources=sources, incidents=self.store, announce=self.told.append, step=TICK
        )

    def tick(self) -> None:
        """Let a minute pass."""
        self.now += TICK
        self.watch.tick(self.now)

    @property
    def incidents(self) -> list[Incident]:
        """All incidents, oldest first."""
        return list(self.store.incidents())[::-1]

    def decide(self, decision: str) -> None:
        """Have the last incident moved."""
        if not self.incidents:
            raise ScriptError(f"{decision!r} needs an incident")
        self.store.update(self.incidents[-1].id, lambda incident: _DECISIONS[decision](incident, self.now))


_DECISIONS: dict[str, Callable[[Incident, datetime], Incident]] = {
    "acknowledged": lambda incident, at: acknowledge(incident, at, PERSON),
    "mitigated": lambda incident, at: mitigate(incident, at, PERSON, "verified", recovered_at=at),
    "resolved": lambda incident, at: resolve(incident, at, PERSON, ""),
}


def run(script: str) -> None:
    """Run every statement of a script.

    Raises:
        AssertionError: An expectation does not hold; the message names the line.
        ScriptError: A line is not in the language.
    """
    stage = Stage()
    expectations = 0
    for number, line in _statements(script):
        perform, words = _statement(number, line)
        perform(stage, words, f"line {number}: {line}")
        _check_timelines(stage, f"line {number}: {line}")
        expectations += line.startswith(("expect", "refused"))
    if not expectations:
        raise ScriptError("a script without an expectation proves nothing")


def _statements(script: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(script.splitlines(), start=1):
        statement = line.partition("#")[0].strip()
        if statement:
            yield number, statement


def _check_timelines(stage: Stage, line: str) -> None:
    for incident in stage.incidents:
        kinds = [entry.kind for entry in incident.timeline]
        assert _TOLD_OF_STATE[incident.state] in kinds, f"{line}: {incident.state} is not on the timeline"


Words = re.Match[str]


def _slo(stage: Stage, words: Words, _: str) -> None:
    target = float(words["target"]) / 100
    windows = (PAGE, TICKET) if words["tickets"] else (PAGE,)
    stage.slos.append(outcome_slo(JourneyName(words["journey"]), target=target, windows=windows))


def _load(stage: Stage, words: Words, _: str) -> None:
    outcomes = [Outcome.SUCCESS] * int(words["good"]) + [Outcome.FAILURE] * int(words["bad"] or 0)
    for _minute in range(int(words["minutes"])):
        gap = TICK / len(outcomes)
        for number, outcome in enumerate(outcomes):
            for journey in words["journey"].split("+"):
                stage.tasks.add(task(ended_at=stage.now + number * gap, outcome=outcome, journey=journey))
        stage.tick()


def _wait(stage: Stage, words: Words, _: str) -> None:
    for _minute in range(int(words["minutes"])):
        stage.tick()


def _removed(stage: Stage, words: Words, _: str) -> None:
    stage.slos = [slo for slo in stage.slos if slo.journey != words["journey"]]


def _restart(stage: Stage, words: Words, _: str) -> None:
    stage.restart()


def _decided(stage: Stage, words: Words, _: str) -> None:
    stage.decide(words["decision"])


def _refused(stage: Stage, words: Words, line: str) -> None:
    with pytest.raises(Conflict, match=f"it is {stage.incidents[-1].state}"):
        stage.decide(words["decision"])


def _expect_nothing(stage: Stage, words: Words, line: str) -> None:
    assert stage.incidents == [], line


def _expect_incidents(stage: Stage, words: Words, line: str) -> None:
    found = ", ".join(f"{incident.state} {incident.severity}" for incident in stage.incidents)
    assert found == words["incidents"], f"{line}: found {found or 'nothing'}"


def _expect_told(stage: Stage, words: Words, line: str) -> None:
    told = ", ".join(announcement.kind for announcement in stage.told)
    assert told == words["told"], f"{line}: told {told or 'nothing'}"


_LIST = r"[\w ]+(?:, [\w ]+)*"
_LANGUAGE: tuple[tuple[str, Callable[[Stage, Words, str], None]], ...] = (
    (r"slo (?P<journey>[\w-]+) (?P<target>[\d.]+)%(?P<tickets> with tickets)?", _slo),
    (r"load (?P<minutes>\d+)m (?P<journey>[\w+-]+): (?P<good>\d+) good(?:, (?P<bad>\d+) bad)?", _load),
    (r"wait (?P<minutes>\d+)m", _wait),
    (r"removed (?P<journey>[\w-]+)", _removed),
    (r"restart", _restart),
    (r"(?P<decision>acknowledged|mitigated|resolved)", _decided),
    (r"refused (?P<decision>acknowledged|mitigated|resolved)", _refused),
    (r"expect nothing", _expect_nothing),
    (rf"expect told (?P<told>{_LIST})", _expect_told),
    (rf"expect (?P<incidents>{_LIST})", _expect_incidents),
)


def _statement(number: int, line: str) -> tuple[Callable[[Stage, Words, str], None], Words]:
    for pattern, perform in _LANGUAGE:
        words = re.fullmatch(pattern, line)
        if words is not None:
            return perform, words
    raise ScriptError(f"line {number}: not in the language: {line!r}")
