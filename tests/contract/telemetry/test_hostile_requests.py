"""What admission lets in, each engine takes: nothing that a client sends can be retried for ever in vain."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.hostile import GOOD, LATER, bodies_like
from tests.kit.otlp import NOON, request, root, trace_id
from tests.kit.signals import exponential, metric_request
from tocsin.errors import InvalidInput, StoreUnavailable
from tocsin.ingest.admission import admit, known_part
from tocsin.ingest.signals import METRICS, SIGNALS, OtlpSignal
from tocsin.model import Signal, TraceId
from tocsin.store.telemetry import RequestStore, TelemetryStore

pytestmark = pytest.mark.slow

LIMIT = 500
TABLES = {Signal.TRACES: "spans", Signal.LOGS: "logs", Signal.METRICS: "metric_points"}
COUNTS = {signal: f"SELECT count() FROM {table}" for signal, table in TABLES.items()}  # noqa: S608 - names of ours
A_FEW = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture],
)


def turned(good: bytes) -> st.SearchStrategy[bytes]:
    """Return good bodies with one byte that is another; most still are requests, with fields of other types."""
    return st.tuples(st.integers(0, len(good) - 1), st.integers(0, 255)).map(
        lambda edit: good[: edit[0]] + bytes([edit[1]]) + good[edit[0] + 1 :]
    )


def store_of(telemetry: TelemetryStore, otlp: OtlpSignal) -> RequestStore:
    stores: dict[Signal, RequestStore] = {
        Signal.TRACES: telemetry.spans,
        Signal.LOGS: telemetry.logs,
        Signal.METRICS: telemetry.metrics,
    }
    return stores[otlp.signal]


@pytest.mark.parametrize("otlp", SIGNALS, ids=lambda one: one.signal.value)
def test_whatever_is_admitted_is_stored_to_the_last_item(telemetry: TelemetryStore, otlp: OtlpSignal) -> None:
    good = GOOD[otlp.signal]

    @A_FEW
    @given(st.one_of(turned(good), bodies_like(good)))
    def holds(body: bytes) -> None:
        try:
            admitted = admit(body, LIMIT, otlp)
        except InvalidInput:
            return
        if admitted.request is None:
            return
        telemetry._engine.execute(f"TRUNCATE TABLE {TABLES[otlp.signal]}")
        try:
            store_of(telemetry, otlp).write([admitted.request], NOON)
        except StoreUnavailable:
            known = known_part(admitted.request, otlp)
            assert known is not None
            store_of(telemetry, otlp).write([known], NOON)
        assert telemetry._engine.rows(COUNTS[otlp.signal]) == [(admitted.items,)]

    holds()


def test_a_number_in_another_wire_type_is_not_read(telemetry: TelemetryStore) -> None:
    """Protobuf's own parser does not see such a field, so nothing checks it; the engine takes its bytes for others."""
    sent = metric_request([exponential([1, 2], LATER)])
    point = sent.resource_metrics[0].scope_metrics[0].metrics[0].exponential_histogram.data_points[0]
    point.MergeFromString(b"\x31\x00\x80N\x8d\x0f\xbf\xe9\x18")  # the scale as 64 bits: -203,360 to the engine
    admitted = admit(sent.SerializeToString(), LIMIT, METRICS)
    assert admitted.request is not None
    telemetry.metrics.write([admitted.request], NOON)
    assert telemetry._engine.rows("SELECT scale FROM metric_points") == [(0,)]


def test_an_event_beyond_the_last_instant_happened_then(telemetry: TelemetryStore) -> None:
    sent = request([root()], trace=trace_id(1))
    sent.resource_spans[0].scope_spans[0].spans[0].events.add(name="late", time_unix_nano=2**64 - 1)
    admitted = admit(sent.SerializeToString(), LIMIT)
    assert admitted.request is not None
    telemetry.spans.write([admitted.request], NOON)
    trace = telemetry.tasks.trace(TraceId(trace_id(1)))
    assert trace is not None
    assert trace.spans[0].events[0].at_ns == 2**63 - 1
