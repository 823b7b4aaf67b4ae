"""Langfuse: its callback of LangChain, whose usage counts each class of tokens apart."""

import langchain_scenario
from langfuse import Langfuse
from langfuse.langchain import CallbackHandler
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

langfuse = Langfuse(
    public_key="pk-lf-test",
    secret_key="sk-lf-test",  # noqa: S106 - demanded, and nobody is asked
    span_exporter=OTLPSpanExporter(),
)
config = {
    "callbacks": [CallbackHandler()],
    "metadata": {"langfuse_session_id": "session-1", "langfuse_user_id": "user-1"},
}
langchain_scenario.agent_run(config)
langchain_scenario.streamed_call(config)
langchain_scenario.refused_call(config)
langfuse.shutdown()
