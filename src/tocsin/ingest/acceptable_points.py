"""Which metric points can be stored: those that mean one thing. Each reason for a refusal is one constant text.

The rules are those of the OpenTelemetry metrics data model and the comments of opentelemetry-proto, metrics.proto.
"""

import math
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

from opentelemetry.proto.metrics.v1.metrics_pb2 import (
    ExponentialHistogramDataPoint,
    HistogramDataPoint,
    Metric,
    NumberDataPoint,
    SummaryDataPoint,
)

from tocsin.ingest.acceptable import MAX_INSTANT_NS

MOST_BUCKETS = 4_096
"""Of one point; SDKs keep 160 of each sign (OpenTelemetry SDK specification, "MaxSize")."""
_SCALES = range(-10, 21)
"""Scales that a finite float has buckets for: from one bucket for all of them to about a millionth of a value."""
_NO_RECORDED_VALUE = 1
"""DataPointFlags: the series ended here, and the point has no value."""
_TEMPORALITIES = (1, 2)
"""Delta and cumulative."""


def unacceptable_metric(metric: Metric, holder: str) -> str:
    """Return why none of a metric's points can be stored; "" when each is to be looked at."""
    if not metric.name:
        return "a metric needs a name"
    temporality = getattr(getattr(metric, holder), "aggregation_temporality", _TEMPORALITIES[0])
    return "" if temporality in _TEMPORALITIES else "aggregation temporality must be delta or cumulative"


def unacceptable_point(holder: str) -> Callable[[Any], str]:
    """Return the check of points of one kind, by the field of a metric that holds them.

    The check returns why a point cannot be stored, "" when it can.
    """
    values = _CHECKS[holder]

    def refusal(point: Any) -> str:
        if not 0 < point.time_unix_nano <= MAX_INSTANT_NS or point.start_time_unix_nano > MAX_INSTANT_NS:
            return "time must be nanoseconds since 1970 that a signed 64-bit number holds"
        if point.start_time_unix_nano > point.time_unix_nano:
            return "start must not be after time"
        return "" if point.flags & _NO_RECORDED_VALUE else values(point)

    return refusal


def _number(point: NumberDataPoint) -> str:
    kind = point.WhichOneof("value")
    if kind is None:
        return "a point needs a value"
    return "" if kind == "as_int" or math.isfinite(point.as_double) else "value must be a finite number"


def _histogram(point: HistogramDataPoint) -> str:
    buckets, bounds = point.bucket_counts, point.explicit_bounds
    if len(buckets) > MOST_BUCKETS:
        return f"a point may have {MOST_BUCKETS} buckets at most"
    if len(buckets) != len(bounds) + 1 and (buckets or bounds):
        return "a histogram needs one bucket more than it has bounds"
    if not all(math.isfinite(bound) for bound in bounds) or any(low >= high for low, high in pairwise(bounds)):
        return "bounds of a histogram must be finite and increasing"
    if buckets and sum(buckets) != point.count:
        return "counts of the buckets must add up to the count of the point"
    return _statistics(point.sum, point.min, point.max)


def _exponential(point: ExponentialHistogramDataPoint) -> str:
    positive, negative = point.positive.bucket_counts, point.negative.bucket_counts
    if len(positive) + len(negative) > MOST_BUCKETS:
        return f"a point may have {MOST_BUCKETS} buckets at most"
    if point.scale not in _SCALES:
        return f"scale must be {_SCALES.start} to {_SCALES.stop - 1}"
    if sum(positive) + sum(negative) + point.zero_count != point.count:
        return "counts of the buckets must add up to the count of the point"
    return _statistics(point.sum, point.min, point.max, point.zero_threshold)


def _summary(point: SummaryDataPoint) -> str:
    # A quantile of no observations is not a number, and Prometheus clients say so: that is kept.
    if any(not 0 <= one.quantile <= 1 for one in point.quantile_values):
        return "quantiles must be 0 to 1"
    if len(point.quantile_values) > MOST_BUCKETS:
        return f"a point may have {MOST_BUCKETS} buckets at most"
    return _statistics(point.sum)


def _statistics(*numbers: float) -> str:
    return "" if _are_finite(numbers) else "sum, minimum and maximum must be finite numbers"


def _are_finite(numbers: Iterable[float]) -> bool:
    return all(math.isfinite(number) for number in numbers)


_CHECKS: dict[str, Callable[[Any], str]] = {
    "gauge": _number,
    "sum": _number,
    "histogram": _histogram,
    "exponential_histogram": _exponential,
    "summary": _summary,
}
