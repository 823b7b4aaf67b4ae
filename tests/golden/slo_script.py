"""The language of tests/golden/slo/*.txt: load a past, move the clock, expect a verdict. One statement a line.

    slo TARGET over WINDOW [tier TIER] [alert LEVEL]   the objective; first statement of a script
    load LENGTH every STEP: N good [, N bad]           tasks at the start of each step; the clock moves by LENGTH
    advance LENGTH                                     time without a task
    recovered                                          recovery was verified now: alert windows count afresh
    expect quiet                                       nothing fires
    expect page LONG/SHORT | ticket LONG/SHORT         the loudest firing rule is this one
    expect budget PERCENT [+- PERCENT]                 what is left of it
    expect budget unknown                              there was no event to count

Lengths are written as in SLO files ("5m"); "#" starts a comment.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from tests.kit.clock import ManualClock
from tests.kit.sli import CountedTasks
from tests.kit.tasks import JOURNEY, MONDAY, SERVICE, task
from tocsin.model import Outcome, Slo, SloStatus
from tocsin.slo import evaluate, parse_slo
from tocsin.slo.duration import Duration

_LENGTH: TypeAdapter[timedelta] = TypeAdapter(Duration)


class ScriptError(Exception):
    """A script is not written in the language; this says nothing about Tocsin."""


@dataclass
class Stage:
    """What a script has set up so far."""

    clock: ManualClock = field(default_factory=lambda: ManualClock(MONDAY))
    tasks: CountedTasks = field(default_factory=CountedTasks)
    slo: Slo | None = None
    recovered_at: datetime | None = None

    def status(self) -> SloStatus:
        """Return the SLO's status now."""
        if self.slo is None:
            raise ScriptError("the first statement must be 'slo'")
        (status,) = evaluate([self.slo], self.tasks, self.clock.now(), since=lambda _: self.recovered_at)
        return status


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
        expectations += line.startswith("expect")
    if not expectations:
        raise ScriptError("a script without an expectation proves nothing")


def _statements(script: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(script.splitlines(), start=1):
        statement = line.partition("#")[0].strip()
        if statement:
            yield number, statement


Words = re.Match[str]


def _slo(stage: Stage, words: Words, _: str) -> None:
    written = {"tier": words["tier"], "alert": words["alert"], "journey": JOURNEY}
    stage.slo = parse_slo(
        {
            "apiVersion": "openslo/v1",
            "kind": "SLO",
            "metadata": {
                "name": "golden",
                "annotations": {f"tocsin.dev/{key}": value for key, value in written.items() if value},
            },
            "spec": {
                "service": SERVICE,
                "indicator": {
                    "spec": {
                        "ratioMetric": {
                            "good": {"metricSource": {"type": "tocsin", "spec": {"outcome": "success"}}},
                            "total": {"metricSource": {"type": "tocsin"}},
                        }
                    }
                },
                "timeWindow": [{"duration": words["window"], "isRolling": True}],
                "budgetingMethod": "Occurrences",
                "objectives": [{"targetPercent": float(words["target"])}],
            },
        }
    )


def _load(stage: Stage, words: Words, _: str) -> None:
    length, step = _LENGTH.validate_python(words["length"]), _LENGTH.validate_python(words["step"])
    start = stage.clock.now()
    outcomes = [Outcome.SUCCESS] * int(words["good"]) + [Outcome.FAILURE] * int(words["bad"] or 0)
    stage.tasks.add(
        *(
            task(ended_at=start + number * step, outcome=outcome)
            for number in range(length // step)
            for outcome in outcomes
        )
    )
    stage.clock.advance(length)


def _advance(stage: Stage, words: Words, _: str) -> None:
    stage.clock.advance(_LENGTH.validate_python(words["length"]))


def _recovered(stage: Stage, words: Words, _: str) -> None:
    stage.recovered_at = stage.clock.now()


def _expect_quiet(stage: Stage, words: Words, line: str) -> None:
    assert stage.status().firing is None, line


def _expect_alert(stage: Stage, words: Words, line: str) -> None:
    firing = stage.status().firing
    assert firing is not None, f"{line}: nothing fires"
    expected = (
        words["level"],
        _LENGTH.validate_python(words["long"]),
        _LENGTH.validate_python(words["short"]),
    )
    assert (firing.window.level, firing.window.long, firing.window.short) == expected, line


def _expect_budget(stage: Stage, words: Words, line: str) -> None:
    remaining = stage.status().budget_remaining
    assert remaining is not None, f"{line}: the budget is unknown"
    off = abs(100 * remaining - float(words["percent"]))
    assert off <= float(words["tolerance"] or 0.001), f"{line}: {100 * remaining:.4f} % remain"


def _expect_unknown(stage: Stage, words: Words, line: str) -> None:
    status = stage.status()
    assert status.budget_remaining is None, line
    assert all(burn.rate is None for verdict in status.verdicts for burn in (verdict.long, verdict.short)), line


_NUMBER = r"-?\d+(?:\.\d+)?"
_LANGUAGE: tuple[tuple[re.Pattern[str], Callable[[Stage, Words, str], None]], ...] = (
    (
        re.compile(
            rf"slo (?P<target>{_NUMBER})% over (?P<window>\w+)(?: tier (?P<tier>\w+))?(?: alert (?P<alert>\w+))?"
        ),
        _slo,
    ),
    (re.compile(r"load (?P<length>\w+) every (?P<step>\w+): (?P<good>\d+) good(?:, (?P<bad>\d+) bad)?"), _load),
    (re.compile(r"advance (?P<length>\w+)"), _advance),
    (re.compile(r"recovered"), _recovered),
    (re.compile(r"expect quiet"), _expect_quiet),
    (re.compile(r"expect (?P<level>page|ticket) (?P<long>\w+)/(?P<short>\w+)"), _expect_alert),
    (re.compile(r"expect budget unknown"), _expect_unknown),
    (re.compile(rf"expect budget (?P<percent>{_NUMBER})%(?: \+- (?P<tolerance>{_NUMBER})%)?"), _expect_budget),
)


def _statement(number: int, line: str) -> tuple[Callable[[Stage, Words, str], None], Words]:
    for pattern, perform in _LANGUAGE:
        words = pattern.fullmatch(line)
        if words is not None:
            return perform, words
    raise ScriptError(f"line {number}: not in the language: {line!r}")
