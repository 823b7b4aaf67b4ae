"""The contract of `AuditStore`: numbered without gaps, chained without breaks, whoever appends."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta, timezone

import pytest

from tests.kit.state import NOON, append_entries, in_two_processes, minutes
from tocsin.model import GENESIS_HASH, AuditEntry
from tocsin.store.state import StateStore, open_state


def _breaks(entries: Sequence[AuditEntry]) -> list[int]:
    """Return the sequences at which the chain does not hold."""
    before = [GENESIS_HASH, *(entry.hash for entry in entries)]
    return [
        entry.sequence
        for number, (entry, previous_hash) in enumerate(zip(entries, before, strict=False), start=1)
        if entry.sequence != number or entry.previous_hash != previous_hash or entry.hash != entry.expected_hash
    ]


def test_the_log_starts_empty(state: StateStore) -> None:
    assert list(state.audit.entries()) == []


def test_entries_come_back_in_order_as_they_were_appended(state: StateStore) -> None:
    details = {"plan_hash": "ab", "note": 'über → "quoted"\n\\', "": ""}
    appended = [
        state.audit.append(minutes(number), "mira", "action.approved", "action/1", details) for number in (2, 1)
    ]
    assert list(state.audit.entries()) == appended
    assert [entry.sequence for entry in appended] == [1, 2]
    assert appended[0].details == details


def test_the_chain_starts_at_64_zeros_and_holds(state: StateStore) -> None:
    for number in range(5):
        state.audit.append(minutes(number), "mira", "test.appended", "entry", {})
    entries = state.audit.entries()
    assert entries[0].previous_hash == "0" * 64
    assert _breaks(entries) == []


def test_the_hash_does_not_depend_on_the_time_zone_it_was_given_in(state: StateStore) -> None:
    oslo = (NOON + timedelta(microseconds=7)).astimezone(timezone(timedelta(hours=1)))
    appended = state.audit.append(oslo, "mira", "test.appended", "entry", {})
    assert list(state.audit.entries()) == [appended]
    assert _breaks(state.audit.entries()) == []


def test_entries_are_read_in_pages(state: StateStore) -> None:
    for number in range(5):
        state.audit.append(minutes(number), "mira", "test.appended", "entry", {})
    assert [entry.sequence for entry in state.audit.entries(after=1, limit=2)] == [2, 3]
    assert [entry.sequence for entry in state.audit.entries(after=4)] == [5]
    assert list(state.audit.entries(after=5)) == []


def test_threads_that_append_at_once_make_one_chain(state: StateStore) -> None:
    with ThreadPoolExecutor(6) as pool:
        appended = list(
            pool.map(
                lambda number: state.audit.append(NOON, f"thread {number}", "test.appended", "entry", {}), range(30)
            )
        )
    entries = state.audit.entries()
    assert len(entries) == 30
    assert _breaks(entries) == []
    assert sorted(appended, key=lambda entry: entry.sequence) == list(entries)


@pytest.mark.slow
def test_processes_that_start_and_append_at_once_make_one_chain(state_url: str) -> None:
    """Both find an empty database, so both try to migrate it as well."""
    in_two_processes(append_entries, state_url, 30)
    entries = _entries(state_url)
    assert len(entries) == 60
    assert _breaks(entries) == []
    assert {entry.actor for entry in entries} == {"left", "right"}


def _entries(url: str) -> Sequence[AuditEntry]:
    state = open_state(url)
    entries = state.audit.entries()
    state.close()
    return entries
