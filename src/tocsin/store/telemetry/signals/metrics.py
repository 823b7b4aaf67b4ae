"""Writes batches of OTLP metric requests whole; says what metrics there are, and what each did over time."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeAlias

from tocsin.errors import InvalidInput
from tocsin.model import (
    Metric,
    MetricSample,
    MetricSeries,
    MetricType,
    Statistic,
    Temporality,
    Window,
)
from tocsin.store.telemetry.batch import OtlpRequest, write_batch
from tocsin.store.telemetry.engine import Engine
from tocsin.store.telemetry.filters import Parameters
from tocsin.store.telemetry.signals.metric_query import (
    CLOCKS_AHEAD,
    explicit_increases,
    exponential_increases,
    increases,
    is_by_hour,
    points,
    reading,
)
from tocsin.store.telemetry.signals.otlp_metrics import METRICS_BATCH_SCHEMA, METRICS_LANDING_TABLE
from tocsin.store.telemetry.signals.quantiles import explicit_quantile, exponential_quantile

MOST_GROUPS = 50
"""Of one answer, those with the most steps first; more are no picture, and an attribute may have any number."""
_INSTANT = "DateTime64(9, 'UTC')"
_RECEIVED = f"received_at >= {{received:{_INSTANT}}}"
_WITHIN = f"{_RECEIVED} AND at >= {{start:{_INSTANT}}} AND at < {{end:{_INSTANT}}}"
_TOLD = "name, type, temporality, is_monotonic, unit, description, service, attributes, series, at"
_TOLD_OF_SUMS = _TOLD.replace("temporality", "'delta'")
_Values: TypeAlias = dict[tuple[str, ...], dict[int, float]]
"""By group and step."""


class MetricStore:
    """Points of metrics in the telemetry engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def write(self, requests: Iterable[OtlpRequest], received_at: datetime) -> None:
        """Store ExportMetricsServiceRequests as one atomic part; they then survive the death of the process.

        Raises:
            StoreUnavailable: Nothing was stored.
        """
        write_batch(self._engine, METRICS_LANDING_TABLE, METRICS_BATCH_SCHEMA, requests, received_at)

    def recent_digests(self, since: datetime) -> Mapping[int, datetime]:
        """Return the digests of requests stored since an instant, each with its receipt instant."""
        sql = f"""
            SELECT request_digest, max(received_at) FROM metric_points
            WHERE received_at >= {{since:{_INSTANT}}} GROUP BY request_digest"""
        return dict(self._engine.rows(sql, {"since": since}))

    def names(self, window: Window, *, name: str = "") -> Sequence[Metric]:
        """Return the metrics that have points in the window, sorted by name; only one when its name is given.

        A name that is sent as several types stands for the one that most of its points have.
        """
        named = "AND name = {name:String}" if name else ""
        sql = f"""
            SELECT told.*, points, last_at FROM (
                SELECT name, type, argMax(temporality, at) AS temporality, argMax(is_monotonic, at) AS is_monotonic,
                    argMax(unit, at) AS unit, argMax(description, at) AS description,
                    arraySort(groupUniqArray(100)(service)) AS services,
                    arraySort(groupUniqArrayArray(100)(mapKeys(attributes))) AS attributes, uniqExact(series) AS series
                FROM (
                    SELECT {_TOLD} FROM metric_hours
                    WHERE {_RECEIVED} AND hour >= toStartOfHour({{start:{_INSTANT}}}) AND hour < {{end:{_INSTANT}}}
                        {named}
                    UNION ALL SELECT {_TOLD_OF_SUMS} FROM metric_hour_sums
                    WHERE {_RECEIVED} AND at >= toStartOfHour({{start:{_INSTANT}}}) AND at < {{end:{_INSTANT}}} {named}
                    UNION ALL SELECT {_TOLD} FROM metric_points WHERE {_WITHIN} AND temporality = '' {named}
                ) GROUP BY name, type
            ) AS told INNER JOIN (
                SELECT name, type, count() AS points, max(at) AS last_at FROM metric_points WHERE {_WITHIN} {named}
                GROUP BY name, type
            ) AS counted USING (name, type)
            ORDER BY name, points DESC LIMIT 1 BY name"""
        received = window.start - CLOCKS_AHEAD
        parameters = {"start": window.start, "end": window.end, "received": received, "name": name}
        return tuple(_metric(row) for row in self._engine.named_rows(sql, parameters))

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
            statistic: What to say of each step; the natural one of the metric when None. Rates are per second;
                quantiles are estimated within buckets, see `tocsin.store.telemetry.signals.quantiles`.

        Returns:
            At most `MOST_GROUPS` groups, sorted by their values.

        Raises:
            InvalidInput: The metric has no such statistic.
        """
        chosen = statistic or metric.statistics[0]
        if chosen not in metric.statistics:
            raise InvalidInput(
                f"metric {metric.name!r} is a {metric.type.value}, which has no {chosen.value!r}:"
                f" ask for one of {', '.join(metric.statistics)}"
            )
        where = where or {}
        parameters = reading(metric.name, metric.type.value, window, step, group_by=group_by, where=where)
        by_hour = is_by_hour(window, step)
        values = self._values(metric, chosen, where, parameters, step=step, by_hour=by_hour)
        return _series(values, group_by, window.start, step)

    def _values(
        self,
        metric: Metric,
        statistic: Statistic,
        where: Mapping[str, str],
        parameters: Parameters,
        *,
        step: timedelta,
        by_hour: bool,
    ) -> _Values:
        if statistic.quantile is not None:
            if metric.type is MetricType.HISTOGRAM:
                explicit = partial(explicit_quantile, statistic.quantile)
                return self._quantiles(explicit_increases(where, by_hour=by_hour), parameters, explicit)
            exponential = partial(exponential_quantile, statistic.quantile)
            return self._quantiles(exponential_increases(where, by_hour=by_hour), parameters, exponential)
        if Statistic.RATE in metric.statistics:
            main = "value" if metric.type is MetricType.SUM else "count"
            sql = _AS_INCREASES[statistic].format(
                increases=increases(where, main, by_hour=by_hour), seconds=step.total_seconds()
            )
        else:
            sql = _AS_LEVELS[statistic].format(points=points(where))
        return _by_group(self._engine.rows(sql, parameters))

    def _quantiles(self, sql: str, parameters: Parameters, of: Callable[[Sequence[Any]], float | None]) -> _Values:
        found: defaultdict[tuple[tuple[str, ...], int], list[Any]] = defaultdict(list)
        for group, index, *counts in self._engine.rows(sql, parameters):
            found[tuple(group), index].append(counts)
        estimates = ((*key, of(counts)) for key, counts in found.items())
        return _by_group((group, index, value) for group, index, value in estimates if value is not None)


_AS_INCREASES = {
    Statistic.INCREASE: "SELECT labels, step, sum(increase) FROM ({increases}) WHERE step >= 0 GROUP BY labels, step",
    Statistic.RATE: (
        "SELECT labels, step, sum(increase) / {seconds} FROM ({increases}) WHERE step >= 0 GROUP BY labels, step"
    ),
    Statistic.SUM: "SELECT labels, step, sum(total) FROM ({increases}) WHERE step >= 0 GROUP BY labels, step",
    Statistic.MEAN: (
        "SELECT labels, step, sum(total) / sum(increase) FROM ({increases}) WHERE step >= 0 GROUP BY labels, step"
        " HAVING sum(increase) > 0"
    ),
}
_AS_LEVELS = {
    Statistic.MEAN: "SELECT labels, step, avg(value) FROM ({points}) WHERE step >= 0 GROUP BY labels, step",
    Statistic.MIN: "SELECT labels, step, min(value) FROM ({points}) WHERE step >= 0 GROUP BY labels, step",
    Statistic.MAX: "SELECT labels, step, max(value) FROM ({points}) WHERE step >= 0 GROUP BY labels, step",
    # The last value of each stream, then their sum: so many were there at the end of the step.
    Statistic.SUM: (
        "SELECT labels, step, sum(last) FROM (SELECT labels, step, argMax(value, at) AS last FROM ({points})"
        " WHERE step >= 0 GROUP BY labels, step, series) GROUP BY labels, step"
    ),
}


def _by_group(rows: Iterable[tuple[Sequence[str], int, float]]) -> _Values:
    values: _Values = defaultdict(dict)
    for group, index, value in rows:
        values[tuple(group)][index] = value
    return values


def _series(values: _Values, group_by: Sequence[str], start: datetime, step: timedelta) -> Sequence[MetricSeries]:
    kept = sorted(values, key=lambda group: (-len(values[group]), group))[:MOST_GROUPS]
    return tuple(
        MetricSeries(
            group=dict(zip(group_by, group, strict=True)),
            samples=tuple(MetricSample(start + index * step, value) for index, value in sorted(values[group].items())),
        )
        for group in sorted(kept)
    )


def _metric(row: Mapping[str, Any]) -> Metric:
    return Metric(
        name=row["name"],
        type=MetricType(row["type"]),
        temporality=Temporality(row["temporality"]),
        is_monotonic=bool(row["is_monotonic"]),
        unit=row["unit"],
        description=row["description"],
        services=row["services"],
        attributes=row["attributes"],
        series=row["series"],
        points=row["points"],
        last_at=row["last_at"],
    )
