"""Metrics on each engine: kept as they came, and read with their temporality."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

from tests.kit.otlp import NOON
from tests.kit.shared import shared
from tests.kit.signals import (
    CUMULATIVE,
    DELTA,
    counter,
    exponential,
    gauge,
    histogram,
    metric_request,
    noon_and,
)
from tocsin.errors import InvalidInput
from tocsin.ingest.otlp_json import protobuf_of_json
from tocsin.ingest.signals import METRICS
from tocsin.model import Metric as StoredMetric
from tocsin.model import Statistic, Window
from tocsin.store.telemetry import OtlpRequest, TelemetryStore

MINUTE = timedelta(minutes=1)
HOURLY = timedelta(hours=1)
HOUR = Window(NOON, noon_and(60))
FIXTURES = Window(noon_and(14 * 60), noon_and(15 * 60))
"""When the emitters of the fixtures ran."""


def store(telemetry: TelemetryStore, *metrics: Metric, service: str = "assistant", digest: int = 1) -> None:
    body = metric_request(metrics, service).SerializeToString()
    telemetry.metrics.write([OtlpRequest(body, digest)], NOON)


def values(telemetry: TelemetryStore, name: str, statistic: Statistic, window: Window = HOUR) -> Sequence[float]:
    """Return a metric's values by ten minutes, all streams together."""
    found = telemetry.metrics.series(named(telemetry, name, window), window, 10 * MINUTE, statistic=statistic)
    return [sample.value for one in found for sample in one.samples]


def named(telemetry: TelemetryStore, name: str, window: Window = HOUR) -> StoredMetric:
    """Return a metric by its name."""
    (metric,) = telemetry.metrics.names(window, name=name)
    return metric


def points(telemetry: TelemetryStore) -> Mapping[str, Mapping[str, Any]]:
    """Return stored points by the type of their metric."""
    return {row["type"]: row for row in telemetry._engine.named_rows("SELECT * FROM metric_points")}


def test_every_kind_of_point_is_kept_as_it_came(telemetry: TelemetryStore) -> None:
    body = protobuf_of_json(shared("fixtures/otlp/otlp-spec/metrics.json").read_bytes(), METRICS)
    telemetry.metrics.write([OtlpRequest(body, 1)], NOON)
    kept = points(telemetry)
    assert set(kept) == {"sum", "gauge", "histogram", "exponential_histogram"}
    total, level, plain, steep = (kept[t] for t in ("sum", "gauge", "histogram", "exponential_histogram"))
    assert (total["value"], total["temporality"], total["is_monotonic"], total["started_at"].year) == (
        5,
        "delta",
        1,
        2018,
    )
    assert (level["value"], level["temporality"], level["unit"], level["description"]) == (10, "", "1", "I am a Gauge")
    assert (plain["count"], plain["sum"], plain["min"], plain["max"]) == (2, 2, 0, 2)
    assert (plain["bounds"], plain["bucket_counts"]) == ([1.0], [1, 1])
    assert (steep["scale"], steep["zero_count"], steep["positive_offset"], steep["positive_counts"]) == (
        0,
        1,
        1,
        [0, 2],
    )
    assert steep["attributes"] == {"my.exponential.histogram.attr": "some value"}


def test_a_whole_number_loses_no_digit_and_a_summary_no_quantile(telemetry: TelemetryStore) -> None:
    summary = Metric(name="old")
    point = summary.summary.data_points.add(count=3, sum=6.0, time_unix_nano=1)
    point.quantile_values.add(quantile=0.5, value=2.0)
    store(telemetry, counter(2**62 + 1, MINUTE), summary)
    assert points(telemetry)["sum"]["integer"] == 2**62 + 1
    assert (points(telemetry)["summary"]["quantiles"], points(telemetry)["summary"]["count"]) == (
        [{"quantile": 0.5, "value": 2.0}],
        3,
    )


def test_requests_are_known_by_their_digests_after_a_restart(telemetry: TelemetryStore) -> None:
    store(telemetry, gauge(1), digest=7)
    assert telemetry.metrics.recent_digests(NOON) == {7: NOON}


def test_a_delta_counter_adds_up_what_its_points_bring(telemetry: TelemetryStore) -> None:
    for minute, value in ((1, 5), (2, 7), (11, 4)):
        store(telemetry, counter(value, minute * MINUTE, since=(minute - 1) * MINUTE, temporality=DELTA))
    assert values(telemetry, "requests", Statistic.INCREASE) == [12, 4]
    assert values(telemetry, "requests", Statistic.RATE) == [12 / 600, 4 / 600]


def test_a_cumulative_counter_brings_what_it_has_over_the_point_before(telemetry: TelemetryStore) -> None:
    for minute, value in ((1, 5), (2, 7), (11, 10)):
        store(telemetry, counter(value, minute * MINUTE))
    assert values(telemetry, "requests", Statistic.INCREASE) == [7, 3]


def test_a_counter_that_began_anew_brings_all_it_has(telemetry: TelemetryStore) -> None:
    store(telemetry, counter(5, MINUTE), counter(9, 2 * MINUTE))
    store(telemetry, counter(20, 12 * MINUTE, since=11 * MINUTE))
    assert values(telemetry, "requests", Statistic.INCREASE) == [9, 20]


def test_a_counter_that_does_not_say_when_it_began_is_known_to_begin_anew_by_its_fall(
    telemetry: TelemetryStore,
) -> None:
    for minute, value in ((1, 1_000), (2, 1_004), (3, 2)):
        store(telemetry, counter(value, minute * MINUTE, since=None))
    assert values(telemetry, "requests", Statistic.INCREASE) == [6]


def test_what_a_counter_had_long_before_is_no_increase(telemetry: TelemetryStore) -> None:
    store(telemetry, counter(1_000_000, MINUTE, since=-timedelta(days=30)))
    store(telemetry, counter(1_000_002, 2 * MINUTE, since=-timedelta(days=30)))
    assert values(telemetry, "requests", Statistic.INCREASE) == [2]


def test_the_first_point_of_a_window_continues_the_one_before_it(telemetry: TelemetryStore) -> None:
    store(telemetry, counter(100, -5 * MINUTE, since=-timedelta(days=30)))
    store(telemetry, counter(104, MINUTE, since=-timedelta(days=30)))
    assert values(telemetry, "requests", Statistic.INCREASE) == [4]


def test_a_point_that_was_sent_again_counts_once(telemetry: TelemetryStore) -> None:
    for digest in (1, 2):
        store(telemetry, counter(5, MINUTE, temporality=DELTA), digest=digest)
    assert values(telemetry, "requests", Statistic.INCREASE) == [5]


def test_streams_are_told_apart_before_they_are_added_up(telemetry: TelemetryStore) -> None:
    for minute, ours, theirs in ((1, 100, 1), (2, 110, 2)):
        store(telemetry, counter(ours, minute * MINUTE, model="a"), counter(theirs, minute * MINUTE, model="b"))
    metric = named(telemetry, "requests")
    found = telemetry.metrics.series(metric, HOUR, HOUR.length, group_by=["model"], statistic=Statistic.INCREASE)
    assert {one.group["model"]: one.samples[0].value for one in found} == {"a": 110, "b": 2}
    (selected,) = telemetry.metrics.series(
        metric, HOUR, HOUR.length, where={"model": "b", "service.name": "assistant"}, statistic=Statistic.INCREASE
    )
    assert [sample.value for sample in selected.samples] == [2]


def test_attributes_in_another_order_are_the_same_stream(telemetry: TelemetryStore) -> None:
    store(telemetry, counter(3, MINUTE, a="1", b="2"))
    store(telemetry, counter(5, 2 * MINUTE, b="2", a="1"))
    (metric,) = telemetry.metrics.names(HOUR)
    assert (metric.series, metric.points, metric.attributes) == (1, 2, ["a", "b"])
    assert values(telemetry, "requests", Statistic.INCREASE) == [5]


def test_a_gauge_has_levels_and_no_rate(telemetry: TelemetryStore) -> None:
    store(telemetry, gauge(20, MINUTE, room="a"), gauge(30, 2 * MINUTE, room="a"), gauge(40, MINUTE, room="b"))
    asked = (Statistic.MEAN, Statistic.MIN, Statistic.MAX, Statistic.SUM)
    levels = {one: values(telemetry, "temperature", one) for one in asked}
    assert levels == {"mean": [30], "min": [20], "max": [40], "sum": [70]}
    with pytest.raises(InvalidInput, match="is a gauge, which has no 'rate'"):
        telemetry.metrics.series(named(telemetry, "temperature"), HOUR, MINUTE, statistic=Statistic.RATE)


def test_a_sum_that_may_fall_is_a_level(telemetry: TelemetryStore) -> None:
    store(telemetry, counter(7, MINUTE, is_monotonic=False), counter(3, 2 * MINUTE, is_monotonic=False))
    assert values(telemetry, "requests", Statistic.SUM) == [3]


@pytest.mark.parametrize("temporality", [DELTA, CUMULATIVE])
def test_a_histogram_gives_counts_means_and_quantiles(telemetry: TelemetryStore, temporality: int) -> None:
    before, since = ([1, 1, 0, 0], timedelta(0)) if temporality == CUMULATIVE else ([0, 0, 0, 0], MINUTE)
    store(telemetry, histogram([1, 1, 0, 0], MINUTE, total=2.0, temporality=temporality))
    later = [had + 10 * new for had, new in zip(before, (0, 2, 8, 0), strict=True)]
    total = 70.0 + (2.0 if temporality == CUMULATIVE else 0.0)
    store(telemetry, histogram(later, 11 * MINUTE, total=total, since=since, temporality=temporality))
    assert values(telemetry, "duration", Statistic.INCREASE) == [2, 100]
    assert values(telemetry, "duration", Statistic.MEAN) == [1.0, 0.7]
    # 20 of 100 up to 2, 80 more up to 4: the 60th of those 80 is the median of all plus 10.
    assert list(values(telemetry, "duration", Statistic.P50)) == pytest.approx([1.0, 2 + 2 * 30 / 80])
    assert list(values(telemetry, "duration", Statistic.P90)) == pytest.approx([1.8, 2 + 2 * 70 / 80])


def test_an_exponential_histogram_may_become_coarser_between_points(telemetry: TelemetryStore) -> None:
    store(telemetry, exponential([2, 2, 0, 0], MINUTE, scale=1))
    store(telemetry, exponential([4, 6], 11 * MINUTE, scale=0, zeros=1))
    assert values(telemetry, "latency", Statistic.INCREASE) == [4, 7]
    # The increase is one zero and six in (2, 4]; four in (1, 2] were there before.
    _, median = values(telemetry, "latency", Statistic.P50)
    assert median == pytest.approx(2 * 2 ** (2.5 / 6))


def test_real_emitters_add_up_to_what_they_used(telemetry: TelemetryStore) -> None:
    """Three chats of 1,200 tokens and one embedding of 8; of 64 tokens each, where output was counted."""
    body = shared("fixtures/otlp/generated-otlp/pb/otel-genai-span_only.metrics.pb").read_bytes()
    telemetry.metrics.write([OtlpRequest(body, 1)], FIXTURES.end)
    found = telemetry.metrics.series(
        named(telemetry, "gen_ai.client.token.usage", FIXTURES),
        FIXTURES,
        FIXTURES.length,
        group_by=["gen_ai.token.type"],
        statistic=Statistic.SUM,
    )
    assert {one.group["gen_ai.token.type"]: one.samples[0].value for one in found} == {"input": 3608, "output": 192}
    durations = values(telemetry, "gen_ai.client.operation.duration", Statistic.INCREASE, FIXTURES)
    assert sum(durations) == 5


@pytest.mark.parametrize("emitter", ["otel-genai-event_only", "otel-genai-span_and_event", "otel-v2-legacy"])
def test_metrics_of_the_conventions_are_listed(telemetry: TelemetryStore, emitter: str) -> None:
    body = shared(f"fixtures/otlp/generated-otlp/pb/{emitter}.metrics.pb").read_bytes()
    telemetry.metrics.write([OtlpRequest(body, 1)], FIXTURES.end)
    by_name = {metric.name: metric for metric in telemetry.metrics.names(FIXTURES)}
    usage = by_name["gen_ai.client.token.usage"]
    assert (usage.unit, usage.type, usage.temporality, usage.services) == (
        "{token}",
        "histogram",
        "cumulative",
        [f"fx-{emitter}"],
    )
    assert "gen_ai.token.type" in usage.attributes


def test_without_points_there_is_no_metric(telemetry: TelemetryStore) -> None:
    assert telemetry.metrics.names(HOUR) == ()


def by_hour(telemetry: TelemetryStore, name: str, statistic: Statistic) -> Sequence[float]:
    """Return a metric's values by hour on the hour, which are read from the last points of each."""
    window = Window(NOON, NOON + 4 * HOURLY)
    found = telemetry.metrics.series(named(telemetry, name, window), window, HOURLY, statistic=statistic)
    return [sample.value for one in found for sample in one.samples]


def by_point(telemetry: TelemetryStore, name: str, statistic: Statistic) -> Sequence[float]:
    """Return the same from every point: a window that ends a second late is not read by the hour."""
    window = Window(NOON, NOON + 4 * HOURLY + timedelta(seconds=1))
    found = telemetry.metrics.series(named(telemetry, name, window), window, HOURLY, statistic=statistic)
    return [sample.value for one in found for sample in one.samples]


@pytest.mark.parametrize("statistic", [Statistic.INCREASE, Statistic.RATE])
@pytest.mark.parametrize("temporality", [CUMULATIVE, DELTA])
def test_hours_tell_of_a_counter_what_its_points_tell(
    telemetry: TelemetryStore, temporality: int, statistic: Statistic
) -> None:
    for minute, value in ((5, 3), (50, 7), (70, 9), (95, 30), (200, 31)):
        since = timedelta(0) if temporality == CUMULATIVE else (minute - 1) * MINUTE
        store(telemetry, counter(value, minute * MINUTE, since=since, temporality=temporality), digest=minute)
    store(telemetry, counter(4, 210 * MINUTE, since=205 * MINUTE, temporality=temporality))  # began anew
    told = by_hour(telemetry, "requests", statistic)
    assert told == by_point(telemetry, "requests", statistic)
    assert len(told) == 3


@pytest.mark.parametrize("statistic", [Statistic.P50, Statistic.P95, Statistic.MEAN, Statistic.RATE])
@pytest.mark.parametrize("temporality", [CUMULATIVE, DELTA])
def test_hours_tell_of_a_histogram_what_its_points_tell(
    telemetry: TelemetryStore, temporality: int, statistic: Statistic
) -> None:
    for minute, n in ((5, 1), (50, 2), (70, 5), (95, 9)):
        buckets = [n, 2 * n, n // 2, 3]
        store(telemetry, histogram(buckets, minute * MINUTE, temporality=temporality), digest=minute)
        store(telemetry, exponential(buckets, minute * MINUTE, temporality=temporality), digest=100 + minute)
    for name in ("duration", "latency"):
        assert by_hour(telemetry, name, statistic) == pytest.approx(by_point(telemetry, name, statistic))


def test_a_late_point_is_in_its_hour(telemetry: TelemetryStore) -> None:
    for minute, value in ((50, 7), (130, 9), (110, 8)):
        store(telemetry, counter(value, minute * MINUTE), digest=minute)
    assert by_hour(telemetry, "requests", Statistic.INCREASE) == [7, 1, 1]


def test_an_hour_of_a_delta_stream_that_was_sent_again_counts_once(telemetry: TelemetryStore) -> None:
    for digest in (1, 2):
        store(telemetry, counter(5, MINUTE, temporality=DELTA), digest=digest)
    store(telemetry, counter(7, 70 * MINUTE, temporality=DELTA), digest=3)
    assert by_hour(telemetry, "requests", Statistic.INCREASE) == [5, 7]


def test_an_hour_whose_sum_lacks_a_point_is_read_from_its_points(telemetry: TelemetryStore) -> None:
    """As after a crash between the two."""
    store(telemetry, counter(5, MINUTE, temporality=DELTA))
    telemetry._engine.execute("TRUNCATE TABLE metric_hour_sums")
    store(telemetry, counter(7, 2 * MINUTE, temporality=DELTA), counter(9, 70 * MINUTE, temporality=DELTA), digest=2)
    assert by_hour(telemetry, "requests", Statistic.INCREASE) == [12, 9]


def test_a_delta_metric_is_listed_as_its_points_describe_it(telemetry: TelemetryStore) -> None:
    store(telemetry, counter(5, MINUTE, temporality=DELTA, model="a"), counter(6, MINUTE, temporality=DELTA, model="b"))
    metric = named(telemetry, "requests")
    assert (metric.temporality, metric.is_monotonic, metric.unit) == ("delta", True, "{request}")
    assert (metric.services, metric.attributes, metric.series, metric.points) == (["assistant"], ["model"], 2, 2)
