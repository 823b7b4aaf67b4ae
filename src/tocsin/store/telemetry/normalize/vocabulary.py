"""Closed sets: what conventions call kinds of step, vendors, ends of an answer and errors, and our word for each."""

from collections.abc import Mapping


def _inverted(table: Mapping[str, tuple[str, ...]]) -> Mapping[str, str]:
    return {name: canonical for canonical, names in table.items() for name in names}


KIND_OF_OPERATION: Mapping[str, str] = _inverted(
    {
        "llm": (
            "chat",
            "text_completion",
            "generate_content",
            "completion",
            "generate",
            "generation",
            "llm",
            "chat_model",
            "llm_request",
            "decision",
            "realtime_inference",
            "ai.generatetext.dogenerate",
            "ai.streamtext.dostream",
            "ai.generateobject.dogenerate",
            "ai.streamobject.dostream",
            "ai.generatespeech",
            "ai.transcribe",
        ),
        "embedding": ("embeddings", "embedding", "ai.embed.doembed", "ai.embedmany.doembed"),
        "retrieval": ("retrieval", "retriever", "vector_db_retrieve"),
        "rerank": ("rerank", "reranker", "ai.rerank.dorerank"),
        "tool": ("execute_tool", "tool", "ai.toolcall", "tools/call"),
        "agent": ("invoke_agent", "create_agent", "agent"),
        "guardrail": ("guardrail", "run_guardrail", "guardrail.run", "guard"),
        "evaluator": ("evaluator", "human_evaluator"),
        "chain": (
            "invoke_workflow",
            "plan",
            "chain",
            "workflow",
            "task",
            "execute_task",
            "agent_step",
            "execute_event_loop_cycle",
            "ai.generatetext",
            "ai.streamtext",
            "ai.generateobject",
            "ai.streamobject",
            "ai.embed",
            "ai.embedmany",
            "ai.rerank",
        ),
    }
)
"""What a convention calls the step, in lower case, to our span kind. Wrappers of a call are chains: their token counts
repeat those of the calls below, and only calls are counted and priced."""

PREPARATION = "._prepare_chat_with_tools"
"""Ends the name of a step that OpenInference marks as a model call of LlamaIndex, and in which no model is asked."""

VENDOR_SUFFIX = r"\.(chat|responses|embedding|embeddings|messages|completion|completions|image|speech|transcription)$"
"""What the Vercel AI SDK appends to a vendor's name: the endpoint."""

VENDOR_OF_ALIAS: Mapping[str, str] = _inverted(
    {
        "aws.bedrock": ("aws", "amazon", "bedrock", "aws_bedrock", "amazon-bedrock", "amazon_bedrock", "awsbedrock"),
        "azure.ai.openai": ("az.ai.openai", "azure", "azure-openai", "azure_openai"),
        "azure.ai.inference": ("az.ai.inference", "azure_ai"),
        "gcp.gemini": ("gemini", "google", "google.generative-ai", "google_genai", "google-genai"),
        "gcp.vertex_ai": ("vertexai", "vertex_ai", "vertex", "google.vertex", "google_vertexai", "vertex.anthropic"),
        "mistral_ai": ("mistral", "mistralai"),
        "x_ai": ("xai", "x-ai", "grok"),
        "ibm.watsonx.ai": ("watsonx", "watsonx.ai", "ibm"),
        "moonshot_ai": ("moonshot", "moonshotai"),
        "together_ai": ("together", "togetherai", "together.ai"),
        "openai": ("openai", "openai_chat", "openai-chat", "open_ai"),
        "anthropic": ("anthropic", "claude"),
        "cohere": ("cohere", "cohere_chat"),
        "deepseek": ("deepseek",),
        "groq": ("groq",),
        "ollama": ("ollama",),
        "openrouter": ("openrouter",),
        "perplexity": ("perplexity", "perplexity_ai", "pplx"),
        "hugging_face": ("huggingface", "hugging-face"),
        "": (
            *("langchain", "langgraph", "llamaindex", "llama_index", "haystack", "dspy", "litellm", "semantic_kernel"),
            *("strands-agents", "crewai", "autogen", "ag2", "agno", "smolagents", "pydantic-ai", "pydantic_ai"),
            *("microsoft.agent_framework", "google_adk", "openai_agents", "mastra"),
        ),
    }
)
"""Other names of a vendor, in lower case, to its `gen_ai.provider.name`. A name that is not here stays as it is.

Frameworks name themselves where a vendor should stand; they are none.
"""

VENDOR_OF_FAMILY: Mapping[str, str] = _inverted(
    {
        "openai": ("chatgpt", "gpt", "o1", "o3", "o4", "text-embedding-3", "text-embedding-ada"),
        "anthropic": ("claude",),
        "gcp.gemini": ("gemini",),
        "x_ai": ("grok",),
        "": ("gpt-oss", "gpt-neox", "gpt-j", "gpt2"),
    }
)
"""First word of a model's name to the vendor whose it is, for spans that name no vendor. Models that many offer, which
is every open one, stay without."""

FINISH_OF_REASON: Mapping[str, str] = _inverted(
    {
        "stop": ("stop", "end_turn", "stop_sequence", "end", "eos", "complete", "completed"),
        "length": ("length", "max_tokens", "max_output_tokens", "model_length"),
        "tool_call": ("tool_call", "tool_calls", "tool-calls", "tool_use", "function_call"),
        "content_filter": (
            "content_filter",
            "content-filter",
            "content_filtered",
            "refusal",
            "safety",
            "guardrail_intervened",
        ),
        "error": ("error", "failed"),
    }
)
"""What a vendor calls the end of an answer, in lower case, to `finish_reason`; anything else is `unknown`."""

ERROR_SIGNS: Mapping[str, tuple[str, ...]] = {
    "rate_limit": (
        "ratelimit",
        "rate limit",
        "rate_limit",
        "too many requests",
        "toomanyrequests",
        "throttl",
        "resource_exhausted",
        "insufficient_quota",
        "429",
    ),
    "timeout": ("timeout", "timed out", "timedout", "deadline", "408", "504"),
    "context_length": ("context_length", "context length", "context window", "maximum context", "prompt is too long"),
    "content_filter": ("content_filter", "contentfilter", "content filter", "content management policy", "guardrail"),
    "auth": (
        "authentication",
        "unauthenticated",
        "unauthorized",
        "permission",
        "forbidden",
        "invalid api key",
        "invalid_api_key",
        "401",
        "403",
    ),
    "server_error": (
        "internalserver",
        "internal server",
        "server_error",
        "servererror",
        "serviceunavailable",
        "service unavailable",
        "unavailable",
        "overloaded",
        "bad gateway",
        "500",
        "502",
        "503",
        "529",
    ),
    "connection": ("connection", "connecterror", "econnrefused", "econnreset"),
    "not_found": ("notfound", "not found", "not_found", "404"),
    "invalid_request": ("badrequest", "bad request", "invalid_request", "unprocessable", "400", "422"),
    "cancelled": ("cancelled", "canceled", "cancellederror", "aborterror"),
}
"""Class of an error to what tells it, whatever its case, in `error.type`, the exception's type, the HTTP status or the
status message. The first class of this order that has a sign wins: what is particular stands before what is general.
Numbers count as whole words."""

CLASS_OF_SIGN: Mapping[str, str] = _inverted(ERROR_SIGNS)
"""Sign of an error to its class."""
