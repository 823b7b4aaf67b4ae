"""OpenInference: openinference-instrumentation-openai and -anthropic."""

import scenario
import tracing
from openinference.instrumentation import using_attributes
from openinference.instrumentation.anthropic import AnthropicInstrumentor
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry import trace

provider = tracing.provider()
OpenAIInstrumentor().instrument(tracer_provider=provider)
AnthropicInstrumentor().instrument(tracer_provider=provider)
with using_attributes(session_id="session-1", user_id="user-1"):
    with trace.get_tracer("app").start_as_current_span("answer with openai"):
        scenario.openai_calls()
    with trace.get_tracer("app").start_as_current_span("answer with anthropic"):
        scenario.anthropic_calls()
provider.shutdown()
