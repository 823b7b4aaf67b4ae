"""Metrics that came over OTLP: what there is of them, and their values over time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class MetricType(StrEnum):
    """What the points of a metric are."""

    GAUGE = "gauge"
    SUM = "sum"
    HISTOGRAM = "histogram"
    EXPONENTIAL_HISTOGRAM = "exponential_histogram"
    SUMMARY = "summary"


class Temporality(StrEnum):
    """What a point of a sum or a histogram counts from: the point before, or the start of its stream."""

    NONE = ""
    DELTA = "delta"
    CUMULATIVE = "cumulative"


class Statistic(StrEnum):
    """What is said of a metric at each step."""

    MEAN = "mean"
    SUM = "sum"
    MIN = "min"
    MAX = "max"
    INCREASE = "increase"
    RATE = "rate"
    P50 = "p50"
    P90 = "p90"
    P95 = "p95"
    P99 = "p99"

    @property
    def quantile(self) -> float | None:
        """The quantile in (0, 1) that is meant; None for any other statistic."""
        return int(self.value[1:]) / 100 if self.value[0] == "p" else None


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric, as its points describe it.

    Attributes:
        is_monotonic: Whether a sum never falls.
        services: Who sends it, sorted.
        attributes: Names that its points carry, sorted; the first 100.
        series: How many streams of points there are.
        statistics: What can be asked of it, the natural one first.
    """

    name: str
    type: MetricType
    temporality: Temporality
    is_monotonic: bool
    unit: str
    description: str
    services: Sequence[str]
    attributes: Sequence[str]
    series: int
    points: int
    last_at: datetime

    @property
    def statistics(self) -> Sequence[Statistic]:
        """What can be asked of it, the natural one first."""
        if self.type is MetricType.GAUGE:
            return _OF_GAUGES
        if self.type is MetricType.SUM:
            is_level = not self.is_monotonic and self.temporality is Temporality.CUMULATIVE
            return _OF_LEVELS if is_level else _OF_COUNTERS
        return _OF_SUMMARIES if self.type is MetricType.SUMMARY else _OF_SUMMARIES + _QUANTILES


@dataclass(frozen=True, slots=True)
class MetricSample:
    """The value of one step, [start, start + step)."""

    start: datetime
    value: float


@dataclass(frozen=True, slots=True)
class MetricSeries:
    """The values of one group of streams, sorted by start; steps without a value are left out."""

    group: Mapping[str, str]
    samples: Sequence[MetricSample]


_OF_GAUGES = (Statistic.MEAN, Statistic.MIN, Statistic.MAX, Statistic.SUM)
_OF_LEVELS = (Statistic.SUM, Statistic.MEAN, Statistic.MIN, Statistic.MAX)
_OF_COUNTERS = (Statistic.RATE, Statistic.INCREASE)
_OF_SUMMARIES = (Statistic.MEAN, Statistic.RATE, Statistic.INCREASE, Statistic.SUM)
_QUANTILES = tuple(statistic for statistic in Statistic if statistic.quantile is not None)
