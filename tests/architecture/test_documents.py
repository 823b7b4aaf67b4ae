"""Every configuration document that the documentation or the examples show can be applied as it stands."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.architecture.repository import ROOT, name_of, repository_files
from tocsin.ingest import parse_journeys, parse_mapping, parse_redaction, parse_sampling
from tocsin.respond import parse_runbook
from tocsin.slo import parse_slos

PARSERS: Mapping[tuple[str, str], Callable[[Mapping[str, object]], object]] = {
    ("openslo/v1", "SLO"): parse_slos,
    ("tocsin/v1", "Journeys"): parse_journeys,
    ("tocsin/v1", "Mapping"): parse_mapping,
    ("tocsin/v1", "Redaction"): parse_redaction,
    ("tocsin/v1", "Runbook"): parse_runbook,
    ("tocsin/v1", "Sampling"): parse_sampling,
}
# A release has no parser of its own: publishing it is a request to the registry.
APPLIED_ELSEWHERE = {("tocsin/v1", "Release")}

_YAML_BLOCK = re.compile(r"^```ya?ml\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _texts(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [text] if path.suffix in {".yaml", ".yml"} else _YAML_BLOCK.findall(text)


def _documents(path: Path) -> list[dict[str, Any]]:
    loaded = [document for text in _texts(path) for document in yaml.safe_load_all(text)]
    return [document for document in loaded if isinstance(document, dict) and "apiVersion" in document]


def _pages() -> list[Path]:
    folders = (ROOT / "docs", ROOT / "examples")
    readable = [path for path in repository_files() if path.suffix in {".md", ".yaml", ".yml"}]
    return [path for path in readable if any(path.is_relative_to(folder) for folder in folders)]


SHOWN = [page for page in _pages() if _documents(page)]


@pytest.mark.parametrize("page", SHOWN, ids=name_of)
def test_every_document_that_is_shown_can_be_applied(page: Path) -> None:
    for document in _documents(page):
        kind = (document["apiVersion"], document["kind"])
        if kind not in APPLIED_ELSEWHERE:
            PARSERS[kind](document)


def test_the_quickstart_shows_every_kind_that_an_operator_starts_with() -> None:
    shown = {document["kind"] for document in _documents(ROOT / "docs" / "quickstart.md")}
    assert {"SLO", "Journeys", "Runbook"} <= shown
