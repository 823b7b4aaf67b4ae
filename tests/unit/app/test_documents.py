"""Reading documents: what they become, and every problem with its place."""

from pathlib import Path

import pytest

from tests.unit.app.texts import JOURNEYS, RELEASE, RUNBOOK, SLO
from tocsin.app.documents import ReleaseDocument, read_paths, read_text
from tocsin.errors import ConfigurationError
from tocsin.model import Runbook, Slo

EXAMPLES = Path(__file__).parents[3] / "examples"


def _problems(text: str, source: str = "") -> list[tuple[str, str, str]]:
    return [(one.place, one.document, one.message) for one in read_text(text, source).problems]


def test_each_kind_becomes_what_it_configures() -> None:
    reading = read_text("---\n".join([SLO, JOURNEYS, RUNBOOK, RELEASE]))
    assert reading.problems == ()
    assert [one.title for one in reading.documents] == [
        "SLO answers",
        "Journeys assistant",
        "Runbook roll-back",
        "Release prompt/support-answer/v1",
    ]
    slo, journeys, runbook, release = (one.value for one in reading.documents)
    assert isinstance(slo, tuple)
    assert isinstance(slo[0], Slo)
    assert isinstance(journeys, tuple)
    assert isinstance(runbook, Runbook)
    assert isinstance(release, ReleaseDocument)
    assert (release.subject, release.spec.live) == ("support-answer", True)


def test_a_document_keeps_its_text_with_its_comments() -> None:
    texts = ["# Why we roll back.\n" + RUNBOOK, "# The prompt.\n" + RELEASE]
    assert [one.text for one in read_text("---\n".join(texts)).documents] == texts


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n", "---\n---\n"])
def test_a_text_without_documents_holds_nothing(text: str) -> None:
    reading = read_text(text)
    assert (reading.documents, reading.problems) == ((), ())


def test_problems_of_all_documents_are_found_at_once() -> None:
    texts = [
        RUNBOOK.replace("kind: Runbook", "kind: Runbok"),
        RELEASE.replace("version: v1", "version: 1"),
        "- a list\n",
        RUNBOOK.replace("owner:", "ownr:"),
        SLO.replace("target: 0.9", "target: 1.5"),
    ]
    found = _problems("---\n".join(texts), "a.yaml")
    assert [place.split(":")[0] for place, _, _ in found] == ["a.yaml"] * 5
    assert [document for _, document, _ in found] == [
        "Runbok roll-back",
        "Release support-answer",
        "",
        "Runbook roll-back",
        "SLO answers",
    ]
    messages = [message for _, _, message in found]
    assert "did you mean Runbook?" in messages[0]
    assert messages[1].startswith("spec.version: ")
    assert "apiVersion, kind, metadata and spec" in messages[2]
    assert "spec.ownr" in messages[3]
    assert "spec.objectives[0].target" in messages[4]


def test_a_place_is_the_line_of_the_documents_first_key() -> None:
    text = f"{JOURNEYS}---\n# a comment\n\n{RUNBOOK.replace('support', '[]')}"
    ((place, _, _),) = _problems(text)
    assert place == f"line {text[: text.index('kind: Runbook')].count(chr(10))}"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [("a: [\n", 2, "is no YAML"), ("a: 1\nb: 2\na: 3\n", 3, "key 'a' stands twice"), ("a: !!python/none\n", 1, "tag")],
)
def test_what_is_no_yaml_is_placed(text: str, line: int, said: str) -> None:
    ((place, _, message),) = _problems(text, "a.yaml")
    assert (place, said in message) == (f"a.yaml:{line}", True)


@pytest.mark.parametrize("text", [RUNBOOK, SLO, JOURNEYS, RELEASE])
def test_the_same_name_twice_is_refused_and_the_first_one_named(text: str) -> None:
    ((place, _, message),) = _problems(f"{text}---\n{text}", "a.yaml")
    assert place != "a.yaml:1"
    assert "a.yaml:1 already" in message


def test_only_one_version_of_a_subject_may_go_live() -> None:
    second = RELEASE.replace("version: v1", "version: v2")
    ((_, document, message),) = _problems(f"{RELEASE}---\n{second}")
    assert document == "Release prompt/support-answer/v2"
    assert "what is live for prompt 'support-answer'" in message
    assert _problems(f"{RELEASE}---\n{second.replace('live: true', 'live: false')}") == []


def test_a_release_that_could_not_be_published_is_refused_here() -> None:
    ((_, _, message),) = _problems(RELEASE.replace("name: support-answer", "name: support answer"))
    assert "subject 'support answer'" in message


def test_a_folder_is_read_in_order_with_all_below_it(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "slo.yml").write_text(SLO)
    (tmp_path / "a.yaml").write_text(RUNBOOK)
    (tmp_path / "notes.txt").write_text("kind: nothing")
    reading = read_paths([tmp_path])
    assert [one.kind for one in reading.documents] == ["Runbook", "SLO"]
    assert reading.documents[1].place == f"{tmp_path / 'b' / 'slo.yml'}:1"


def test_a_clash_between_files_is_found_once(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(RUNBOOK)
    (problem,) = read_paths([tmp_path]).problems
    assert (problem.place, f"{tmp_path / 'a.yaml'}:1" in problem.message) == (f"{tmp_path / 'b.yaml'}:1", True)


def test_a_path_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no-such.yaml"):
        with pytest.raises(ConfigurationError, match=str(path)):
            read_paths([path])


def test_the_examples_are_fine() -> None:
    assert read_paths([EXAMPLES]).problems == ()
