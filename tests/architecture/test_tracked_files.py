"""Nothing tracked ties Tocsin to one machine, one package mirror or one person's disk."""

import json
import re
from typing import Any

import pytest

from tests.architecture.repository import ROOT, name_of, repository_files

# Each name is written in two halves, so that this file passes its own test.
REGISTRY_HOSTS = [
    "py" + "pi.org",
    "python" + "hosted.org",
    "registry.npm" + "js.org",
    "registry.yarn" + "pkg.com",
    "deb.deb" + "ian.org",
]
MACHINE_PATH = re.compile(
    r"(?:^|[^A-Za-z0-9_.])/(?:wo" + "rk|fa" + "rm|ro" + "ot|ho" + r"me/[a-z]+|Us" + r"ers)/[A-Za-z.]"
)
CONFLICT_MARKER = re.compile(r"^(?:<{7}|>{7}) ", re.MULTILINE)
LARGEST_BYTES = 1_000_000


def _texts() -> list[tuple[str, str]]:
    texts = []
    for path in repository_files():
        content = path.read_bytes()
        if b"\0" not in content:
            texts.append((name_of(path), content.decode("utf-8")))
    return texts


@pytest.mark.parametrize("host", REGISTRY_HOSTS)
def test_no_file_names_a_package_registry(host: str) -> None:
    assert [name for name, text in _texts() if host in text] == []


def test_no_file_carries_a_path_of_somebodys_machine() -> None:
    found = [f"{name}: {match.group()!r}" for name, text in _texts() for match in MACHINE_PATH.finditer(text)]
    assert found == []


def test_a_machine_path_would_be_found() -> None:
    assert MACHINE_PATH.search("see /ho" + "me/ada/tocsin")
    assert not MACHINE_PATH.search("GET /api/v1/ho" + "me")


def test_no_file_carries_a_conflict_marker() -> None:
    assert [name for name, text in _texts() if CONFLICT_MARKER.search(text)] == []


def test_no_tracked_file_is_large() -> None:
    large = [name_of(path) for path in repository_files() if path.stat().st_size > LARGEST_BYTES]
    assert large == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt", "tests/fuzz/requirements.txt"])
def test_a_python_lock_pins_by_hash_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=[A-Za-z0-9])", text)
    unpinned = [entry.split("\n")[0] for entry in requirements if "==" not in entry or "--hash=sha256:" not in entry]
    assert unpinned == []
    assert re.search(r"://|--(?:extra-)?index-url|--find-links|--trusted-host", text) is None


def _ui(name: str) -> Any:
    return json.loads((ROOT / "ui" / name).read_text(encoding="utf-8"))


def test_the_ui_lock_pins_by_integrity_and_names_no_address() -> None:
    packages = {name: entry for name, entry in _ui("package-lock.json")["packages"].items() if name}
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
    assert [name for name, entry in packages.items() if "integrity" not in entry and not entry.get("link")] == []


@pytest.mark.parametrize("group", ["dependencies", "devDependencies"])
def test_the_ui_lock_is_not_behind_its_package(group: str) -> None:
    assert _ui("package-lock.json")["packages"][""].get(group) == _ui("package.json").get(group)
