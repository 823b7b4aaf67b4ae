"""Applying documents: all or nothing, once, and on the record."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.kit.api import ApiWorld
from tests.unit.app.texts import JOURNEYS, RELEASE, RUNBOOK, SLO
from tocsin.api import DocumentResult, DocumentsRefused
from tocsin.app.apply import Applier
from tocsin.model import Axis

ALL = "---\n".join([SLO, JOURNEYS, RUNBOOK, RELEASE])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[ApiWorld]:
    made = ApiWorld(tmp_path)
    yield made
    made.state.close()


@pytest.fixture
def applier(world: ApiWorld) -> Applier:
    state = world.state
    return Applier(
        documents=state.documents,
        releases=state.releases,
        registry=world.registry,
        audit=state.audit,
        clock=world.clock,
        together=state.together,
    )


def _results(applier: Applier, text: str) -> list[DocumentResult]:
    return [one.result for one in applier.apply_text(text, "mira")]


def test_documents_are_stored_and_releases_go_live(applier: Applier, world: ApiWorld) -> None:
    assert _results(applier, ALL) == [DocumentResult.CREATED] * 4
    assert len(world.state.documents.documents()) == 4
    live = world.registry.live(Axis.PROMPT, "support-answer")
    assert live is not None
    assert (live.version, live.content) == ("v1", "Cite.")


def test_applying_again_does_nothing(applier: Applier, world: ApiWorld) -> None:
    applier.apply_text(ALL, "mira")
    assert _results(applier, ALL) == [DocumentResult.UNCHANGED] * 4
    assert [entry.event for entry in world.state.audit.entries()] == ["documents.applied"]


def test_applying_again_does_not_undo_what_went_live_since(applier: Applier, world: ApiWorld) -> None:
    """A server that applies its folder at every start must not roll back a release by restarting."""
    applier.apply_text(RELEASE, "mira")
    world.clock.advance(timedelta(minutes=1))
    applier.apply_text(RELEASE.replace("version: v1", "version: v2"), "jo")
    world.clock.advance(timedelta(minutes=1))
    applier.apply_text(RELEASE, "mira")
    live = world.registry.live(Axis.PROMPT, "support-answer")
    assert live is not None
    assert live.version == "v2"


def test_a_change_is_told_from_a_creation_and_audited(applier: Applier, world: ApiWorld) -> None:
    applier.apply_text(RUNBOOK, "mira")
    changed = f"{RUNBOOK.replace('owner: support', 'owner: platform')}---\n{JOURNEYS}"
    assert _results(applier, changed) == [DocumentResult.CHANGED, DocumentResult.CREATED]
    last = world.state.audit.entries()[-1]
    assert (last.actor, dict(last.details)) == (
        "mira",
        {"changed": "Runbook roll-back", "created": "Journeys assistant"},
    )


def test_one_bad_document_leaves_everything_as_it_was(applier: Applier, world: ApiWorld) -> None:
    with pytest.raises(DocumentsRefused) as refused:
        applier.apply_text(f"{ALL}---\nkind: Nothing\n", "mira")
    assert len(refused.value.problems) == 1
    assert world.state.documents.documents() == []
    assert world.state.releases.releases() == []
    assert world.state.audit.entries() == []


def test_a_release_cannot_be_rewritten(applier: Applier, world: ApiWorld) -> None:
    applier.apply_text(RELEASE, "mira")
    with pytest.raises(DocumentsRefused, match="releases never change"):
        applier.apply_text(f"{RELEASE.replace('Cite.', 'Chat.')}---\n{RUNBOOK}", "jo")
    assert [one.kind for one in world.state.documents.documents()] == ["Release"]


def test_a_release_document_may_go_live_later(applier: Applier, world: ApiWorld) -> None:
    waiting = RELEASE.replace("live: true", "live: false")
    applier.apply_text(waiting, "mira")
    assert world.registry.live(Axis.PROMPT, "support-answer") is None
    assert _results(applier, RELEASE) == [DocumentResult.CHANGED]
    assert world.registry.live(Axis.PROMPT, "support-answer") is not None


def test_an_slo_may_not_take_the_name_of_one_in_force(applier: Applier) -> None:
    two = SLO.replace(
        "objectives: [{target: 0.9}]",
        "objectives: [{displayName: low, target: 0.8}, {displayName: high, target: 0.9}]",
    )
    applier.apply_text(two, "mira")
    with pytest.raises(DocumentsRefused, match="SLO answers-low stands at SLO answers:1 already"):
        applier.apply_text(SLO.replace("name: answers", "name: answers-low"), "mira")
    assert _results(applier, SLO) == [DocumentResult.CHANGED]


def test_nothing_to_apply_is_an_error(applier: Applier) -> None:
    with pytest.raises(DocumentsRefused, match="holds no document"):
        applier.apply_text("# later\n", "mira")


def test_a_folder_is_applied_as_one_text(applier: Applier, tmp_path: Path) -> None:
    folder = tmp_path / "configuration"
    folder.mkdir()
    (folder / "a.yaml").write_text(f"{SLO}---\n{RUNBOOK}")
    (folder / "b.yml").write_text(JOURNEYS)
    applied = applier.apply_paths([folder], "config_dir")
    assert [one.kind for one in applied] == ["SLO", "Runbook", "Journeys"]
