"""Normalize by table: each canonical column is the first non-empty of the attribute names that conventions give it.

Names come from the OpenTelemetry GenAI registry (current and deprecated). Raw attributes are kept whole beside the
columns, so history can be normalized again when a convention moves.
"""

from collections.abc import Mapping

TEXT_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "operation": ("gen_ai.operation.name",),
    "vendor": ("gen_ai.provider.name", "gen_ai.system"),
    "request_model": ("gen_ai.request.model",),
    "response_model": ("gen_ai.response.model",),
    "prompt_name": ("gen_ai.prompt.name",),
    "prompt_version": ("gen_ai.prompt.version",),
    "tool_name": ("gen_ai.tool.name",),
    "journey": ("tocsin.journey",),
    "outcome": ("tocsin.outcome",),
}
"""Canonical text column to span attribute names, best first."""

TOKEN_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "input_tokens": ("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    "output_tokens": ("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
    "cache_read_tokens": ("gen_ai.usage.cache_read.input_tokens",),
    "cache_write_tokens": ("gen_ai.usage.cache_write.input_tokens", "gen_ai.usage.cache_creation.input_tokens"),
    "reasoning_tokens": ("gen_ai.usage.reasoning.output_tokens",),
}
"""Canonical token column to span attribute names, best first. Input includes cached tokens, output reasoning."""

KIND_OF_OPERATION: Mapping[str, str] = {
    "chat": "llm",
    "text_completion": "llm",
    "generate_content": "llm",
    "completion": "llm",
    "embeddings": "embedding",
    "retrieval": "retrieval",
    "rerank": "rerank",
    "execute_tool": "tool",
    "invoke_agent": "agent",
    "create_agent": "agent",
    "invoke_workflow": "chain",
    "plan": "chain",
    "run_guardrail": "guardrail",
}
"""`gen_ai.operation.name` to our span kind."""

_PAIRS = "Array(Tuple(String, String))"
RELEASE_ATTRIBUTE_PREFIX = "tocsin.release."
"""`tocsin.release.<axis>` = "<subject>=<version>", or "<version>" of a subject named like its axis."""


def _first_of(names: tuple[str, ...]) -> str:
    if len(names) == 1:
        return f"attributes['{names[0]}']"
    rest = ", ".join(f"nullIf(attributes['{name}'], '')" for name in names)
    return f"coalesce({rest}, '')"


def canonical_columns() -> Mapping[str, str]:
    """Return canonical column to the SQL that computes it from `attributes` and `resource`."""
    columns = {column: _first_of(names) for column, names in TEXT_COLUMNS.items()}
    columns |= {column: f"toUInt32OrNull({_first_of(names)})" for column, names in TOKEN_COLUMNS.items()}
    columns["service"] = "if(resource['service.name'] = '', 'unknown_service', resource['service.name'])"
    return columns


def kind_expression() -> str:
    """Return SQL for the span kind: by operation, else by what only such a span carries."""
    operations = ", ".join(f"'{name}'" for name in KIND_OF_OPERATION)
    kinds = ", ".join(f"'{kind}'" for kind in KIND_OF_OPERATION.values())
    other = (
        "multiIf(operation = '' AND request_model != '', 'llm', operation = '' AND tool_name != '', 'tool', 'other')"
    )
    return f"transform(operation, [{operations}], [{kinds}], {other})"


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
