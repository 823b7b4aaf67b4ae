"""Langfuse: its own client around the OpenAI client, its spans sent to an exporter of ours."""

import scenario
from langfuse import Langfuse, propagate_attributes
from langfuse.openai import openai as _wrapped  # noqa: F401 - the import instruments the client
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

langfuse = Langfuse(
    public_key="pk-lf-test",
    secret_key="sk-lf-test",  # noqa: S106 - demanded, and nobody is asked
    span_exporter=OTLPSpanExporter(),
)
with (
    langfuse.start_as_current_observation(as_type="agent", name="answer with openai"),
    propagate_attributes(session_id="session-1", user_id="user-1"),
):
    scenario.openai_calls()
with langfuse.start_as_current_observation(as_type="span", name="answer with responses"):
    scenario.responses_call()
langfuse.shutdown()
