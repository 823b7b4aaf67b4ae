"""The registry: what was published, what is live, and what was live before."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest

from tests.kit.clock import ManualClock
from tests.kit.state import NOON, a_change, minutes
from tocsin.errors import Conflict, InvalidInput, NotFound
from tocsin.model import Axis, Change, Release, Scope
from tocsin.release import Live, NewChange, Registry
from tocsin.store.state import StateStore

PROMPT = "support-answer"
MINUTE = timedelta(minutes=1)


def _publish(registry: Registry, content: str, version: str | None = None, subject: str = PROMPT) -> Release:
    return registry.publish(axis=Axis.PROMPT, subject=subject, content=content, author="mira", version=version)


def _go_live(registry: Registry, version: str) -> Change:
    return registry.go_live(axis=Axis.PROMPT, subject=PROMPT, version=version, author="mira", source="api")


def _report(to_version: str, from_version: str = "", at: datetime | None = None) -> NewChange:
    return NewChange(Axis.PROMPT, PROMPT, to_version, author="ci", source="ci", from_version=from_version, at=at)


def _live_version(registry: Registry, at: datetime | None = None) -> str | None:
    live = registry.live(Axis.PROMPT, PROMPT, at)
    return live.version if live else None


def test_a_release_is_dated_hashed_and_stored(registry: Registry, state: StateStore) -> None:
    release = registry.publish(
        axis=Axis.PROMPT, subject=PROMPT, content="Be brief. ✓", author="mira", notes="First.", version="2026-11"
    )
    assert release == Release(
        id=release.id,
        axis=Axis.PROMPT,
        subject=PROMPT,
        version="2026-11",
        content="Be brief. ✓",
        content_hash=hashlib.sha256("Be brief. ✓".encode()).hexdigest(),
        author="mira",
        notes="First.",
        created_at=NOON,
    )
    assert release.id.startswith("rel_")
    assert state.releases.release(Axis.PROMPT, PROMPT, "2026-11") == release


def test_versions_are_numbered_per_subject(registry: Registry) -> None:
    assert _publish(registry, "a").version == "v1"
    assert _publish(registry, "b").version == "v2"
    assert _publish(registry, "a", subject="order-status").version == "v1"


def test_numbering_continues_after_the_highest_number(registry: Registry) -> None:
    _publish(registry, "a", "v9")
    _publish(registry, "b", "v10")
    _publish(registry, "c", "hotfix")
    _publish(registry, "d", "v3-beta")
    assert _publish(registry, "e").version == "v11"


def test_the_newest_content_again_is_the_same_release(registry: Registry, clock: ManualClock) -> None:
    first = _publish(registry, "a")
    clock.advance(MINUTE)
    assert _publish(registry, "a") == first


def test_older_content_again_is_a_new_release(registry: Registry, clock: ManualClock) -> None:
    for content in ("a", "b"):
        _publish(registry, content)
        clock.advance(MINUTE)
    assert _publish(registry, "a").version == "v3"


def test_a_named_version_cannot_get_other_content(registry: Registry) -> None:
    _publish(registry, "a", "v1")
    with pytest.raises(Conflict, match="never changes"):
        _publish(registry, "b", "v1")


def test_publishers_at_once_get_a_number_each(registry: Registry) -> None:
    with ThreadPoolExecutor(4) as pool:
        releases = list(pool.map(lambda number: _publish(registry, f"content {number}"), range(8)))
    assert sorted(release.version for release in releases) == [f"v{number}" for number in range(1, 9)]


def test_going_live_is_a_change_from_what_was_live(registry: Registry, clock: ManualClock, state: StateStore) -> None:
    _publish(registry, "a")
    _publish(registry, "b")
    _go_live(registry, "v1")
    clock.advance(MINUTE)
    change = registry.go_live(
        axis=Axis.PROMPT,
        subject=PROMPT,
        version="v2",
        author="jonas",
        source="api",
        summary="Warmer.",
        url="https://example.com/2",
        scope=Scope(service="support-assistant"),
    )
    assert change == Change(
        id=change.id,
        axis=Axis.PROMPT,
        subject=PROMPT,
        from_version="v1",
        to_version="v2",
        at=minutes(1),
        recorded_at=minutes(1),
        author="jonas",
        scope=Scope(service="support-assistant"),
        source="api",
        url="https://example.com/2",
        summary="Warmer.",
    )
    assert change.id.startswith("chg_")
    assert state.releases.change(change.id) == change


def test_only_what_was_published_can_go_live(registry: Registry) -> None:
    with pytest.raises(NotFound, match="publish it before"):
        _go_live(registry, "v1")


def test_what_is_live_already_goes_live_once(registry: Registry, clock: ManualClock, state: StateStore) -> None:
    _publish(registry, "a")
    first = _go_live(registry, "v1")
    clock.advance(MINUTE)
    assert _go_live(registry, "v1") == first
    assert state.releases.changes() == [first]


def test_two_clicks_at_once_make_one_change(registry: Registry, state: StateStore) -> None:
    _publish(registry, "a")
    with ThreadPoolExecutor(8) as pool:
        changes = list(pool.map(lambda _: _go_live(registry, "v1"), range(8)))
    assert len(set(changes)) == 1
    assert len(state.releases.changes()) == 1


def test_an_older_version_can_go_live_again(registry: Registry, clock: ManualClock) -> None:
    for content in ("a", "b"):
        clock.advance(MINUTE)
        _go_live(registry, _publish(registry, content).version)
    clock.advance(MINUTE)
    assert _go_live(registry, "v1").from_version == "v2"
    assert _live_version(registry) == "v1"


def test_nothing_is_live_before_the_first_change(registry: Registry) -> None:
    _publish(registry, "a")
    assert registry.live(Axis.PROMPT, PROMPT) is None


def test_what_is_live_comes_with_its_content(registry: Registry, clock: ManualClock) -> None:
    release = _publish(registry, "Be brief.")
    change = _go_live(registry, "v1")
    clock.advance(MINUTE)
    assert registry.live(Axis.PROMPT, PROMPT) == Live(
        axis=Axis.PROMPT,
        subject=PROMPT,
        version="v1",
        since=NOON,
        content="Be brief.",
        content_hash=release.content_hash,
        change_id=change.id,
    )


def test_a_version_that_was_only_reported_is_live_without_content(registry: Registry) -> None:
    registry.record_change(_report("2.7.1"))
    live = registry.live(Axis.PROMPT, PROMPT)
    assert live is not None
    assert (live.version, live.content, live.content_hash) == ("2.7.1", None, None)


def test_every_past_instant_has_its_answer(registry: Registry, clock: ManualClock) -> None:
    for content in ("a", "b"):
        _go_live(registry, _publish(registry, content).version)
        clock.advance(10 * MINUTE)
    moment = timedelta(microseconds=1)
    assert _live_version(registry, NOON - moment) is None
    assert _live_version(registry, NOON) == "v1"
    assert _live_version(registry, minutes(10) - moment) == "v1"
    assert _live_version(registry, minutes(10)) == "v2"
    assert _live_version(registry) == "v2"


def test_an_instant_without_a_time_zone_is_refused(registry: Registry) -> None:
    naive = NOON.replace(tzinfo=None)
    with pytest.raises(InvalidInput, match="no time zone"):
        registry.live(Axis.PROMPT, PROMPT, naive)
    with pytest.raises(InvalidInput, match="no time zone"):
        registry.record_change(_report("v1", at=naive))


def test_a_reported_change_is_dated_by_its_reporter_and_recorded_now(registry: Registry) -> None:
    oslo = minutes(-30).astimezone(timezone(timedelta(hours=1)))
    change = registry.record_change(_report("v2", from_version="v1", at=oslo))
    assert (change.at, change.recorded_at) == (minutes(-30), NOON)
    assert change.at.utcoffset() == timedelta(0)
    assert _live_version(registry, minutes(-29)) == "v2"


def test_a_late_report_is_completed_by_what_was_live_then(registry: Registry) -> None:
    registry.record_change(_report("v1", at=minutes(-60)))
    registry.record_change(_report("v3", at=minutes(-10)))
    assert registry.record_change(_report("v2", at=minutes(-30))).from_version == "v1"


def test_a_change_announced_for_later_takes_effect_then(registry: Registry, clock: ManualClock) -> None:
    registry.record_change(_report("v1"))
    registry.record_change(_report("v2", at=minutes(5)))
    assert _live_version(registry) == "v1"
    clock.advance(5 * MINUTE)
    assert _live_version(registry) == "v2"


def test_what_was_live_before_is_what_the_change_says(registry: Registry) -> None:
    registry.record_change(_report("v1", at=minutes(-10)))
    assert registry.before(registry.record_change(_report("v6", from_version="v5"))) == "v5"


def test_what_was_live_before_is_looked_up_when_the_change_does_not_say(registry: Registry) -> None:
    change = registry.record_change(_report("v2"))
    assert registry.before(change) == ""
    registry.record_change(_report("v1", at=minutes(-10)))
    assert registry.before(change) == "v1"


def test_the_change_itself_is_not_what_was_live_before(registry: Registry, state: StateStore) -> None:
    change = a_change("1", "v2")
    state.releases.add_change(change)
    assert registry.before(change) == ""
