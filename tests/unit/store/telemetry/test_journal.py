"""The journal gives back what was written, whole or not at all."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.otlp import NOON
from tocsin.errors import StoreUnavailable
from tocsin.store.telemetry import Journal, OtlpRequest

FIRST, SECOND = OtlpRequest(b"first", 2**64 - 1), OtlpRequest(b"second", 0)


def left(folder: Path) -> list[OtlpRequest]:
    return [request for segment in Journal(folder).left() for request in segment.requests]


def test_what_was_appended_is_taken_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([FIRST], NOON)
    journal.append([SECOND], NOON)
    segment = journal.take()
    assert segment is not None
    assert (list(segment.requests), segment.since) == ([FIRST, SECOND], NOON)
    assert journal.take() is None


def test_the_next_process_finds_everything_in_order(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([FIRST], NOON)
    journal.take()
    journal.append([SECOND], NOON)
    (one, two) = Journal(tmp_path).left()
    assert (one.requests, two.requests, one.since) == ((FIRST,), (SECOND,), NOON)


def test_what_is_being_written_is_not_left(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.append([FIRST], NOON)
    assert list(journal.left()) == []


def test_a_new_process_writes_over_nothing(tmp_path: Path) -> None:
    Journal(tmp_path).append([FIRST], NOON)
    Journal(tmp_path).append([SECOND], NOON)
    assert left(tmp_path) == [FIRST, SECOND]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_torn_end_takes_nothing_else_with_it(tmp_path: Path, data: st.DataObject) -> None:
    journal = Journal(tmp_path)
    journal.append([FIRST], NOON)
    journal.append([SECOND], NOON)
    segment = journal.take()
    assert segment is not None
    whole = segment.file.stat().st_size
    second = whole - (whole + len(FIRST.body) - len(SECOND.body)) // 2
    os.truncate(segment.file, whole - data.draw(st.integers(1, second)))
    assert left(tmp_path) == [FIRST]
    segment.file.unlink()


def test_a_body_that_was_changed_on_disk_is_not_given_back(tmp_path: Path) -> None:
    Journal(tmp_path).append([FIRST], NOON)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes().replace(b"first", b"fir5t"))
    assert left(tmp_path) == []


def test_a_journal_that_cannot_be_written_acknowledges_nothing(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal")
    (tmp_path / "journal").rmdir()
    with pytest.raises(StoreUnavailable, match="cannot be written"):
        journal.append([FIRST], NOON)
    assert journal.take() is None


def test_a_full_disk_leaves_no_half_of_a_request_between_others(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    signal = pytest.importorskip("signal")
    journal = Journal(tmp_path)
    journal.append([FIRST], NOON)
    limits, ignored = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (journal.size + 10, limits[1]))
        with pytest.raises(StoreUnavailable):
            journal.append([SECOND], NOON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    journal.append([SECOND], NOON)
    assert left(tmp_path) == [FIRST, SECOND]
