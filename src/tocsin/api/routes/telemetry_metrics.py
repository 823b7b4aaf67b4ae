"""Metrics that applications send over OTLP: which there are, and what each did over time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from tocsin.api.inputs import Duration, Instant, Served, Strict
from tocsin.api.paging import Page
from tocsin.api.problems import problem_responses
from tocsin.api.routes.logs import window_of
from tocsin.errors import InvalidInput, NotFound
from tocsin.model import Metric, MetricSeries, MetricType, Statistic, Temporality, Window

router = APIRouter(prefix="/api/v1/telemetry/metrics", tags=["telemetry"])

_HOUR = timedelta(hours=1)
_LOOK_BACK = 6 * _HOUR
_MOST_STEPS = 2_000
_STEPS = [timedelta(seconds=s) for s in (1, 5, 10, 30, 60, 300, 900, 3600, 4 * 3600, 12 * 3600, 24 * 3600)]
_AIMED_STEPS = 240
"""Where no step is asked for, the finest of `_STEPS` is taken that gives at most this many."""

Names = Annotated[tuple[str, ...], Field(max_length=10)]


class MetricView(BaseModel):
    """One metric, as its points describe it."""

    name: str
    type: MetricType
    temporality: Temporality = Field(description="Empty for gauges and summaries.")
    is_monotonic: bool = Field(description="Whether a sum never falls.")
    unit: str = Field(description="As the emitter gave it, in UCUM.", examples=["{token}"])
    description: str
    services: list[str]
    attributes: list[str] = Field(description="Names that its points carry: to group and select by.")
    series: int = Field(description="Streams of points.")
    points: int
    last_at: datetime
    statistics: list[Statistic] = Field(description="What can be asked of it, the natural one first.")

    @classmethod
    def of(cls, metric: Metric) -> "MetricView":
        """Return the view of a metric."""
        return cls(
            name=metric.name,
            type=metric.type,
            temporality=metric.temporality,
            is_monotonic=metric.is_monotonic,
            unit=metric.unit,
            description=metric.description,
            services=list(metric.services),
            attributes=list(metric.attributes),
            series=metric.series,
            points=metric.points,
            last_at=metric.last_at,
            statistics=list(metric.statistics),
        )


class MetricDetail(BaseModel):
    """One metric over a window."""

    metric: MetricView
    statistic: Statistic
    step_seconds: float
    series: list[MetricSeries] = Field(description="At most 50 groups, those with the most steps.")


class WindowQuery(Strict):
    """Of which time."""

    start: Annotated[Instant | None, Field(description="Points from here on; six hours before `end`.")] = None
    end: Annotated[Instant | None, Field(description="Points before; now.")] = None

    def window(self, now: datetime) -> Window:
        """Return the window of the points' times; raises InvalidInput when it ends before it starts."""
        return window_of(self.start, self.end, now, _LOOK_BACK)


class SeriesQuery(WindowQuery):
    """What to say of a metric."""

    step: Annotated[
        Duration | None,
        Field(description="Whole seconds; the finest of the usual ones that gives at most 240 steps, when left out."),
    ] = None
    statistic: Annotated[Statistic | None, Field(description="The natural one of the metric when left out.")] = None
    group_by: Annotated[Names, Field(description="Attributes of points or of their resource; repeat for several.")] = ()
    where: Annotated[
        Names,
        Field(
            description="<attribute>=<value> that points or their resource must have; several must all hold.",
            examples=["gen_ai.token.type=input"],
        ),
    ] = ()

    def step_of(self, window: Window) -> timedelta:
        """Return the step.

        Raises:
            InvalidInput: It is no whole number of seconds, or makes too many steps.
        """
        if self.step is None:
            return next((step for step in _STEPS if window.length / step <= _AIMED_STEPS), _STEPS[-1])
        if self.step < timedelta(seconds=1) or self.step % timedelta(seconds=1):
            raise InvalidInput(f"step {self.step.total_seconds()} s must be whole seconds, at least one")
        if window.length / self.step > _MOST_STEPS:
            raise InvalidInput(
                f"step {self.step.total_seconds():g} s makes more than {_MOST_STEPS} steps: take a longer one, or a"
                " shorter window"
            )
        return self.step


@router.get("", summary="List metrics", responses=problem_responses(400))
def list_metrics(services: Served, query: Annotated[WindowQuery, Query()]) -> Page[MetricView]:
    """Return the metrics that applications sent points of within the window, sorted by name."""
    found = services.metrics.names(query.window(services.clock.now()))
    return Page[MetricView](items=[MetricView.of(metric) for metric in found], next=None)


@router.get("/{name:path}", summary="Show one metric over time", responses=problem_responses(400, 404))
def get_metric(services: Served, name: Annotated[str, Path()], query: Annotated[SeriesQuery, Query()]) -> MetricDetail:
    """Return what a metric did in each step of the window, by the values of some attributes.

    Where the step is whole hours, the window is widened to begin and end on the hour.
    """
    window = query.window(services.clock.now())
    step = query.step_of(window)
    if not step % _HOUR:
        window = on_the_hour(window)
    found = services.metrics.names(window, name=name)
    if not found:
        raise NotFound(f"metric {name!r} has no points in this window; GET {router.prefix} lists those that have")
    (metric,) = found
    statistic = query.statistic or metric.statistics[0]
    series = services.metrics.series(
        metric, window, step, group_by=query.group_by, where=dict(_conditions(query.where)), statistic=statistic
    )
    return MetricDetail(
        metric=MetricView.of(metric), statistic=statistic, step_seconds=step.total_seconds(), series=list(series)
    )


def on_the_hour(window: Window) -> Window:
    """Return the window widened to whole hours of UTC; those are summed up beforehand, so a week is read quickly."""
    start, end = (edge.replace(minute=0, second=0, microsecond=0) for edge in (window.start, window.end))
    return Window(start, end if end == window.end else end + _HOUR)


def _conditions(texts: Iterable[str]) -> Iterable[tuple[str, str]]:
    for text in texts:
        key, equals, value = text.partition("=")
        if not (key and equals):
            raise InvalidInput(f"where {text!r} is not <attribute>=<value>, e.g. gen_ai.token.type=input")
        yield key, value
