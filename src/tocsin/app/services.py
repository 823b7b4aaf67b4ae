"""Hands the API what it works with."""

from collections.abc import Sequence
from datetime import datetime

from tocsin.api import AppliedDocument, ServerFacts, Services
from tocsin.app.build import Parts
from tocsin.model import Slo, SloStatus
from tocsin.watch import status_of


def services_of(parts: Parts, facts: ServerFacts) -> Services:
    """Return the API's view of a server's parts."""
    base, state, telemetry = parts.base, parts.base.state, parts.base.telemetry

    def apply_text(text: str, by: str) -> Sequence[AppliedDocument]:
        applied = parts.applier.apply_text(text, by)
        base.configuration.refresh()
        return applied

    def evaluate(slo: Slo, at: datetime) -> SloStatus:
        return status_of(slo, at, sli=telemetry.slis, incidents=state.incidents)

    return Services(
        clock=base.clock,
        facts=facts,
        slis=telemetry.slis,
        tasks=telemetry.tasks,
        outcomes=telemetry.outcomes,
        scores=telemetry.scores,
        releases=state.releases,
        registry=base.registry,
        incidents=state.incidents,
        actions=parts.responder,
        documents=state.documents,
        apply_documents=apply_text,
        replays=parts.replays,
        audit=state.audit,
        kill_switch=state.kill_switch,
        postmortems=state.postmortems,
        slos=base.configuration.slos,
        evaluate=evaluate,
        accounting=parts.ingest.ledger.snapshot,
        loop=lambda: parts.loop.facts,
        probes={"telemetry": telemetry.ping, "state": state.kill_switch.kill_switch},
    )
