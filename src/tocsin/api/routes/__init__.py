"""The resources of the API, one file each."""

from collections.abc import Sequence

from fastapi import APIRouter

from tocsin.api.routes import (
    actions,
    audit,
    backups,
    breakdowns,
    changes,
    documents,
    health,
    incidents,
    intake,
    journeys,
    kill_switch,
    live,
    logs,
    mappings,
    metrics,
    outcomes,
    prices,
    redaction,
    releases,
    replays,
    scores,
    slos,
    status,
    storage,
    telemetry_metrics,
    traces,
)

ROUTERS: Sequence[APIRouter] = (
    status.router,
    intake.router,
    redaction.router,
    journeys.router,
    slos.router,
    traces.router,
    breakdowns.router,
    outcomes.router,
    scores.router,
    logs.router,
    telemetry_metrics.router,
    changes.router,
    releases.router,
    live.router,
    incidents.router,
    actions.router,
    replays.router,
    prices.router,
    documents.router,
    mappings.router,
    kill_switch.router,
    audit.router,
    storage.router,
    backups.router,
    health.router,
    metrics.router,
)

__all__ = ["ROUTERS"]
