"""The OpenTelemetry SDK as an application sets it up: a resource, a batch processor, the OTLP/HTTP exporter."""

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

SERVICE = "support-assistant"
QUEUE_SPANS = 16_384
"""Spans that may wait for export; ten times what live traffic makes in one export pause."""
_BATCH_SPANS = 2_048
_EXPORT_PAUSE_SECONDS = 1.0


def tracer_provider(otlp_url: str, service_version: str) -> TracerProvider:
    """Return a provider that exports to an OTLP/HTTP endpoint.

    Args:
        otlp_url: Base URL, e.g. "http://127.0.0.1:4318".
        service_version: The code version this provider's spans are emitted by.
    """
    provider = TracerProvider(
        resource=Resource.create(
            {
                "service.name": SERVICE,
                "service.version": service_version,
                "deployment.environment.name": "demo",
            }
        )
    )
    provider.add_span_processor(
        BatchSpanProcessor(
            OTLPSpanExporter(endpoint=f"{otlp_url.rstrip('/')}/v1/traces"),
            max_queue_size=QUEUE_SPANS,
            schedule_delay_millis=_EXPORT_PAUSE_SECONDS * 1000,
            max_export_batch_size=_BATCH_SPANS,
        )
    )
    return provider
