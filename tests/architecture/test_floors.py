"""Imports point down: the contracts in pyproject.toml hold, and an upward import would break them."""

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from tests.architecture.repository import PACKAGE, ROOT, files_under, name_of


def test_the_import_contracts_hold(capsys: pytest.CaptureFixture[str]) -> None:
    status = lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True, no_logo=True)
    assert status == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_floor_is_a_room_that_exists() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    layers = next(contract["layers"] for contract in contracts if contract["name"] == "Floors")
    rooms = {room.strip() for layer in layers for room in layer.replace("|", ":").split(":")}
    missing = {room for room in rooms if not (PACKAGE / room).is_dir() and not (PACKAGE / f"{room}.py").is_file()}
    assert missing == set()


def _inner_imports(tree: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from (inner for inner in ast.walk(node) if isinstance(inner, ast.Import | ast.ImportFrom))


def _modules(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [node.module or ""]
    return [alias.name for alias in node.names]


def _is_ours(module: str) -> bool:
    return module == "tocsin" or module.startswith("tocsin.")


def _source(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def test_no_function_imports_our_own_package() -> None:
    hidden = [
        f"{name_of(path)}:{node.lineno}"
        for path in files_under("src", suffix=".py")
        for node in _inner_imports(_source(path))
        if any(_is_ours(module) for module in _modules(node))
    ]
    assert hidden == []


def _crosses_rooms(path: Path, module: str) -> bool:
    """Tell whether the module imported by a file lies in another room than the file."""
    parts = module.split(".")
    room = path.relative_to(PACKAGE).parts[0]
    return len(parts) > 1 and parts[0] == "tocsin" and parts[1] != room


def test_no_private_name_is_imported_across_rooms() -> None:
    private = [
        f"{name_of(path)}:{node.lineno}: {node.module} import {alias.name}"
        for path in files_under("src/tocsin", suffix=".py")
        for node in ast.walk(_source(path))
        if isinstance(node, ast.ImportFrom) and node.module and _crosses_rooms(path, node.module)
        for alias in node.names
        if alias.name.startswith("_") and not alias.name.startswith("__")
    ]
    assert private == []
