"""Diagnoses and actions on an incident, and what the timeline tells of them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.kit.incidents import NOBODY_HIT, action, hypothesis, incident
from tests.kit.tasks import MONDAY
from tocsin.errors import Bug
from tocsin.incident import entry, first_hypothesis, with_action, with_diagnosis
from tocsin.model import (
    ActionState,
    Hypothesis,
    Incident,
    IncidentId,
    TimelineEntry,
    TimelineKind,
)

ONSET = MONDAY - timedelta(minutes=3)
LATER = MONDAY + timedelta(minutes=1)
HAPPENED = entry(LATER, TimelineKind.ACTION_PROPOSED, "tocsin", "proposed")


def diagnosed(one: Incident, *hypotheses: Hypothesis) -> Incident:
    return with_diagnosis(one, LATER, onset=ONSET, hypotheses=hypotheses, blast_radius=NOBODY_HIT)


def told(one: Incident, kind: TimelineKind) -> list[TimelineEntry]:
    return [item for item in one.timeline if item.kind is kind]


def test_a_diagnosis_dates_the_incident_back_to_its_onset() -> None:
    assert diagnosed(incident(), hypothesis()).opened_at == ONSET


def test_without_an_onset_the_incident_keeps_its_date() -> None:
    after = with_diagnosis(incident(), LATER, onset=None, hypotheses=(), blast_radius=NOBODY_HIT)

    assert after.opened_at == MONDAY


def test_the_timeline_tells_a_diagnosis_only_when_the_first_hypothesis_is_another() -> None:
    once = diagnosed(incident(), hypothesis())
    twice = diagnosed(once, replace(hypothesis(), confidence=0.99))
    changed = diagnosed(twice, hypothesis(None), hypothesis(rank=2))

    assert len(told(twice, TimelineKind.DIAGNOSED)) == 1
    assert [item.text[:13] for item in told(changed, TimelineKind.DIAGNOSED)] == ["Most likely c", "Cause unknown"]


def test_the_suspected_change_stands_on_the_timeline_at_its_own_instant_once() -> None:
    one = diagnosed(incident(), hypothesis())
    one = diagnosed(one, hypothesis(None), hypothesis(rank=2))
    one = diagnosed(one, hypothesis())

    assert [item.at for item in told(one, TimelineKind.CHANGE)] == [MONDAY]


def test_the_first_hypothesis_is_the_one_with_rank_one() -> None:
    one = diagnosed(incident(), hypothesis("chg-2", rank=2), hypothesis("chg-1", rank=1))

    first = first_hypothesis(one)
    assert first is not None
    assert first.change_id == "chg-1"


def test_an_action_is_added_and_then_replaced() -> None:
    one = incident()

    added = with_action(one, action(), HAPPENED)
    moved = with_action(added, action(ActionState.APPROVED), HAPPENED)

    assert [item.state for item in added.actions] == [ActionState.PROPOSED]
    assert [item.state for item in moved.actions] == [ActionState.APPROVED]
    assert moved.timeline[-2:] == (HAPPENED, HAPPENED)


def test_an_action_of_another_incident_is_a_bug() -> None:
    with pytest.raises(Bug, match="belongs to incident 'inc-other'"):
        with_action(incident(), action(incident_id=IncidentId("inc-other")), HAPPENED)
