"""What stored documents say is in force, and stays so when one of them cannot be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.state import NOON
from tests.unit.app.texts import JOURNEYS, RUNBOOK, SLO
from tocsin.app.configuration import Configuration
from tocsin.model import SloName
from tocsin.store import StoredDocument
from tocsin.store.state import StateStore, open_state


@pytest.fixture
def state(tmp_path: Path) -> Iterator[StateStore]:
    store = open_state(f"sqlite:///{tmp_path / 'state.db'}")
    yield store
    store.close()


def put(state: StateStore, kind: str, name: str, text: str) -> None:
    state.documents.put_document(StoredDocument(kind, name, text, NOON, "mira"))


def test_each_kind_of_document_reaches_the_room_it_configures(state: StateStore) -> None:
    for kind, name, text in [("SLO", "answers", SLO), ("Journeys", "assistant", JOURNEYS), ("Runbook", "r", RUNBOOK)]:
        put(state, kind, name, text)
    configuration = Configuration(state.documents)
    assert [slo.name for slo in configuration.slos()] == ["answers"]
    assert [rule.journey for rule in configuration.journey_rules()] == ["answer-question"]
    assert [runbook.name for runbook in configuration.runbooks()] == ["roll-back"]


def test_a_change_counts_from_the_next_refresh_on(state: StateStore) -> None:
    configuration = Configuration(state.documents)
    assert configuration.slo(SloName("answers")) is None
    put(state, "SLO", "answers", SLO)
    configuration.refresh()
    before = configuration.slo(SloName("answers"))
    put(state, "SLO", "answers", SLO.replace("target: 0.9", "target: 0.95"))
    configuration.refresh()
    after = configuration.slo(SloName("answers"))
    assert before is not None
    assert after is not None
    assert (before.target, after.target) == (0.9, 0.95)


def test_a_document_of_another_version_of_tocsin_does_not_take_the_others_along(state: StateStore) -> None:
    put(state, "SLO", "answers", SLO)
    put(state, "SLO", "from-the-future", SLO.replace("openslo/v1", "openslo/v9").replace("answers", "from-the-future"))
    assert [slo.name for slo in Configuration(state.documents).slos()] == ["answers"]


def test_a_redaction_that_cannot_be_read_hides_all_messages_instead_of_none(state: StateStore) -> None:
    unreadable = "apiVersion: tocsin/v1\nkind: Redaction\nmetadata: {name: of-a-later-version}\nspec: {unheard: of}\n"
    put(state, "Redaction", "of-a-later-version", unreadable)
    policies = Configuration(state.documents).redactions()
    assert [policy.keeps_messages for policy in policies] == [False]
