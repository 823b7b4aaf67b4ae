"""The account: bounded, added up right, and the last refusals remembered."""

import threading
from collections import Counter
from datetime import timedelta

from tests.kit.otlp import NOON
from tocsin.ingest import OTHER_SOURCES, Ledger
from tocsin.ingest.account import MOST_COUNTS, MOST_REFUSALS
from tocsin.model import Disposition, Refusal, SealedCount, Signal


def refusal(number: int, status: int = 400) -> Refusal:
    at = NOON + timedelta(seconds=number)
    return Refusal(at, Signal.TRACES, "10.0.0.1", "assistant", "malformed", status, f"number {number}")


def test_counts_of_one_source_fate_and_reason_add_up() -> None:
    ledger = Ledger()
    for number in range(3):
        at = NOON + timedelta(seconds=number)
        ledger.count(Signal.LOGS, Disposition.REJECTED, source="a", at=at, reason="too old", count=2)
    [count] = ledger.snapshot().counts
    assert (count.signal, count.source, count.disposition, count.reason) == ("logs", "a", "rejected", "too old")
    assert (count.count, count.last_at) == (6, NOON + timedelta(seconds=2))


def test_nothing_is_no_count() -> None:
    ledger = Ledger()
    ledger.count(Signal.TRACES, Disposition.LATE, source="a", at=NOON, count=0)
    assert ledger.snapshot().counts == ()


def test_no_number_of_sources_exhausts_the_memory_or_loses_a_count() -> None:
    ledger = Ledger()
    sent = MOST_COUNTS + 500
    for number in range(sent):
        ledger.count(Signal.TRACES, Disposition.ACCEPTED, source=f"s{number}", at=NOON)
    counts = ledger.snapshot().counts
    assert len(counts) == MOST_COUNTS + 1
    assert sum(one.count for one in counts) == sent
    assert next(one.count for one in counts if one.source == OTHER_SOURCES) == 500


def test_a_name_of_a_megabyte_is_cut() -> None:
    ledger = Ledger()
    ledger.count(Signal.TRACES, Disposition.ACCEPTED, source="x" * 1_000_000, at=NOON)
    assert len(ledger.snapshot().counts[0].source) == 200


def test_late_tasks_are_as_many_by_source_as_by_mark() -> None:
    ledger = Ledger()
    found = [SealedCount("a", 9, {"late": 4, "orphans": 1}, 2, 3), SealedCount("b", 2, {"late": 1}, 0, 0)]
    ledger.sealed(found, NOON, received_at=NOON - timedelta(seconds=5))
    ledger.sealed(found[:1], NOON, received_at=NOON - timedelta(seconds=9))
    account = ledger.snapshot()
    assert (account.sealed_tasks, account.marked_tasks) == (20, {"late": 9, "orphans": 2})
    assert account.last_queryable_at == NOON - timedelta(seconds=5)
    assert {(one.source, one.disposition, one.count) for one in account.counts} == {
        ("a", "late", 8),
        ("a", "unpriced", 4),
        ("a", "sampled_out", 6),
        ("b", "late", 1),
    }


def test_threads_lose_no_count() -> None:
    ledger = Ledger()

    def work() -> None:
        for _ in range(1_000):
            ledger.count_sources(Signal.TRACES, Disposition.ACCEPTED, Counter(a=1, b=2), at=NOON)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {one.source: one.count for one in ledger.snapshot().counts} == {"a": 4_000, "b": 8_000}


def test_the_last_refusals_are_remembered_newest_first() -> None:
    ledger = Ledger()
    for number in range(MOST_REFUSALS + 5):
        ledger.refused(refusal(number))
    account = ledger.snapshot()
    assert len(account.refusals) == MOST_REFUSALS
    assert account.refusals[0].message == f"number {MOST_REFUSALS + 4}"
    assert account.rejected_requests == {"malformed": MOST_REFUSALS + 5}


def test_a_request_stored_in_part_is_no_refused_request() -> None:
    ledger = Ledger()
    ledger.refused(refusal(1, status=200))
    account = ledger.snapshot()
    assert (len(account.refusals), account.rejected_requests) == (1, {})
