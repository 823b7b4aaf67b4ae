"""One word per concept: the glossary defines each once, and every closed set of values is documented by name."""

import inspect
import re
from collections import Counter
from enum import StrEnum
from typing import get_args

import pytest

from tests.architecture import conventions_page
from tests.architecture.repository import DOCS
from tocsin import model
from tocsin.ingest.mappings import Column
from tocsin.ingest.refusals import RefusalReason
from tocsin.model import Cause
from tocsin.store.telemetry import normalize

VOCABULARY = """
    Service, Vendor, Journey, Task, Outcome, Trace, Span, Message, Evaluator, Score, Sealing, Mark,
    SLI, SLO, Tier, Window, Error budget, Burn rate, Page, Ticket,
    Axis, Release, Change, Scope, Live, Rollback,
    Alert, Incident, Severity, Onset, Timeline, Blast radius, Cause, Hypothesis, Evidence, Exposure,
    Runbook, Action, Actuator, Mode, Policy, Approval, Verification, Kill switch, Audit log,
    Acknowledge, Mitigate, Resolve, Postmortem, Replay, Tick, MTTD, MTTA, MTTM, MTTR, Toil
"""
TERMS = [term.strip() for term in VOCABULARY.split(",")]
MARKS = [
    "late",
    "clock_ahead",
    "clock_behind",
    "clock_skew",
    "no_root",
    "several_roots",
    "orphans",
    "cycle",
    "unfinished",
]


def _page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def _all_pages() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(DOCS.glob("*.md")))


def _closed_sets() -> list[type[StrEnum]]:
    exported = [getattr(model, name) for name in model.__all__]
    return [kind for kind in exported if inspect.isclass(kind) and issubclass(kind, StrEnum)]


def test_the_glossary_has_one_entry_per_term() -> None:
    entries = Counter(re.findall(r"^### (.+)$", _page("glossary.md"), flags=re.MULTILINE))
    assert {term: entries[term] for term in TERMS if entries[term] != 1} == {}


def test_the_glossary_has_no_entry_outside_the_vocabulary() -> None:
    entries = re.findall(r"^### (.+)$", _page("glossary.md"), flags=re.MULTILINE)
    assert [entry for entry in entries if entry not in TERMS] == []


def test_every_glossary_entry_says_something() -> None:
    bodies = re.split(r"^### .+$", _page("glossary.md"), flags=re.MULTILINE)[1:]
    assert [body for body in bodies if len(body.split()) < 3] == []


@pytest.mark.parametrize("closed_set", _closed_sets(), ids=lambda kind: kind.__name__)
def test_every_value_of_a_closed_set_is_documented(closed_set: type[StrEnum]) -> None:
    pages = _all_pages()
    assert [value.value for value in closed_set if f"`{value.value}`" not in pages] == []


def test_every_reason_of_a_refused_request_is_on_the_page_of_intake() -> None:
    page = _page("intake.md")
    assert [reason.value for reason in RefusalReason if f"| `{reason.value}` |" not in page] == []


def test_every_cause_is_described_on_the_page_of_causes() -> None:
    page = _page("causes.md")
    assert [cause.value for cause in Cause if f"`{cause.value}`" not in page] == []


def test_the_page_of_conventions_says_what_ingestion_reads() -> None:
    assert conventions_page.PAGE.read_text(encoding="utf-8") == conventions_page.page(), (
        "run `python -m tests.architecture.conventions_page`"
    )


def test_the_attributes_of_ours_are_documented() -> None:
    columns = (*normalize.TEXT_COLUMNS.values(), *normalize.TOKEN_COLUMNS.values())
    names = {name for candidates in columns for name in candidates if name.startswith("tocsin.")}
    assert sorted(name for name in names if f"`{name}`" not in _page("telemetry.md")) == []
    assert f"`{normalize.RELEASE_ATTRIBUTE_PREFIX}<axis>`" in _page("telemetry.md")


def test_every_column_that_a_rule_can_fill_is_documented() -> None:
    assert [column for column in get_args(Column) if f"`{column}`" not in _page("mapping.md")] == []


def test_every_operation_is_documented_under_the_kind_it_becomes() -> None:
    rows = dict(re.findall(r"^\| `([a-z]+)` \| (.+) \|$", _page("conventions.md"), flags=re.MULTILINE))
    misplaced = [
        (operation, kind)
        for operation, kind in normalize.KIND_OF_OPERATION.items()
        if f"`{operation}`" not in rows.get(kind, "")
    ]
    assert misplaced == []


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_is_documented(mark: str) -> None:
    assert f"| `{mark}` |" in _page("telemetry.md")
