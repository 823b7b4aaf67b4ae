"""Which changes are considered, and the reasons why others are not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.kit.changes import change
from tests.kit.tasks import JOURNEY, MONDAY, SERVICE
from tocsin.diagnose.candidates import MOST_CANDIDATES, TOLERANCE, Candidates, sift
from tocsin.diagnose.onset import Onset
from tocsin.model import Axis, Change, SliCounts

SECOND = timedelta(seconds=1)
ONSET = Onset(
    MONDAY, earliest=MONDAY - 5 * SECOND, latest=MONDAY + 5 * SECOND, gain=50.0,
    before=SliCounts(99, 100), after=SliCounts(40, 100),
)  # fmt: skip

DETECTED = MONDAY + 30 * SECOND


def sifted(*changes: Change, failing: dict[str, dict[str, int]] | None = None) -> Candidates:
    return sift(changes, ONSET, journeys=(JOURNEY,), services=(SERVICE,), failing=failing or {}, detected_at=DETECTED)


@pytest.mark.parametrize(
    ("excluded", "reason"),
    [
        (change(at=ONSET.latest + TOLERANCE + SECOND), "took effect 66 s after the onset"),
        (change(journey="order-status"), "applies to the journey 'order-status' only"),
        (change(service="orders"), "applies to the service 'orders' only"),
        (change(from_version="v2", to_version="v2"), "changed nothing: 'v2' was live before"),
    ],
)
def test_a_change_that_cannot_be_the_cause_is_excluded_with_the_reason(excluded: Change, reason: str) -> None:
    candidates = sifted(excluded)

    assert [one.reason for one in candidates.excluded] == [reason]
    assert candidates.considered == ()


def test_what_a_runbook_did_about_it_is_no_candidate_but_what_one_did_before_is() -> None:
    answer = replace(change(at=DETECTED), source="runbook")
    earlier = replace(change(at=MONDAY), source="runbook")

    candidates = sifted(answer, earlier)

    assert candidates.considered == (earlier,)
    assert [one.reason for one in candidates.excluded] == ["is what a runbook did about it"]


@pytest.mark.parametrize(
    "considered",
    [
        change(at=MONDAY - timedelta(hours=20)),
        change(at=ONSET.latest + TOLERANCE),
        change(journey=JOURNEY, service=SERVICE),
    ],
)
def test_a_change_that_reaches_the_journey_in_time_is_considered(considered: Change) -> None:
    assert sifted(considered).considered == (considered,)


def test_of_many_the_nearest_are_considered_and_the_rest_is_named() -> None:
    many = [change(Axis.CONFIG, f"flag-{n}", at=MONDAY - n * timedelta(minutes=1)) for n in range(MOST_CANDIDATES + 2)]
    candidates = sifted(*reversed(many))

    assert list(candidates.considered) == many[:MOST_CANDIDATES]
    assert [one.change for one in candidates.excluded] == many[MOST_CANDIDATES:]


def test_a_change_that_failing_tasks_carry_is_considered_however_many_are_nearer() -> None:
    near = [change(Axis.CONFIG, f"flag-{n}") for n in range(MOST_CANDIDATES)]
    carried = change(at=MONDAY - timedelta(hours=3))

    candidates = sifted(*near, carried, failing={carried.release_key: {"v2": 3}})

    assert candidates.considered[0] is carried


def test_an_objective_without_a_journey_excludes_no_journey() -> None:
    scoped = change(journey="order-status")

    assert sift([scoped], ONSET, journeys=(), services=(SERVICE,), failing={}, detected_at=DETECTED).considered == (
        scoped,
    )
