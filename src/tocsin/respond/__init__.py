"""Respond: what is done about an incident, by whom it was allowed, and the proof of it.

Reads hypotheses, runbooks, the policy and the SLI; writes actions on incidents, changes through the release registry,
and the audit log. Invariants: nothing acts without policy, an approval bound to its plan, bounds, a way back and a
record; a denied step halts; nothing is called done that was not verified.
"""

from tocsin.respond.actuators import Actuator, ReleaseRollback
from tocsin.respond.audit_chain import ChainVerdict, entries_from_json_lines, entry_to_json, verify_chain
from tocsin.respond.chronicle import ActionRef
from tocsin.respond.durable import DurableExecution
from tocsin.respond.execution import Execution, Executions, Journal
from tocsin.respond.means import Means
from tocsin.respond.policy import Policy
from tocsin.respond.responder import Responder, end_interrupted
from tocsin.respond.runbook import parse_runbook
from tocsin.respond.steps import Steps

__all__ = [
    "ActionRef",
    "Actuator",
    "ChainVerdict",
    "DurableExecution",
    "Execution",
    "Executions",
    "Journal",
    "Means",
    "Policy",
    "ReleaseRollback",
    "Responder",
    "Steps",
    "end_interrupted",
    "entries_from_json_lines",
    "entry_to_json",
    "parse_runbook",
    "verify_chain",
]
