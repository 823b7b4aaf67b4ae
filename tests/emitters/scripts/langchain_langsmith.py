"""LangSmith: LangChain's own tracer, writing OpenTelemetry spans alone."""

import os

os.environ |= {
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_OTEL_ENABLED": "true",
    "LANGSMITH_OTEL_ONLY": "true",
    "LANGSMITH_API_KEY": "none",
    "LANGSMITH_ENDPOINT": "http://127.0.0.1:1",
}

import langchain_scenario
import tracing
from langchain_core.tracers.langchain import wait_for_all_tracers

provider = tracing.provider()
langchain_scenario.agent_run({"metadata": {"session_id": "session-1", "user_id": "user-1"}})
wait_for_all_tracers()
provider.shutdown()
