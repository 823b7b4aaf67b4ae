"""Conditions on tasks as a query: what searches and breakdowns have in common."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated

from pydantic import Field

from tocsin.api.inputs import Duration, Instant, Strict
from tocsin.errors import InvalidInput
from tocsin.model import Comparison, JourneyName, Outcome, ScoreRange, TaskField, TaskFilter, Threshold, Window
from tocsin.release import parse_axis

LOOK_BACK = timedelta(days=1)
_LONGEST = timedelta(days=400)

Texts = Annotated[tuple[str, ...], Field(max_length=50)]
AtLeast = Annotated[float | None, Field(ge=0)]


class TaskConditions(Strict):
    """What tasks must be. Repeat a parameter for "one of"; different parameters must all hold."""

    journey: Texts = ()
    service: Texts = ()
    outcome: tuple[Outcome, ...] = ()
    vendor: Texts = ()
    model: Texts = ()
    prompt: Texts = ()
    feature: Texts = ()
    team: Texts = ()
    tenant: Texts = ()
    user: Texts = ()
    session: Texts = ()
    mark: Annotated[Texts, Field(description="A fact about the data: late, no_root, ...")] = ()
    release: Annotated[
        Texts,
        Field(
            description="<axis>:<subject>=<version> that the task carried; several must all hold.",
            examples=["prompt:support-answer=v2"],
        ),
    ] = ()
    score: Annotated[
        Texts,
        Field(
            description="<evaluator>=<least>..<most>, a score on the task or one of its spans; either side may be"
            " left out; several must all hold.",
            examples=["faithfulness=..0.5"],
        ),
    ] = ()
    errors: Annotated[bool, Field(description="Only tasks in which some span ended in error.")] = False
    min_duration_seconds: AtLeast = None
    max_duration_seconds: AtLeast = None
    min_cost_usd: AtLeast = None
    max_cost_usd: AtLeast = None
    min_tokens: Annotated[AtLeast, Field(description="Input and output together.")] = None
    max_tokens: AtLeast = None
    start: Annotated[Instant | None, Field(description="Tasks that ended from here on; a day before `end`.")] = None
    end: Annotated[Instant | None, Field(description="Tasks that ended before; now.")] = None
    last: Annotated[
        Duration | None, Field(gt=timedelta(0), description="How long before `end` to start, instead of `start`.")
    ] = None

    def where(self) -> TaskFilter:
        """Return the conditions as a filter.

        Raises:
            InvalidInput: A release or score is not written as it must be.
        """
        return TaskFilter(
            journeys=tuple(JourneyName(name) for name in self.journey),
            services=self.service,
            outcomes=self.outcome,
            thresholds=tuple(self._thresholds()),
            releases=dict(_releases(self.release)),
            vendors=self.vendor,
            models=self.model,
            features=self.feature,
            teams=self.team,
            tenants=self.tenant,
            users=self.user,
            sessions=self.session,
            prompts=self.prompt,
            marks=self.mark,
            scores=tuple(_score(text) for text in self.score),
        )

    def window(self, now: datetime) -> Window:
        """Return the window of ends.

        Raises:
            InvalidInput: It ends before it starts, starts in two places, or is longer than anything is kept.
        """
        end = self.end or now
        if self.start is not None and self.last is not None:
            raise InvalidInput("start and last both say where to begin: give one of them")
        start = self.start or end - (self.last or LOOK_BACK)
        if end <= start:
            raise InvalidInput(f"end {end.isoformat()!r} must lie after start {start.isoformat()!r}")
        if end - start > _LONGEST:
            raise InvalidInput(
                f"from start {start.isoformat()!r} to end are more than {_LONGEST.days} days: ask for less"
            )
        return Window(start, end)

    def _thresholds(self) -> Iterator[Threshold]:
        bounds = (
            (TaskField.DURATION_SECONDS, self.min_duration_seconds, self.max_duration_seconds),
            (TaskField.COST_USD, self.min_cost_usd, self.max_cost_usd),
            (TaskField.TOKENS, self.min_tokens, self.max_tokens),
            (TaskField.ERROR_COUNT, 1.0 if self.errors else None, None),
        )
        for field, least, most in bounds:
            if least is not None:
                yield Threshold(field, Comparison.GTE, least)
            if most is not None:
                yield Threshold(field, Comparison.LTE, most)


def _releases(texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in texts:
        key, equals, version = text.partition("=")
        if not (equals and version):
            raise InvalidInput(f"release {text!r} is not <axis>:<subject>=<version>, e.g. prompt:support-answer=v2")
        yield release_key(key), version


def release_key(text: str) -> str:
    """Return "<axis>:<subject>", checked.

    Raises:
        InvalidInput: It is none, or of no known axis.
    """
    axis, colon, subject = text.partition(":")
    if not (colon and subject):
        raise InvalidInput(f"{text!r} is not <axis>:<subject>, e.g. prompt:support-answer")
    return f"{parse_axis(axis)}:{subject}"


def _score(text: str) -> ScoreRange:
    evaluator, equals, bounds = text.rpartition("=")
    least, dots, most = bounds.partition("..")
    if evaluator and equals and dots:
        with suppress(ValueError):
            return ScoreRange(evaluator, float(least) if least else None, float(most) if most else None)
    raise InvalidInput(f"score {text!r} is not <evaluator>=<least>..<most>, e.g. faithfulness=..0.5")
