"""Incidents as the API gives them, right unless a test says otherwise."""

from typing import Any

Json = dict[str, Any]

FAULT_CHANGE = "chg-42"
TRACE = "0af7651916cd43dd8448eb211c80319c"


def evidence(*, supports: bool = True) -> Json:
    return {"supports": supports, "statement": "tasks on v2 fail, tasks on v1 do not"}


def hypothesis(rank: int = 1, **changed: object) -> Json:
    usual: Json = {
        "rank": rank,
        "confidence": 0.9,
        "cause": "prompt_change",
        "subject": "support-answer",
        "to_version": "v2",
        "change_id": FAULT_CHANGE,
        "summary": "prompt support-answer v1 -> v2",
        "evidence": [evidence()],
    }
    return {**usual, **changed}


def action(**changed: object) -> Json:
    usual: Json = {
        "id": "act-1",
        "runbook": "roll-back-prompt",
        "title": "Roll support-answer back to v1",
        "blast_radius": "all tasks of answer-question",
        "verification": "1 of 900 fresh tasks failed",
        "kind": "release.rollback",
        "mode": "assist",
        "state": "proposed",
        "detail": "",
        "parameters": {"axis": "prompt", "subject": "support-answer", "to": "v1"},
    }
    return {**usual, **changed}


def incident(**changed: object) -> Json:
    usual: Json = {
        "id": "inc-1",
        "title": "answer-question burns its budget",
        "state": "open",
        "journeys": ["answer-question"],
        "detected_at": "2026-11-21T12:00:30Z",
        "mitigated_at": "2026-11-21T12:01:40Z",
        "resolved_at": "2026-11-21T12:01:50Z",
        "alerts": [
            {
                "level": "page",
                "fired_at": "2026-11-21T12:00:30Z",
                "slo": "answer-question-outcome",
                "burn_rate": 16.2,
                "threshold": 14.4,
                "long_window_seconds": 3600.0,
            }
        ],
        "hypotheses": [hypothesis()],
        "actions": [action()],
        "blast_radius": {"tasks": 500, "failing": 300, "share_failing": 0.6, "example_failures": [TRACE]},
    }
    return {**usual, **changed}
