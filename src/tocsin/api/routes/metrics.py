"""Our own metrics for Prometheus."""

from fastapi import APIRouter
from fastapi.responses import PlainTextResponse
from prometheus_client import CollectorRegistry, generate_latest

from tocsin.api.inputs import Served
from tocsin.api.metrics import ServerCollector

router = APIRouter(tags=["status"])


class ExpositionResponse(PlainTextResponse):
    """The text format of Prometheus, version 0.0.4."""

    media_type = "text/plain; version=0.0.4"


@router.get("/metrics", summary="Metrics for Prometheus", response_class=ExpositionResponse)
def get_metrics(services: Served) -> ExpositionResponse:
    """Return every metric of docs/metrics.md in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(ServerCollector(services))
    return ExpositionResponse(generate_latest(registry))
