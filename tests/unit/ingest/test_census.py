"""What only stored spans can tell is added to the account once."""

from datetime import timedelta

from tests.kit.intake import StoredIntake
from tests.kit.otlp import NOON, trace_id
from tocsin.ingest import Census, Ledger
from tocsin.model import TraceId, UnmappedSpans, Window

MINUTE = timedelta(minutes=1)


def test_each_stretch_of_time_is_counted_once() -> None:
    ledger = Ledger()
    intake = StoredIntake()
    intake.unplaced = [UnmappedSpans("a", "scope", "no model", 3, TraceId(trace_id(1)))]
    census = Census(intake, ledger)
    census.tick(NOON)
    assert ledger.snapshot().counts == ()
    census.tick(NOON + MINUTE)
    census.tick(NOON + 2 * MINUTE)
    assert set(intake.windows) == {Window(NOON, NOON + MINUTE), Window(NOON + MINUTE, NOON + 2 * MINUTE)}
    assert {(one.disposition, one.count) for one in ledger.snapshot().counts} == {("unmapped", 6)}
