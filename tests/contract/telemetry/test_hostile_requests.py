"""What admission lets in, each engine takes: nothing that a client sends can be retried for ever in vain."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.hostile import GOOD, bodies_like
from tests.kit.otlp import NOON
from tocsin.errors import InvalidInput, StoreUnavailable
from tocsin.ingest.admission import admit, known_part
from tocsin.ingest.signals import SIGNALS, OtlpSignal
from tocsin.model import Signal
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
