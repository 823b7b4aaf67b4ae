"""Every room has a front door, and every module says in a few lines what it answers."""

import ast
from pathlib import Path

import pytest

from tests.architecture.repository import PACKAGE, files_under, name_of

OPENING_LINES = 5
DOCSTRING_LINES = 25
"""The opening says what the module answers; a source, a table or a drawing may follow it."""


def _rooms() -> list[Path]:
    return sorted(folder for folder in PACKAGE.iterdir() if (folder / "__init__.py").is_file())


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _exports(tree: ast.Module) -> list[str] | None:
    for node in tree.body:
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            assert isinstance(node, ast.Assign | ast.AnnAssign)
            assert node.value is not None
            names: list[str] = ast.literal_eval(node.value)
            return names
    return None


@pytest.mark.parametrize("room", _rooms(), ids=lambda path: path.name)
def test_a_room_opens_with_a_docstring_and_a_list_of_what_it_offers(room: Path) -> None:
    front_door = _tree(room / "__init__.py")
    assert ast.get_docstring(front_door), f"{name_of(room)}/__init__.py says nothing about the room"
    exports = _exports(front_door)
    assert exports is not None, f"{name_of(room)}/__init__.py has no __all__"
    assert [name for name in exports if name.startswith("_")] == []


def test_every_folder_of_the_package_is_a_room() -> None:
    folders = {path.parent for path in files_under("src/tocsin", suffix=".py")}
    assert [name_of(folder) for folder in folders if not (folder / "__init__.py").is_file()] == []


def test_every_module_opens_with_a_short_paragraph() -> None:
    wrong = []
    for path in files_under("src/tocsin", suffix=".py"):
        docstring = ast.get_docstring(_tree(path)) or ""
        opening, lines = docstring.split("\n\n")[0].splitlines(), docstring.splitlines()
        if not 1 <= len(opening) <= OPENING_LINES or len(lines) > DOCSTRING_LINES:
            wrong.append(f"{name_of(path)}: opens with {len(opening)} of {len(lines)} docstring lines")
    assert wrong == []


def test_no_module_is_a_drawer_for_leftovers() -> None:
    refused = {"core", "common", "utils", "util", "helpers", "helper", "misc", "manager", "base"}
    named = [
        name_of(path) for path in files_under("src/tocsin", suffix=".py") if refused & set(path.with_suffix("").parts)
    ]
    assert named == []
