"""Runbook documents: complete ones are read whole, doubtful ones are refused by key."""

import re
from datetime import timedelta

import pytest

from tests.kit.response import runbook_document
from tocsin.errors import ConfigurationError
from tocsin.model import Cause, Mode
from tocsin.respond import parse_runbook


def test_a_document_is_read_whole() -> None:
    document = runbook_document(
        mode="act",
        appliesTo={"causes": ["prompt_change", "model_change"], "minConfidence": 0.7, "journeys": ["answer"]},
        bounds={"maxShare": 0.25, "cooldown": "1h", "approvalTtl": "90s"},
        verification={"for": "2d", "minTasks": 50},
    )

    runbook = parse_runbook(document)

    assert runbook.mode is Mode.ACT
    assert runbook.causes == (Cause.PROMPT_CHANGE, Cause.MODEL_CHANGE)
    assert runbook.journeys == ("answer",)
    assert (runbook.max_share, runbook.cooldown, runbook.approval_ttl) == (
        0.25,
        timedelta(hours=1),
        timedelta(seconds=90),
    )
    assert (runbook.verify_for, runbook.verify_min_tasks) == (timedelta(days=2), 50)


def test_a_runbook_asks_a_person_unless_it_says_otherwise() -> None:
    document = runbook_document()
    del document["spec"]["mode"]  # type: ignore[attr-defined] # the builder's document has this shape

    assert parse_runbook(document).mode is Mode.ASSIST


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        ({"bounds": {"maxshare": 0.2}}, "spec.bounds.maxshare"),
        ({"bounds": {"maxShare": 1.2}}, "spec.bounds.maxShare"),
        ({"bounds": {"cooldown": "soon"}}, "spec.bounds.cooldown"),
        ({"bounds": {"cooldown": "0m"}}, "spec.bounds.cooldown"),
        ({"bounds": {"cooldown": 30}}, "spec.bounds.cooldown"),
        ({"mode": "yolo"}, "spec.mode"),
        ({"appliesTo": {"causes": []}}, "spec.appliesTo.causes"),
        ({"appliesTo": {"causes": ["gremlins"]}}, "spec.appliesTo.causes.0"),
        ({"appliesTo": {"causes": ["unknown"]}}, "spec.appliesTo.causes"),
        ({"verification": {"minTasks": 0}}, "spec.verification.minTasks"),
        ({"command": "rm"}, "spec.command"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_path(spec: dict[str, object], path: str) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(path)):
        parse_runbook(runbook_document(**spec))


def test_a_name_in_snake_case_is_not_another_spelling() -> None:
    with pytest.raises(ConfigurationError, match=r"spec\.applies_to"):
        parse_runbook(runbook_document(applies_to={"causes": ["prompt_change"]}))
