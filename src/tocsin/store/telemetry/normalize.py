"""Normalize by table: each canonical column is the first non-empty of the attribute names that conventions give it.

Conventions: OpenTelemetry GenAI (current, deprecated), OpenInference, OpenLLMetry/Traceloop, Vercel AI SDK, Langfuse.
One pass over a span's attributes finds all columns, however many names the table has. Raw attributes are kept whole
beside the columns, so history can be normalized again when a convention moves.
"""

from collections.abc import Mapping

TEXT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "operation": (
        "langfuse.observation.type",
        "openinference.span.kind",
        "gen_ai.operation.name",
        "ai.operationId",
        "traceloop.span.kind",
    ),
    "vendor": ("gen_ai.provider.name", "gen_ai.system", "llm.provider", "llm.system", "ai.model.provider"),
    "request_model": ("gen_ai.request.model", "llm.request.model_name", "ai.model.id"),
    "response_model": (
        "gen_ai.response.model",
        "ai.response.model",
        "llm.response.model_name",
        "llm.model_name",
        "embedding.model_name",
        "reranker.model_name",
        "langfuse.observation.model.name",
    ),
    "prompt_name": ("gen_ai.prompt.name", "langfuse.observation.prompt.name", "traceloop.prompt.key", "prompt.id"),
    "prompt_version": (
        "gen_ai.prompt.version",
        "langfuse.observation.prompt.version",
        "traceloop.prompt.version",
        "llm.prompt_template.version",
    ),
    "tool_name": ("gen_ai.tool.name", "tool.name", "ai.toolCall.name"),
    "journey": ("tocsin.journey",),
    "outcome": ("tocsin.outcome",),
}
"""Canonical text column to span attribute names, best first."""

TOKEN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "input_tokens": (
        "gen_ai.usage.input_tokens",
        "gen_ai.usage.prompt_tokens",
        "llm.token_count.prompt",
        "ai.usage.inputTokens",
        "ai.usage.promptTokens",
        "ai.usage.tokens",
    ),
    "output_tokens": (
        "gen_ai.usage.output_tokens",
        "gen_ai.usage.completion_tokens",
        "llm.token_count.completion",
        "ai.usage.outputTokens",
        "ai.usage.completionTokens",
    ),
    "cache_read_tokens": (
        "gen_ai.usage.cache_read.input_tokens",
        "gen_ai.usage.cache_read_input_tokens",
        "llm.token_count.prompt_details.cache_read",
        "ai.usage.inputTokenDetails.cacheReadTokens",
        "ai.usage.cachedInputTokens",
    ),
    "cache_write_tokens": (
        "gen_ai.usage.cache_write.input_tokens",
        "gen_ai.usage.cache_creation.input_tokens",
        "gen_ai.usage.cache_creation_input_tokens",
        "llm.token_count.prompt_details.cache_write",
        "ai.usage.inputTokenDetails.cacheWriteTokens",
    ),
    "reasoning_tokens": (
        "gen_ai.usage.reasoning.output_tokens",
        "gen_ai.usage.reasoning_tokens",
        "llm.token_count.completion_details.reasoning",
        "ai.usage.outputTokenDetails.reasoningTokens",
        "ai.usage.reasoningTokens",
    ),
}
"""Canonical token column to span attribute names, best first. Input includes cached tokens, output reasoning."""

USAGE_PATHS: Mapping[str, tuple[str, ...]] = {
    "input_tokens": ("prompt_tokens", "input"),
    "output_tokens": ("completion_tokens", "output"),
    "cache_read_tokens": ("prompt_tokens_details.cached_tokens", "input_cached_tokens", "cache_read_input_tokens"),
    "cache_write_tokens": ("input_cache_creation", "cache_creation_input_tokens"),
    "reasoning_tokens": ("completion_tokens_details.reasoning_tokens", "output_reasoning_tokens"),
}
"""Token column to paths inside the JSON of `langfuse.observation.usage_details`, best first."""

KIND_OF_OPERATION: Mapping[str, str] = {
    "chat": "llm",
    "text_completion": "llm",
    "generate_content": "llm",
    "completion": "llm",
    "generation": "llm",
    "llm": "llm",
    "ai.generatetext.dogenerate": "llm",
    "ai.streamtext.dostream": "llm",
    "ai.generateobject.dogenerate": "llm",
    "ai.streamobject.dostream": "llm",
    "embeddings": "embedding",
    "embedding": "embedding",
    "ai.embed.doembed": "embedding",
    "ai.embedmany.doembed": "embedding",
    "retrieval": "retrieval",
    "retriever": "retrieval",
    "rerank": "rerank",
    "reranker": "rerank",
    "execute_tool": "tool",
    "tool": "tool",
    "ai.toolcall": "tool",
    "invoke_agent": "agent",
    "create_agent": "agent",
    "agent": "agent",
    "guardrail": "guardrail",
    "run_guardrail": "guardrail",
    "evaluator": "evaluator",
    "invoke_workflow": "chain",
    "plan": "chain",
    "chain": "chain",
    "workflow": "chain",
    "task": "chain",
    "agent_step": "chain",
    "ai.generatetext": "chain",
    "ai.streamtext": "chain",
    "ai.generateobject": "chain",
    "ai.streamobject": "chain",
    "ai.embed": "chain",
    "ai.embedmany": "chain",
}
"""What a convention calls the step, in lower case, to our span kind. Wrappers of a call are chains: their token counts
repeat those of the calls below, and only calls are counted and priced."""

_USAGE = "langfuse.observation.usage_details"
_INVOCATION = "llm.invocation_parameters"
_VENDOR_SUFFIX = r"\\.(chat|responses|embedding|embeddings|messages|completion)$"
"""What the Vercel AI SDK appends to a vendor's name: the endpoint."""
_PAIRS = "Array(Tuple(String, String))"
RELEASE_ATTRIBUTE_PREFIX = "tocsin.release."
"""`tocsin.release.<axis>` = "<subject>=<version>", or "<version>" of a subject named like its axis."""


_NAMES = tuple(
    name for names in (*TEXT_COLUMNS.values(), *TOKEN_COLUMNS.values(), (_USAGE,), (_INVOCATION,)) for name in names
)
_COLUMNS = tuple(
    column
    for column, names in {**TEXT_COLUMNS, **TOKEN_COLUMNS, "usage": (_USAGE,), "invocation": (_INVOCATION,)}.items()
    for _ in names
)
"""Each attribute name and the column it belongs to, in the order of the table: what comes first wins."""


def found_expression() -> str:
    """Return SQL for the map of canonical columns that a span's attributes give, in one pass over them."""
    names = ", ".join(f"'{name}'" for name in _NAMES)
    columns = ", ".join(f"'{column}'" for column in _COLUMNS)
    ranks = ", ".join(str(rank) for rank in range(1, len(_NAMES) + 1))
    ranked = f"arrayMap(kv -> (transform(kv.1, [{names}], [{ranks}], 0), kv.2), CAST(attributes, '{_PAIRS}'))"
    known = f"arraySort(rv -> rv.1, arrayFilter(rv -> rv.1 > 0 AND rv.2 != '', {ranked}))"
    return f"CAST(arrayMap(rv -> ([{columns}][rv.1], rv.2), {known}), 'Map(String, String)')"


def canonical_columns() -> Mapping[str, str]:
    """Return canonical column to the SQL that computes it from the map `found` and the `resource`."""
    columns = {column: f"found['{column}']" for column in TEXT_COLUMNS}
    columns["vendor"] = f"replaceRegexpOne(found['vendor'], '{_VENDOR_SUFFIX}', '')"
    columns["request_model"] = (
        "if(found['request_model'] = '', JSONExtractString(found['invocation'], 'model'), found['request_model'])"
    )
    columns |= {column: _tokens(column) for column in TOKEN_COLUMNS}
    columns["kind"] = _kind()
    columns["service"] = "if(resource['service.name'] = '', 'unknown_service', resource['service.name'])"
    return columns


def usage_expression() -> str:
    """Return SQL for the token counts that are given as one JSON document, as a tuple; NULL where one is missing."""
    count = "Nullable(UInt32)"
    return (
        f"JSONExtract(found['usage'], 'Tuple(prompt_tokens {count}, input {count}, completion_tokens {count},"
        f" output {count}, input_cached_tokens {count}, cache_read_input_tokens {count}, input_cache_creation {count},"
        f" cache_creation_input_tokens {count}, output_reasoning_tokens {count},"
        f" prompt_tokens_details Tuple(cached_tokens {count}),"
        f" completion_tokens_details Tuple(reasoning_tokens {count}))')"
    )


def _tokens(column: str) -> str:
    inside = ", ".join(f"usage.{path}" for path in USAGE_PATHS[column])
    return f"coalesce(toUInt32OrNull(found['{column}']), {inside})"


def _kind() -> str:
    """Return SQL for the span kind: by operation, else by what only such a span carries."""
    operations = ", ".join(f"'{name}'" for name in KIND_OF_OPERATION)
    kinds = ", ".join(f"'{kind}'" for kind in KIND_OF_OPERATION.values())
    other = (
        "multiIf(operation = '' AND request_model != '', 'llm', operation = '' AND tool_name != '', 'tool', 'other')"
    )
    return f"transform(lower(operation), [{operations}], [{kinds}], {other})"


def releases_pairs() -> str:
    """Return SQL for the pairs ("<axis>:<subject>", version) of everything a span says was live for it."""
    text = f"substring(kv.1, {len(RELEASE_ATTRIBUTE_PREFIX) + 1})"
    subject = f"if(position(kv.2, '=') > 0, substring(kv.2, 1, position(kv.2, '=') - 1), {text})"
    version = "substring(kv.2, position(kv.2, '=') + 1)"
    declared = f"arrayFilter(kv -> startsWith(kv.1, '{RELEASE_ATTRIBUTE_PREFIX}'), CAST(attributes, '{_PAIRS}'))"
    named = f"arrayMap(kv -> (concat({text}, ':', {subject}), {version}), {declared})"
    return f"""arrayConcat(
        if(prompt_name != '', [(concat('prompt:', prompt_name), toString(prompt_version))], CAST([], '{_PAIRS}')),
        if(resource['service.version'] != '', [(concat('code:', service), resource['service.version'])],
            CAST([], '{_PAIRS}')),
        if(request_model != '' AND response_model != '',
            [(concat('model:', vendor, '/', request_model), toString(response_model))], CAST([], '{_PAIRS}')),
        {named})"""
