"""The table: for each canonical column the attribute names that conventions give it, best first.

Conventions: OpenTelemetry GenAI (current, deprecated) and MCP, OpenInference, OpenLLMetry/Traceloop, Vercel AI SDK (6
and 7), Langfuse, Pydantic AI/Logfire, MLflow, OpenLIT, LiteLLM, Laminar, LangSmith. A name may point into an attribute
that holds JSON (see `DOCUMENTS`): `<attribute>.<member>` or `<attribute>.<member>.<member>`.
"""

from collections.abc import Mapping

_TRACELOOP = "traceloop.association.properties."
_VERCEL = "ai.telemetry.metadata."
_USAGE = "langfuse.observation.usage_details."
_MLFLOW = "mlflow.chat.tokenUsage."
_LOGFIRE = "gen_ai.usage.raw."
_LANGSMITH = "langsmith.metadata.usage_metadata."
_LITELLM = "metadata.usage_object."
_CREWAI = "crewai.crew.usage_metrics."
_VERCEL_ANTHROPIC = "ai.response.providerMetadata.anthropic."


LABEL_PREFIXES = (_TRACELOOP, _VERCEL, "langfuse.trace.metadata.", "metadata.")
"""Where conventions carry labels that an application chose itself."""


def _labels(*names: str) -> tuple[str, ...]:
    return tuple(f"{prefix}{name}" for prefix in LABEL_PREFIXES for name in names)


TEXT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "operation": (
        "langfuse.observation.type",
        "openinference.span.kind",
        "gen_ai.operation.name",
        "ai.operationId",
        "llm.request.type",
        "traceloop.span.kind",
        "lmnr.span.type",
        "mlflow.spanType",
        "langsmith.span.kind",
        "mcp.method.name",
    ),
    "vendor": (
        "gen_ai.provider.name",
        "langsmith.metadata.ls_provider",
        "gen_ai.system",
        "llm.provider",
        "llm.system",
        "ai.model.provider",
        "aisdk.model.provider",
        "mlflow.llm.provider",
        "decision.provider",
        "decision.system",
    ),
    "request_model": (
        "gen_ai.request.model",
        "llm.request.model_name",
        "ai.model.id",
        "aisdk.model.id",
        "mlflow.llm.model",
        "langsmith.metadata.ls_model_name",
        "llm.invocation_parameters.model",
        "embedding.invocation_parameters.model",
        "decision.request.model_name",
    ),
    "response_model": (
        "gen_ai.response.model",
        "ai.response.model",
        "llm.response.model_name",
        "llm.response.model",
        "llm.model_name",
        "embedding.model_name",
        "reranker.model_name",
        "langfuse.observation.model.name",
        "decision.response.model_name",
        "decision.model_name",
    ),
    "model_alias": ("litellm.model_group",),
    "prompt_name": (
        "gen_ai.prompt.name",
        "langfuse.observation.prompt.name",
        "traceloop.prompt.key",
        "prompt.id",
        f"{_VERCEL}langfusePrompt.name",
    ),
    "prompt_version": (
        "gen_ai.prompt.version",
        "langfuse.observation.prompt.version",
        "traceloop.prompt.version",
        "llm.prompt_template.version",
        f"{_VERCEL}langfusePrompt.version",
    ),
    "tool_name": ("gen_ai.tool.name", "tool.name", "ai.toolCall.name"),
    "agent_name": ("agent_name",),
    "logfire_shape": ("logfire.span_type",),
    "journey": ("tocsin.journey",),
    "outcome": ("tocsin.outcome",),
    "user_id": (
        "tocsin.user",
        "user.id",
        "langfuse.user.id",
        "enduser.id",
        f"{_TRACELOOP}user_id",
        f"{_TRACELOOP}userId",
        f"{_VERCEL}userId",
        f"{_VERCEL}user_id",
        "ai.settings.context.userId",
        "gen_ai.user",
        "gen_ai.request.user",
        "llm.user",
        "lmnr.association.properties.user_id",
        "mlflow.trace.user",
        "langsmith.metadata.user_id",
        "metadata.user_id",
        "metadata.user_api_key_end_user_id",
        "enduser.pseudo.id",
    ),
    "session_id": (
        "tocsin.session",
        "session.id",
        "langfuse.session.id",
        "gen_ai.conversation.id",
        f"{_TRACELOOP}session_id",
        f"{_TRACELOOP}sessionId",
        f"{_TRACELOOP}thread_id",
        f"{_TRACELOOP}chat_id",
        f"{_VERCEL}sessionId",
        f"{_VERCEL}session_id",
        "ai.settings.context.sessionId",
        "lmnr.association.properties.session_id",
        "mlflow.trace.session",
        "langsmith.trace.session_id",
        "langsmith.metadata.session_id",
        "langsmith.metadata.thread_id",
        "langsmith.metadata.conversation_id",
        "thread_id",
    ),
    "tenant": (
        "tocsin.tenant",
        "tenant.id",
        "tenant",
        "organization.id",
        *_labels("tenant", "tenant_id", "tenantId", "organization_id"),
    ),
    "team": ("tocsin.team", "team", "team.name", *_labels("team", "team_id"), "metadata.user_api_key_team_alias"),
    "feature": (
        "tocsin.feature",
        "feature",
        "feature.name",
        "app.feature",
        *_labels("feature", "feature_name"),
        "ai.telemetry.functionId",
    ),
    "response_id": ("gen_ai.response.id", "ai.response.id", "llm.response.id"),
    "finish_reason": (
        "gen_ai.response.finish_reasons",
        "gen_ai.response.finish_reason",
        "gen_ai.response.stop_reason",
        "llm.finish_reason",
        "llm.response.finish_reason",
        "llm.response.stop_reason",
        "ai.response.finishReason",
        "gen_ai.completion.0.finish_reason",
        "langfuse.observation.metadata.finish_reason",
    ),
    "error_type": ("error.type",),
    "service_tier": (
        "openai.response.service_tier",
        "gen_ai.openai.response.service_tier",
        "anthropic.response.service_tier",
        "ai.response.providerMetadata.openai.serviceTier",
        "openai.request.service_tier",
        "gen_ai.openai.request.service_tier",
    ),
}
"""Canonical text column to attribute names, best first."""

TOKEN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "input_tokens": (
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.token_count.prompt",
        "llm.usage.prompt_tokens",
        "ai.usage.inputTokens",
        "ai.usage.promptTokens",
        "ai.usage.tokens",
        f"{_USAGE}prompt_tokens",
        f"{_USAGE}input_tokens",
        f"{_MLFLOW}input_tokens",
        f"{_CREWAI}prompt_tokens",
        "decision.token_count.input",
    ),
    "output_tokens": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.token_count.completion",
        "llm.usage.completion_tokens",
        "ai.usage.outputTokens",
        "ai.usage.completionTokens",
        f"{_USAGE}completion_tokens",
        f"{_USAGE}output_tokens",
        f"{_MLFLOW}output_tokens",
        f"{_CREWAI}completion_tokens",
        "decision.token_count.output",
    ),
    "cache_read_tokens": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "gen_ai.usage.cache_read_tokens",
        "gen_ai.usage.details.cache_read_tokens",
        "gen_ai.usage.details.cache_read_input_tokens",
        "gen_ai.usage.details.cached_tokens",
        "gen_ai.usage.input_cached_tokens",
        "llm.token_count.prompt_details.cache_read",
        "llm.token_count.prompt_details.cache_input",
        "ai.usage.inputTokenDetails.cacheReadTokens",
        "ai.usage.cachedInputTokens",
        "ai.response.providerMetadata.openai.cachedPromptTokens",
        f"{_VERCEL_ANTHROPIC}usage.cache_read_input_tokens",
        f"{_USAGE}prompt_tokens_details.cached_tokens",
        f"{_USAGE}input_tokens_details.cached_tokens",
        f"{_USAGE}input_cached_tokens",
        f"{_USAGE}input_cache_read",
        f"{_USAGE}cache_read_input_tokens",
        f"{_MLFLOW}cache_read_input_tokens",
        f"{_LOGFIRE}prompt_tokens_details.cached_tokens",
        f"{_LOGFIRE}input_tokens_details.cached_tokens",
        f"{_LOGFIRE}cache_read_input_tokens",
        f"{_LANGSMITH}input_token_details.cache_read",
        f"{_LITELLM}prompt_tokens_details.cached_tokens",
        f"{_CREWAI}cached_prompt_tokens",
    ),
    "cache_write_tokens": (
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "gen_ai.usage.cache_write_tokens",
        "gen_ai.usage.details.cache_write_tokens",
        "gen_ai.usage.details.cache_creation_input_tokens",
        "llm.token_count.prompt_details.cache_write",
        "ai.usage.inputTokenDetails.cacheWriteTokens",
        f"{_VERCEL_ANTHROPIC}cacheCreationInputTokens",
        f"{_VERCEL_ANTHROPIC}usage.cache_creation_input_tokens",
        f"{_USAGE}input_ephemeral_5m_input_tokens",
        f"{_USAGE}input_cache_creation",
        f"{_USAGE}input_cache_write",
        f"{_USAGE}cache_creation_input_tokens",
        f"{_MLFLOW}cache_creation_input_tokens",
        f"{_LOGFIRE}cache_creation_input_tokens",
        f"{_LANGSMITH}input_token_details.ephemeral_5m_input_tokens",
        f"{_LANGSMITH}input_token_details.cache_creation",
        f"{_LITELLM}cache_creation_input_tokens",
        f"{_CREWAI}cache_creation_tokens",
    ),
    "reasoning_tokens": (
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.reasoning_tokens",
        "gen_ai.usage.details.reasoning_tokens",
        "llm.token_count.completion_details.reasoning",
        "llm.usage.reasoning_tokens",
        "ai.usage.outputTokenDetails.reasoningTokens",
        "ai.usage.reasoningTokens",
        "ai.response.providerMetadata.openai.reasoningTokens",
        f"{_USAGE}completion_tokens_details.reasoning_tokens",
        f"{_USAGE}output_tokens_details.reasoning_tokens",
        f"{_USAGE}output_reasoning_tokens",
        f"{_USAGE}output_reasoning",
        f"{_LOGFIRE}completion_tokens_details.reasoning_tokens",
        f"{_LOGFIRE}output_tokens_details.reasoning_tokens",
        f"{_LANGSMITH}output_token_details.reasoning",
        f"{_LITELLM}completion_tokens_details.reasoning_tokens",
        f"{_CREWAI}reasoning_tokens",
    ),
    "input_audio_tokens": (
        "gen_ai.usage.audio.input_tokens",
        "gen_ai.usage.audio_input_tokens",
        "gen_ai.usage.details.input_audio_tokens",
        "llm.token_count.prompt_details.audio",
        f"{_USAGE}prompt_tokens_details.audio_tokens",
        f"{_USAGE}input_audio_tokens",
        f"{_USAGE}input_audio",
    ),
    "output_audio_tokens": (
        "gen_ai.usage.audio.output_tokens",
        "gen_ai.usage.details.output_audio_tokens",
        "llm.token_count.completion_details.audio",
        f"{_USAGE}completion_tokens_details.audio_tokens",
        f"{_USAGE}output_audio_tokens",
        f"{_USAGE}output_audio",
    ),
    "plain_input_tokens": (f"{_USAGE}input", "ai.usage.inputTokenDetails.noCacheTokens"),
    "plain_output_tokens": (f"{_USAGE}output",),
    "cached_apart": (
        f"{_USAGE}cache_read_input_tokens",
        f"{_USAGE}cache_creation_input_tokens",
        f"{_VERCEL_ANTHROPIC}cacheCreationInputTokens",
        f"{_VERCEL_ANTHROPIC}usage.cache_creation_input_tokens",
    ),
    "cached_within": (f"{_USAGE}prompt_tokens",),
}
"""Canonical token column to attribute names, best first. Input includes cached tokens, output reasoning.

Langfuse's own usage counts each class apart, so its `input` and `output` are what remains: the plain tokens. Where an
emitter hands Anthropic's own usage on (`cached_apart`), all input leaves out what a cache read or wrote; a gateway that
speaks OpenAI's language names the same fields beside whole prompts (`cached_within`).
"""

EXCLUSIVE_SCOPES = (
    "openlit.instrumentation.anthropic",
    "openlit.instrumentation.bedrock",
    "opentelemetry.instrumentation.bedrock",
    "opentelemetry.instrumentation.botocore.bedrock-runtime",
)
"""Scopes whose spans leave cached tokens out of all input, as the usage of Anthropic and Bedrock does."""

NUMBER_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "first_token_seconds": (
        "gen_ai.response.time_to_first_chunk",
        "gen_ai.client.operation.time_to_first_chunk",
    ),
    "first_token_milliseconds": ("ai.response.msToFirstChunk",),
    "first_token_instant": ("langfuse.observation.completion_start_time",),
    "streamed_first_token_seconds": ("gen_ai.server.time_to_first_token", "gen_ai.server.ttft"),
    "is_streaming": ("gen_ai.request.stream", "gen_ai.is_streaming", "llm.is_streaming"),
    "reported_cost_usd": (
        "gen_ai.usage.cost",
        "gen_ai.usage.total_cost",
        "llm.cost.total",
        "operation.cost",
        "litellm.response-cost",
        "gen_ai.cost.total_cost",
        "langfuse.observation.cost_details.total",
        "mlflow.llm.cost.total_cost",
    ),
    "http_status": ("http.response.status_code", "http.status_code"),
}
"""What becomes a duration, an amount or a class of error. OpenLIT sets its time to the first token on calls that do not
stream too, as their whole length, so it counts only where the call says that it streams."""

EVENT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "exception": ("exception",),
    "first_token_seconds": ("First Token Stream Event", "gen_ai.content.completion.chunk", "ai.stream.firstChunk"),
}
"""Columns that span events give: an exception's type, and how long after its start the span says that tokens came."""

RESOURCE_COLUMNS = ("journey", "user_id", "session_id", "tenant", "team", "feature")
"""Columns that a resource may give, by the same names, where the span does not."""

DOCUMENTS = (
    "langfuse.observation.usage_details",
    "langfuse.observation.cost_details",
    "llm.invocation_parameters",
    "embedding.invocation_parameters",
    "ai.response.providerMetadata",
    "ai.telemetry.metadata.langfusePrompt",
    "mlflow.chat.tokenUsage",
    "mlflow.llm.cost",
    "gen_ai.usage.raw",
    "langsmith.metadata.usage_metadata",
    "metadata.usage_object",
    "crewai.crew.usage_metrics",
    "metadata",
)
"""Attributes that hold a JSON object, or a Python one, whose members are read like attributes, two levels deep."""

DEEP_DOCUMENTS = (("ai.response.providerMetadata", "anthropic.usage"),)
"""An attribute, and the path in it to an object that is read like one."""

RELEASE_ATTRIBUTE_PREFIX = "tocsin.release."
"""`tocsin.release.<axis>` = "<subject>=<version>", or "<version>" of a subject named like its axis."""
