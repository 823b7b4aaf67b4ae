"""OpenTelemetry as an application sets it up: one exporter over OTLP/HTTP, addressed by the standard variables."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor


def exporting():
    """Return a processor that sends spans to Tocsin."""
    return BatchSpanProcessor(OTLPSpanExporter())


def provider():
    """Return the global provider, sending spans to Tocsin."""
    made = TracerProvider()
    made.add_span_processor(exporting())
    trace.set_tracer_provider(made)
    return made
