"""Quantiles of exponential histograms on each engine, against a slow version that reads one bucket at a time."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.kit.otlp import NOON
from tests.kit.signals import CUMULATIVE, DELTA, exponential, metric_request, noon_and
from tocsin.model import Statistic, Window
from tocsin.store.telemetry import OtlpRequest, TelemetryStore

HOUR = timedelta(hours=1)
MODELS = ("a", "b")


@dataclass(frozen=True)
class Point:
    """What one stream observed within a few minutes, as counts by index; its scale and offset are its own."""

    minute: int
    model: str
    scale: int
    zeros: int
    offset: int
    positive: tuple[int, ...]
    negative: tuple[int, ...]


def observed(*, with_own_shapes: bool) -> list[Point]:
    """Return points of two streams over three hours, every 7 minutes; all of one shape, or each of its own."""
    chance = random.Random(7)

    def counts() -> tuple[int, ...]:
        return tuple(chance.choice((0, 0, 1, 5)) for _ in range(chance.randint(0, 9) if with_own_shapes else 9))

    return [
        Point(
            minute=minute,
            model=model,
            scale=chance.choice((0, 1, 3)) if with_own_shapes else 1,
            zeros=chance.choice((0, 2)),
            offset=chance.randint(-70, 70) if with_own_shapes else -3,
            positive=counts(),
            negative=counts(),
        )
        for minute in range(1, 180, 7)
        for model in MODELS
    ]


def store(telemetry: TelemetryStore, points: Sequence[Point], temporality: int) -> None:
    """Send points, half of them late."""
    sent = points if temporality == DELTA else list(added_up(points))
    for batch in (sent[::2], sent[1::2]):
        metrics = [
            exponential(
                one.positive,
                one.minute * timedelta(minutes=1),
                scale=one.scale,
                offset=one.offset,
                zeros=one.zeros,
                negative=one.negative,
                temporality=temporality,
                model=one.model,
            )
            for one in batch
        ]
        telemetry.metrics.write([OtlpRequest(metric_request(metrics).SerializeToString(), batch[0].minute)], NOON)


def added_up(points: Iterable[Point]) -> Iterator[Point]:
    """Return points that have all that their stream had before, too; they have one shape."""
    before: dict[str, Point] = {}
    for one in points:
        had = before.get(one.model, replace(one, zeros=0, positive=(0,) * 9, negative=(0,) * 9))
        before[one.model] = total = replace(
            one,
            zeros=one.zeros + had.zeros,
            positive=tuple(new + old for new, old in zip(one.positive, had.positive, strict=True)),
            negative=tuple(new + old for new, old in zip(one.negative, had.negative, strict=True)),
        )
        yield total


def slow_quantile(share: float, points: Iterable[Point]) -> float:
    """Return where a share of what was observed lies below: walks through the buckets of the coarsest scale."""
    points = list(points)
    scale = min(p.scale for p in points if any(p.positive) or any(p.negative))
    buckets: Counter[tuple[float, float]] = Counter()
    for point in points:
        buckets[0.0, 0.0] += point.zeros
        for sign, counts in ((1, point.positive), (-1, point.negative)):
            for place, count in enumerate(counts):
                index = (point.offset + place) // 2 ** (point.scale - scale)
                edges = sorted(sign * 2 ** (edge / 2**scale) for edge in (index, index + 1))
                buckets[edges[0], edges[1]] += count
    return walked(share, buckets)


def walked(share: float, buckets: Mapping[tuple[float, float], int]) -> float:
    """Return a quantile of buckets that do not overlap."""
    left = share * sum(buckets.values())
    for (lower, upper), count in sorted(buckets.items()):
        if count and left <= count:
            return lower if lower == upper else lower * (upper / lower) ** (left / count)
        left -= count
    raise AssertionError(buckets)


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)], ids=["by-hour", "by-point"])
@pytest.mark.parametrize("statistic", [Statistic.P50, Statistic.P95])
@pytest.mark.parametrize(
    ("temporality", "with_own_shapes"), [(DELTA, True), (DELTA, False), (CUMULATIVE, False)], ids=str
)
def test_quantiles_of_buckets_are_those_of_a_slow_walk_through_them(
    telemetry: TelemetryStore, temporality: int, *, with_own_shapes: bool, statistic: Statistic, late: timedelta
) -> None:
    points = observed(with_own_shapes=with_own_shapes)
    store(telemetry, points, temporality)
    window = Window(NOON, noon_and(180) + late)
    (metric,) = telemetry.metrics.names(window)
    found = telemetry.metrics.series(metric, window, HOUR, group_by=["model"], statistic=statistic)
    share = statistic.quantile
    assert share is not None
    assert {one.group["model"]: [sample.value for sample in one.samples] for one in found} == {
        model: pytest.approx(
            [slow_quantile(share, (p for p in points if p.model == model and p.minute // 60 == h)) for h in range(3)]
        )
        for model in MODELS
    }
