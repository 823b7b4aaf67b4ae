"""OpenTelemetry's own instrumentation of the OpenAI client, messages in span attributes."""

import scenario
import tracing
from opentelemetry import trace
from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor

provider = tracing.provider()
OpenAIInstrumentor().instrument(tracer_provider=provider)
with trace.get_tracer("app").start_as_current_span("answer with openai"):
    scenario.openai_calls()
provider.shutdown()
