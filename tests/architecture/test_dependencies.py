"""Every dependency says what it replaces, and the page names nothing that is gone."""

import re
import tomllib
from collections.abc import Iterator

from tests.architecture.repository import DOCS, ROOT

_NAME = re.compile(r"^[A-Za-z0-9._-]+")


def _normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _declared() -> Iterator[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    for requirement in (entry for group in groups for entry in group if isinstance(entry, str)):
        found = _NAME.match(requirement)
        assert found, f"cannot read the requirement {requirement!r}"
        yield _normalized(found.group())


def _explained() -> dict[str, str]:
    page = (DOCS / "dependencies.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", page, flags=re.MULTILINE))


def test_every_dependency_says_what_it_replaces() -> None:
    assert sorted(set(_declared()) - set(_explained())) == []


def test_the_page_explains_no_dependency_that_is_gone() -> None:
    assert sorted(set(_explained()) - set(_declared())) == []


def test_every_explanation_is_a_sentence_and_not_a_name() -> None:
    assert [name for name, sentence in _explained().items() if len(sentence.split()) < 2] == []
