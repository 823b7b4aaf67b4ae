"""OpenLLMetry: opentelemetry-instrumentation-openai and -anthropic, as the Traceloop SDK ships them."""

import scenario
import tracing
from opentelemetry import trace
from opentelemetry.instrumentation.anthropic import AnthropicInstrumentor
from opentelemetry.instrumentation.openai import OpenAIInstrumentor

provider = tracing.provider()
OpenAIInstrumentor().instrument(tracer_provider=provider)
AnthropicInstrumentor().instrument(tracer_provider=provider)
with trace.get_tracer("app").start_as_current_span("answer with openai"):
    scenario.openai_calls()
with trace.get_tracer("app").start_as_current_span("answer with anthropic"):
    scenario.anthropic_calls()
provider.shutdown()
