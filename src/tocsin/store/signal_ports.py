"""The contracts for what comes beside spans: log records, metrics and scores; `telemetry` implements them.

As in ports.py: methods may block on a database and raise `StoreUnavailable` when it does not answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from tocsin.model import LogRecord, Metric, MetricSeries, Statistic, TraceId, Window


@dataclass(frozen=True, slots=True)
class ScoreRecord:
    """One evaluator's result on a trace, or on one span of it.

    Attributes:
        value: The number it gave; None for a label-only evaluator.
        sampling_probability: Chance in (0, 1] with which the item was drawn for scoring.
    """

    trace_id: TraceId
    span_id: str
    evaluator: str
    evaluator_version: str
    value: float | None
    label: str
    explanation: str
    sampling_probability: float
    at: datetime


class ScoreWriter(Protocol):
    """Results of evaluators."""

    def add_score(self, score: ScoreRecord, received_at: datetime) -> None:
        """Store one score; a second one with the same (trace, span, evaluator, version) replaces the first.

        Args:
            score: What an evaluator found, and when.
            received_at: When we were told; how long the score is kept counts from there.
        """
        ...


class ScoreReader(Protocol):
    """What evaluators found."""

    def of_trace(self, trace_id: TraceId) -> Sequence[ScoreRecord]:
        """Return the scores of a trace and of its spans, sorted by time; empty without any."""
        ...


class ScoreStore(ScoreReader, ScoreWriter, Protocol):
    """Both."""


class LogReader(Protocol):
    """OTLP log records."""

    def of_trace(self, trace_id: TraceId) -> Sequence[LogRecord]:
        """Return the records of a trace sorted by time; empty without any."""
        ...

    def search(
        self,
        window: Window,
        *,
        service: str = "",
        event: str = "",
        min_severity: int = 0,
        text: str = "",
        limit: int,
        before: tuple[int, int] | None = None,
    ) -> Sequence[LogRecord]:
        """Return records of a window, newest first, at most `limit`.

        Args:
            window: Of the times at which they happened.
            service: Only of this service, unless empty.
            event: Only events of this name, unless empty.
            min_severity: OpenTelemetry severity number; records that name none have 0.
            text: Only records whose body contains this, in any case of letters, unless empty.
            limit: At least 1.
            before: Where a listing goes on: the time of its last record in nanoseconds since the epoch, and how many
                records of exactly this time it has shown.
        """
        ...


class MetricReader(Protocol):
    """OTLP metrics."""

    def names(self, window: Window, *, name: str = "") -> Sequence[Metric]:
        """Return the metrics that have points in the window, sorted by name; only one when its name is given."""
        ...

    def series(
        self,
        metric: Metric,
        window: Window,
        step: timedelta,
        *,
        group_by: Sequence[str] = (),
        where: Mapping[str, str] | None = None,
        statistic: Statistic | None = None,
    ) -> Sequence[MetricSeries]:
        """Return what a metric did in each step of a window, by the values of some attributes.

        Args:
            metric: One of `names`.
            window: Of the times that points were taken at.
            step: Whole seconds, at least one.
            group_by: Attributes of points, or of their resource; streams that agree in them are read as one.
            where: Values that attributes of points, or of their resource, must have.
            statistic: What to say of each step; the natural one of the metric when None. Rates are per second.

        Raises:
            InvalidInput: The metric has no such statistic.
        """
        ...
