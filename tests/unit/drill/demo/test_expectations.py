"""The demo must fail whenever something did not happen, so each expectation is shown a world where it does not hold."""

from datetime import UTC, datetime

import pytest

from tests.unit.drill.demo.world import FAULT_CHANGE, TRACE, Json, action, evidence, hypothesis, incident
from tocsin.drill.demo import expectations as expect
from tocsin.drill.demo.failure import DemoFailed


def _journey(name: str, successes: int, failures: int) -> Json:
    return {"journey": name, "successes": successes, "failures": failures}


def test_enough_good_tasks_are_healthy() -> None:
    assert expect.is_healthy([_journey("a", 99, 1), _journey("b", 50, 0)], {"a": 100, "b": 50}, 0.02)


@pytest.mark.parametrize(
    "journeys",
    [[], [_journey("a", 99, 0)], [_journey("b", 100, 0)], [_journey("a", 97, 3)]],
    ids=["no traffic", "too few tasks", "another journey only", "too many failures"],
)
def test_anything_less_is_not_healthy(journeys: list[Json]) -> None:
    assert not expect.is_healthy(journeys, {"a": 100}, 0.02)


def test_incident_before_the_fault_is_a_false_alarm() -> None:
    with pytest.raises(DemoFailed, match="false alarm"):
        expect.expect_quiet([incident()])


def test_ticket_is_not_yet_a_page() -> None:
    assert expect.paged_incident([incident(alerts=[{"level": "ticket"}])]) is None


def test_page_is_seen() -> None:
    paged = incident()

    assert expect.paged_incident([paged]) == paged


def test_incident_of_the_innocent_journey_fails_the_demo() -> None:
    with pytest.raises(DemoFailed, match="order-status"):
        expect.paged_incident([incident(journeys=["order-status"])])


def test_two_incidents_for_one_cause_fail_the_demo() -> None:
    with pytest.raises(DemoFailed, match="page once"):
        expect.paged_incident([incident(), incident(id="inc-2")])


def test_right_cause_passes() -> None:
    second = hypothesis(2, cause="code_change", subject="support-assistant", change_id="chg-7")

    expect.expect_right_cause(incident(hypotheses=[second, hypothesis()]), FAULT_CHANGE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"cause": "code_change", "subject": "support-assistant"},
        {"change_id": "chg-7"},
        {"to_version": "v1"},
        {"evidence": [evidence(supports=False)]},
    ],
    ids=["another cause", "another change", "another version", "no evidence for it"],
)
def test_wrong_cause_fails_the_demo(wrong: Json) -> None:
    with pytest.raises(DemoFailed, match="first hypothesis"):
        expect.expect_right_cause(incident(hypotheses=[hypothesis(**wrong)]), FAULT_CHANGE)


def test_missing_diagnosis_fails_the_demo() -> None:
    with pytest.raises(DemoFailed, match="no hypothesis"):
        expect.expect_right_cause(incident(hypotheses=[]), FAULT_CHANGE)


def test_proposed_rollback_passes() -> None:
    proposed = expect.proposed_action(incident())

    assert proposed is not None
    expect.expect_rollback(proposed)


@pytest.mark.parametrize(
    "wrong", [{"kind": "service.restart"}, {"mode": "act"}, {"parameters": {"subject": "order-status"}}]
)
def test_another_action_fails_the_demo(wrong: Json) -> None:
    with pytest.raises(DemoFailed):
        expect.expect_rollback(action(**wrong))


def test_action_under_way_is_not_yet_verified() -> None:
    assert expect.verified_action(incident(actions=[action(state="verifying")]), "act-1") is None


@pytest.mark.parametrize("state", ["undone", "rejected", "denied", "expired", "failed", "observed"])
def test_action_that_ends_badly_fails_the_demo(state: str) -> None:
    with pytest.raises(DemoFailed, match=state):
        expect.verified_action(incident(actions=[action(state=state)]), "act-1")


def test_bad_version_still_live_fails_the_demo() -> None:
    with pytest.raises(DemoFailed, match="'v2'"):
        expect.expect_rolled_back({"version": "v2"}, [{"trace_id": TRACE}])


def test_product_that_ignores_the_rollback_fails_the_demo() -> None:
    with pytest.raises(DemoFailed, match="did not pick it up"):
        expect.expect_rolled_back({"version": "v1"}, [])


def test_postmortem_with_incident_release_and_trace_passes() -> None:
    expect.expect_postmortem(f"# inc-1\nsupport-answer v2 broke {TRACE}", incident())


@pytest.mark.parametrize("markdown", ["", f"inc-1 support-answer {TRACE}", "inc-1 support-answer v2"])
def test_thin_postmortem_fails_the_demo(markdown: str) -> None:
    with pytest.raises(DemoFailed, match="postmortem"):
        expect.expect_postmortem(markdown, incident())


def test_missing_time_fails_the_demo() -> None:
    with pytest.raises(DemoFailed, match="lacks a time"):
        expect.seconds_between(datetime(2026, 11, 21, tzinfo=UTC), None)


def test_time_between_instants_is_in_seconds() -> None:
    assert expect.seconds_between(datetime(2026, 11, 21, tzinfo=UTC), "2026-11-21T00:01:30Z") == 90
