"""What is exported from one database arrives whole in another, whichever of the two it is."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.kit.state import NOON, a_release, an_incident
from tocsin.errors import Conflict, SchemaTooNew
from tocsin.respond import verify_chain
from tocsin.store import StoredDocument
from tocsin.store.state import StateStore, open_state, restore_state


def fill(state: StateStore) -> None:
    state.releases.add_release(a_release())
    state.incidents.save(an_incident())
    for number in range(3):
        state.audit.append(NOON, "mira", "test.appended", f"entry/{number}", {"text": "ünïcode \u2028 'quoted'\n"})
    state.documents.put_document(StoredDocument("SLO", "one", "kind: SLO\n", NOON, "mira"))
    state.kill_switch.set_kill_switch(False)


def test_a_restored_database_says_what_the_first_one_said(state: StateStore, tmp_path: Path) -> None:
    fill(state)
    backup = state.export(tmp_path / "copy")

    restored = restore_state(f"sqlite:///{tmp_path}/other.db", tmp_path / "copy", backup)

    assert restored.releases.releases() == state.releases.releases()
    assert restored.incidents.incidents() == state.incidents.incidents()
    assert restored.audit.entries() == state.audit.entries()
    assert restored.documents.documents() == state.documents.documents()
    restored.close()


def test_any_database_takes_a_backup_of_sqlite_and_goes_on_counting(tmp_path: Path, state_url: str) -> None:
    """The way from a laptop to PostgreSQL."""
    laptop = open_state(f"sqlite:///{tmp_path}/laptop.db")
    fill(laptop)
    backup = laptop.export(tmp_path / "copy")
    laptop.close()

    grown = restore_state(state_url, tmp_path / "copy", backup)

    grown.releases.add_release(a_release("v9", "Answer briefly."))
    assert len(grown.releases.releases()) == 2
    grown.audit.append(NOON, "mira", "test.appended", "entry/3", {})
    assert verify_chain(grown.audit.entries()).intact
    grown.close()


def test_a_database_that_holds_something_is_left_alone(state: StateStore, state_url: str, tmp_path: Path) -> None:
    fill(state)
    backup = state.export(tmp_path / "copy")
    before = state.audit.entries()
    with pytest.raises(Conflict, match="holds rows already"):
        restore_state(state_url, tmp_path / "copy", backup)
    assert state.audit.entries() == before


def test_a_backup_of_a_newer_tocsin_is_refused(state: StateStore, tmp_path: Path) -> None:
    backup = state.export(tmp_path / "copy")
    with pytest.raises(SchemaTooNew, match="'9001'"):
        restore_state(f"sqlite:///{tmp_path}/other.db", tmp_path / "copy", replace(backup, schema=["9001"]))


def test_leases_and_ticks_of_running_servers_stay_behind(state: StateStore, tmp_path: Path) -> None:
    lease = state.leases(lambda: "token").take("leader", "left")
    assert lease is not None
    state.ticks.begin("tick", NOON, lease)
    backup = state.export(tmp_path / "copy")
    assert not {"leases", "ticks"} & set(backup.rows)
