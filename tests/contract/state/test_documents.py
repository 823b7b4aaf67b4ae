"""The contract of `DocumentStore`."""

from dataclasses import replace

import pytest

from tests.kit.state import NOON, minutes
from tocsin.store import StoredDocument
from tocsin.store.state import StateStore

SLO = StoredDocument(kind="SLO", name="support-answer-success", text="kind: SLO", applied_at=NOON, applied_by="mira")


def test_a_document_comes_back_as_it_was_applied(state: StateStore) -> None:
    assert state.documents.put_document(SLO) is True
    assert state.documents.documents() == [SLO]


def test_the_same_text_again_leaves_the_first_application_standing(state: StateStore) -> None:
    state.documents.put_document(SLO)
    assert state.documents.put_document(replace(SLO, applied_at=minutes(5), applied_by="jonas")) is False
    assert state.documents.documents() == [SLO]


def test_another_text_replaces_the_document(state: StateStore) -> None:
    state.documents.put_document(SLO)
    edited = replace(SLO, text="kind: SLO # edited", applied_at=minutes(5), applied_by="jonas")
    assert state.documents.put_document(edited) is True
    assert state.documents.documents() == [edited]


def test_documents_are_sorted_by_kind_and_name(state: StateStore) -> None:
    for kind, name in (("SLO", "b"), ("SLO", "B"), ("Runbook", "z"), ("SLO", "a-1"), ("SLO", "a")):
        state.documents.put_document(replace(SLO, kind=kind, name=name))
    listed = [(document.kind, document.name) for document in state.documents.documents()]
    assert listed == [("Runbook", "z"), ("SLO", "B"), ("SLO", "a"), ("SLO", "a-1"), ("SLO", "b")]


@pytest.mark.parametrize(("kind", "count"), [("SLO", 1), ("Runbook", 1), ("Journeys", 0)])
def test_documents_can_be_asked_by_kind(state: StateStore, kind: str, count: int) -> None:
    state.documents.put_document(SLO)
    state.documents.put_document(replace(SLO, kind="Runbook"))
    assert len(state.documents.documents(kind)) == count
