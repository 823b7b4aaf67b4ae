"""A retry is recognized for ten minutes, and memory does not grow beyond them."""

from datetime import timedelta

from tests.kit.otlp import NOON
from tocsin.ingest import REMEMBERED_FOR, RecentRequests


def test_a_stored_request_is_seen_again_until_it_is_forgotten() -> None:
    recent = RecentRequests({})
    recent.remember(1, NOON)
    assert recent.seen(1, NOON + REMEMBERED_FOR)
    assert not recent.seen(1, NOON + REMEMBERED_FOR + timedelta(seconds=1))


def test_requests_stored_before_a_restart_are_known() -> None:
    recent = RecentRequests({2: NOON, 1: NOON - timedelta(minutes=9)})
    assert recent.seen(1, NOON)
    assert recent.seen(2, NOON + timedelta(minutes=5))
    assert not recent.seen(1, NOON + timedelta(minutes=5))
    assert not recent.seen(3, NOON)
