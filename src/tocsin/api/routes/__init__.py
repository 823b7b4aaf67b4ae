"""The resources of the API, one file each."""

from collections.abc import Sequence

from fastapi import APIRouter

from tocsin.api.routes import (
    actions,
    audit,
    changes,
    documents,
    health,
    incidents,
    journeys,
    kill_switch,
    live,
    metrics,
    outcomes,
    releases,
    replays,
    scores,
    slos,
    status,
    traces,
)

ROUTERS: Sequence[APIRouter] = (
    status.router,
    journeys.router,
    slos.router,
    traces.router,
    outcomes.router,
    scores.router,
    changes.router,
    releases.router,
    live.router,
    incidents.router,
    actions.router,
    replays.router,
    documents.router,
    kill_switch.router,
    audit.router,
    health.router,
    metrics.router,
)

__all__ = ["ROUTERS"]
