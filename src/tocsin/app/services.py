"""Hands the API what it works with."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from tocsin.api import AppliedDocument, LoopFacts, ServerFacts, Services
from tocsin.app.build import Parts
from tocsin.app.documents import read_mapping
from tocsin.ingest import parse_pasted_span
from tocsin.model import MappedSpan, Slo, SloStatus
from tocsin.watch import statuses_of


def services_of(parts: Parts, facts: ServerFacts) -> Services:
    """Return the API's view of a server's parts."""
    base, state, telemetry = parts.base, parts.base.state, parts.base.telemetry

    def apply_text(text: str, by: str) -> Sequence[AppliedDocument]:
        applied = parts.applier.apply_text(text, by)
        base.configuration.refresh()
        return applied

    def map_span(pasted: Mapping[str, object], text: str | None) -> MappedSpan:
        rules = base.configuration.mapping_rules() if text is None else read_mapping(text)
        return telemetry.mappings.explain(parse_pasted_span(pasted), rules)

    def evaluate(slos: Sequence[Slo], at: datetime) -> Sequence[SloStatus]:
        return statuses_of(slos, at, sli=telemetry.slis, incidents=state.incidents)

    def loop() -> LoopFacts:
        return parts.operations.known_to_cluster(parts.loop.facts)

    return Services(
        clock=base.clock,
        facts=facts,
        slis=telemetry.slis,
        tasks=telemetry.tasks,
        outcomes=telemetry.outcomes,
        scores=telemetry.scores,
        logs=telemetry.logs,
        metrics=telemetry.metrics,
        releases=state.releases,
        registry=base.registry,
        incidents=state.incidents,
        actions=parts.responder,
        documents=state.documents,
        apply_documents=apply_text,
        replays=parts.replays,
        audit=state.audit,
        kill_switch=state.kill_switch,
        together=state.together,
        postmortems=state.postmortems,
        prices=parts.prices,
        repricings=parts.repricings,
        slos=base.configuration.slos,
        evaluate=evaluate,
        map_span=map_span,
        accounting=parts.ingest.ledger.snapshot,
        intake=telemetry.intake,
        whereabouts=parts.ingest.whereabouts.find,
        redact=parts.ingest.redaction.text,
        loop=loop,
        storage=parts.operations.storage,
        disks={"telemetry": telemetry.storage.disk, "state": state.disk},
        backups=parts.operations.backups,
        probes={
            "telemetry": telemetry.ping,
            "state": state.kill_switch.kill_switch,
            "disk": telemetry.storage.require_room,
        },
    )
