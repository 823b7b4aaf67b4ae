"""OpenTelemetry's own instrumentation of the OpenAI client, messages only in log events."""

import scenario
import tracing
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor

provider = tracing.provider()
logs = LoggerProvider()
logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
OpenAIInstrumentor().instrument(tracer_provider=provider, logger_provider=logs)
with trace.get_tracer("app").start_as_current_span("answer with openai"):
    scenario.openai_calls()
provider.shutdown()
logs.shutdown()
