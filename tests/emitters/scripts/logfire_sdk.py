"""Logfire: its instrumentation of the OpenAI client."""

import logfire
import scenario
import tracing

logfire.configure(
    send_to_logfire=False,
    console=False,
    service_name="logfire_sdk",
    additional_span_processors=[tracing.exporting()],
)
logfire.instrument_openai()
with logfire.span("answer with openai"):
    scenario.openai_calls()
logfire.shutdown()
