"""The contract of `ReleaseStore`."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.kit.state import NOON, a_change, a_release, minutes
from tocsin.errors import Conflict, InvalidInput
from tocsin.model import Axis, ChangeId, ReleaseId, Window
from tocsin.store.state import StateStore


def test_a_release_comes_back_as_it_was_stored(state: StateStore) -> None:
    release = a_release(content='Grounded → "quoted"\n' + "x" * 100_000, created_at=NOON + timedelta(microseconds=1))
    assert state.releases.add_release(release) == release
    assert state.releases.release(Axis.PROMPT, "support-answer", "v1") == release


def test_an_unknown_release_is_none(state: StateStore) -> None:
    state.releases.add_release(a_release("v1"))
    assert state.releases.release(Axis.PROMPT, "support-answer", "v2") is None
    assert state.releases.release(Axis.MODEL, "support-answer", "v1") is None


def test_the_same_content_again_gives_the_release_of_the_first_time(state: StateStore) -> None:
    first = state.releases.add_release(a_release("v1"))
    again = a_release("v1", id=ReleaseId("rel_other"), author="someone.else", created_at=minutes(5))
    assert state.releases.add_release(again) == first
    assert state.releases.releases() == [first]


def test_other_content_under_the_same_version_is_a_conflict(state: StateStore) -> None:
    first = state.releases.add_release(a_release("v1", "old"))
    with pytest.raises(Conflict, match="'v1'"):
        state.releases.add_release(a_release("v1", "changed"))
    assert state.releases.releases() == [first]


def test_one_version_may_exist_on_two_subjects_and_two_axes(state: StateStore) -> None:
    state.releases.add_release(a_release("v1", "a"))
    state.releases.add_release(a_release("v1", "b", id=ReleaseId("rel_b"), subject="order-status"))
    state.releases.add_release(a_release("v1", "c", id=ReleaseId("rel_c"), axis=Axis.CONFIG))
    assert len(state.releases.releases()) == 3
    assert [release.content for release in state.releases.releases(axis=Axis.PROMPT)] == ["b", "a"]
    assert [release.content for release in state.releases.releases(subject="support-answer")] == ["c", "a"]


def test_releases_are_listed_newest_first_up_to_the_limit(state: StateStore) -> None:
    for version, at in (("v1", 0), ("v3", 2), ("v2", 1), ("v4", 2)):
        state.releases.add_release(a_release(version, version, id=ReleaseId(version), created_at=minutes(at)))
    assert [release.version for release in state.releases.releases()] == ["v4", "v3", "v2", "v1"]
    assert [release.version for release in state.releases.releases(limit=2)] == ["v4", "v3"]


def test_versions_are_listed_as_they_were_published(state: StateStore) -> None:
    for version in ("v1", "hotfix", "v2"):
        state.releases.add_release(a_release(version, version, id=ReleaseId(version)))
    state.releases.add_release(a_release("v9", subject="order-status"))
    assert state.releases.versions(Axis.PROMPT, "support-answer") == ["v1", "hotfix", "v2"]
    assert state.releases.versions(Axis.MODEL, "support-answer") == []


def test_concurrent_publishers_of_one_version_agree_on_one_release(state: StateStore) -> None:
    drafts = [a_release("v1", id=ReleaseId(f"rel_{number}")) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        stored = list(pool.map(state.releases.add_release, drafts))
    assert {release.id for release in stored} == {state.releases.releases()[0].id}
    assert len(state.releases.releases()) == 1


def test_a_change_comes_back_as_it_was_stored(state: StateStore) -> None:
    change = a_change("1", "v1", recorded_at=minutes(3))
    state.releases.add_change(change)
    assert state.releases.change(ChangeId("chg_1")) == change
    assert state.releases.change(ChangeId("chg_2")) is None


def test_a_change_id_is_taken_once(state: StateStore) -> None:
    state.releases.add_change(a_change("1", "v1"))
    with pytest.raises(Conflict, match="chg_1"):
        state.releases.add_change(a_change("1", "v2"))


def test_changes_are_listed_newest_first_within_a_half_open_window(state: StateStore) -> None:
    for minute in (0, 2, 1, 3):
        state.releases.add_change(a_change(str(minute), f"v{minute}", minutes(minute)))
    assert [change.to_version for change in state.releases.changes()] == ["v3", "v2", "v1", "v0"]
    assert [change.to_version for change in state.releases.changes(limit=1)] == ["v3"]
    window = Window(minutes(1), minutes(3))
    assert [change.to_version for change in state.releases.changes(window)] == ["v2", "v1"]


def test_changes_can_be_asked_by_axis_subject_and_what_was_known(state: StateStore) -> None:
    state.releases.add_change(a_change("1", "v1", minutes(0), recorded_at=minutes(10)))
    state.releases.add_change(a_change("2", "v2", minutes(1), subject="order-status"))
    state.releases.add_change(a_change("3", "v3", minutes(2), axis=Axis.CODE))
    assert [change.id for change in state.releases.changes(axis=Axis.PROMPT)] == ["chg_2", "chg_1"]
    assert [change.id for change in state.releases.changes(subject="support-answer")] == ["chg_3", "chg_1"]
    assert [change.id for change in state.releases.changes(known_at=minutes(9))] == ["chg_3", "chg_2"]
    assert [change.id for change in state.releases.changes(known_at=minutes(10))] == ["chg_3", "chg_2", "chg_1"]


def test_what_is_live_is_the_last_change_in_effect(state: StateStore) -> None:
    state.releases.add_change(a_change("1", "v1", minutes(0)))
    state.releases.add_change(a_change("3", "v3", minutes(10)))
    state.releases.add_change(a_change("2", "v2", minutes(5)))
    state.releases.add_change(a_change("4", "v4", minutes(6), subject="order-status"))

    def live(at: datetime) -> str | None:
        change = state.releases.live(Axis.PROMPT, "support-answer", at)
        return change.to_version if change else None

    before = minutes(0) - timedelta(microseconds=1)
    assert [live(at) for at in (before, minutes(0), minutes(7), minutes(10), minutes(99))] == [
        None, "v1", "v2", "v3", "v3"
    ]  # fmt: skip
    assert state.releases.live(Axis.MODEL, "support-answer", minutes(99)) is None


def test_of_two_changes_at_one_instant_the_later_stored_is_live(state: StateStore) -> None:
    state.releases.add_change(a_change("b", "v1"))
    state.releases.add_change(a_change("a", "v2"))
    live = state.releases.live(Axis.PROMPT, "support-answer", NOON)
    assert live is not None
    assert live.to_version == "v2"


def test_instants_of_other_time_zones_are_the_same_instants(state: StateStore) -> None:
    oslo = NOON.astimezone(timezone(timedelta(hours=1)))
    state.releases.add_change(a_change("1", "v1", oslo))
    stored = state.releases.change(ChangeId("chg_1"))
    assert stored is not None
    assert stored.at == NOON
    assert stored.at.utcoffset() == timedelta(0)


def test_an_instant_out_of_range_is_refused_in_words(state: StateStore) -> None:
    with pytest.raises(InvalidInput, match="9999"):
        state.releases.add_change(a_change("1", "v1", datetime(9999, 1, 1, tzinfo=UTC)))
    assert state.releases.changes() == []
