"""The examples of docs/runbooks.md and docs/audit.md are run, so that they stay true."""

import json
import re
from pathlib import Path

import pytest
import yaml

from tests.kit.tasks import MONDAY
from tocsin.model import GENESIS_HASH, AuditEntry, audit_hash
from tocsin.respond import Policy, entry_to_json, parse_runbook

DOCS = Path(__file__).parents[3] / "docs"


def examples(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def test_the_runbook_of_the_documentation_can_be_applied() -> None:
    (text,) = examples("runbooks.md", "yaml")

    assert parse_runbook(yaml.safe_load(text)).name == "roll-back-prompt"


def test_the_policy_of_the_documentation_can_be_loaded() -> None:
    (text,) = examples("runbooks.md", "cedar")

    Policy(text)


@pytest.mark.parametrize("actor", ["ann", "Žofie"])
def test_the_check_of_the_documentation_accepts_what_we_export(actor: str) -> None:
    (code,) = examples("audit.md", "python")
    fields = {
        "sequence": 1,
        "at": MONDAY,
        "actor": actor,
        "event": "action.proposed",
        "subject": "action/act-1",
        "details": {"b": "2", "a": "1"},
        "previous_hash": GENESIS_HASH,
    }
    entry = AuditEntry(**fields, hash=audit_hash(**fields))  # type: ignore[arg-type] # as spelled above

    exec(code, {"line": json.loads(entry_to_json(entry))})  # noqa: S102 - our own documentation is what is tested
