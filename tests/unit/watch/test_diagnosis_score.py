"""How good the diagnosis is: seeded synthetic incidents with a known cause, all through the real watch.

The shares below are the promise: first hypothesis right, nothing said where nothing is wrong, and no innocent change
believed. A change to a weight that loses one of them has to say so here.
"""

from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain

import pytest

from tests.kit import faults
from tests.kit.faults import FAULT_AT, STEP, Case
from tests.kit.tasks import JOURNEY
from tocsin.incident import first_hypothesis
from tocsin.model import Cause, Hypothesis, Incident
from tocsin.watch import replay

SEEDS = range(6)
BLAMED: Sequence[Callable[[int], Case]] = (
    faults.switch,
    faults.gradual,
    faults.partial_rollout,
    faults.unnamed_index,
    faults.vendor_notice,
    faults.shared_code,
)
UNBLAMED: Sequence[Callable[[int], Case]] = (faults.silent_fault, faults.late_change)
LEAST_RIGHT = 0.95
"""Share of faulty cases whose first hypothesis is the true cause: a change, or the unknown cause where none did it."""
MOST_BELIEVED = 0.2
"""Confidence that no innocent change may reach."""
WORST_ONSET_SECONDS = 30.0
"""How far the onset of a switch may be dated off."""

pytestmark = pytest.mark.slow


@cache
def outcome(make: Callable[[int], Case], seed: int) -> tuple[Case, Sequence[Incident]]:
    case = make(seed)
    incidents: Sequence[Incident] = ()
    for progress in replay(case.window, STEP, slos=case.slos, sources=case.sources()):
        incidents = progress.incidents
    return case, incidents


def faulty() -> list[tuple[Case, Sequence[Incident]]]:
    return [outcome(make, seed) for make in (*BLAMED, *UNBLAMED) for seed in SEEDS]


def is_right(case: Case, first: Hypothesis | None) -> bool:
    if first is None:
        return False
    return first.change_id == case.culprit.id if case.culprit else first.cause is Cause.UNKNOWN


def test_there_are_enough_cases() -> None:
    assert len(faulty()) >= 30


def test_every_fault_opens_one_incident() -> None:
    assert {case.name: len(incidents) for case, incidents in faulty() if len(incidents) != 1} == {}


def test_the_first_hypothesis_is_right() -> None:
    wrong = [case.name for case, (incident, *_) in faulty() if not is_right(case, first_hypothesis(incident))]

    assert len(wrong) <= (1 - LEAST_RIGHT) * len(faulty()), wrong


def test_no_innocent_change_is_believed() -> None:
    believed = [
        (case.name, hypothesis.change_id, hypothesis.confidence)
        for case, incidents in faulty()
        for hypothesis in chain.from_iterable(incident.hypotheses for incident in incidents)
        if hypothesis.change_id not in {None, case.culprit.id if case.culprit else None}
        and hypothesis.confidence > MOST_BELIEVED
    ]

    assert believed == []


@pytest.mark.parametrize("seed", SEEDS)
def test_where_nothing_is_wrong_nothing_is_said(seed: int) -> None:
    _, incidents = outcome(faults.healthy, seed)

    assert incidents == ()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_onset_of_a_switch_is_dated_to_half_a_minute(seed: int) -> None:
    _, (incident, *_) = outcome(faults.switch, seed)

    assert abs((incident.opened_at - FAULT_AT).total_seconds()) <= WORST_ONSET_SECONDS


def test_confidences_add_up_and_the_unknown_cause_is_always_named() -> None:
    for _, incidents in faulty():
        for incident in incidents:
            assert sum(one.confidence for one in incident.hypotheses) == pytest.approx(1)
            assert [one.rank for one in incident.hypotheses] == list(range(1, len(incident.hypotheses) + 1))
            assert Cause.UNKNOWN in {one.cause for one in incident.hypotheses}


def test_every_piece_of_evidence_names_the_request_that_shows_it_again() -> None:
    pieces = [
        evidence
        for _, incidents in faulty()
        for incident in incidents
        for hypothesis in incident.hypotheses
        for evidence in hypothesis.evidence
    ]

    assert len(pieces) > 100
    assert [one for one in pieces if not one.query.startswith("GET /api/v1/")] == []
    assert [one for one in pieces if one.weight and one.supports != (one.weight > 0)] == []


def test_an_incident_of_both_journeys_blames_the_deploy_that_both_ran_on() -> None:
    _, (incident, *_) = outcome(faults.shared_code, 0)

    assert set(incident.journeys) == {JOURNEY, faults.OTHER_JOURNEY}
    assert [alert.cleared_at for alert in incident.alerts] == [None, None]
    assert not any("without it" in one.statement for one in incident.hypotheses[0].evidence), "all ran on it"


def test_what_was_ruled_out_is_shown_with_the_reason() -> None:
    _, (incident, *_) = outcome(faults.late_change, 0)
    unknown = next(one for one in incident.hypotheses if one.cause is Cause.UNKNOWN)

    assert any("after the onset" in evidence.statement for evidence in unknown.evidence)
    assert any("applies to the journey 'order-status' only" in evidence.statement for evidence in unknown.evidence)
