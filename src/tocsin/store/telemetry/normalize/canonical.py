"""The SQL of each canonical column: what `found` says of it, in the units and the closed sets of the table `spans`."""

from collections.abc import Mapping

from tocsin.model import SpanKind
from tocsin.store.telemetry.normalize.columns import AttributeTable
from tocsin.store.telemetry.normalize.names import (
    EXCLUSIVE_SCOPES,
    RELEASE_ATTRIBUTE_PREFIX,
    TEXT_COLUMNS,
    TOKEN_COLUMNS,
)
from tocsin.store.telemetry.normalize.text import array, quoted
from tocsin.store.telemetry.normalize.vocabulary import (
    CLASS_OF_SIGN,
    FINISH_OF_REASON,
    KIND_OF_OPERATION,
    PREPARATION,
    VENDOR_OF_ALIAS,
    VENDOR_OF_FAMILY,
    VENDOR_SUFFIX,
)

_PAIRS = "Array(Tuple(String, String))"
_LONGEST_DELAY_SECONDS = 86_400
"""A first token after more than a day is a wrong clock."""
_HIGHEST_COST_USD = 1_000_000
"""A call that costs more is a wrong number, infinity included."""
_INTERNAL = (
    "agent_name",
    "model_alias",
    "logfire_shape",
    "plain_input_tokens",
    "plain_output_tokens",
    "cached_apart",
    "cached_within",
)
_STATUS_ERROR = 2


def canonical_columns(table: AttributeTable) -> Mapping[str, str]:
    """Return canonical column to the SQL that computes it from `found`, `resource` and what a span says of itself."""
    plain = {column: table.value(column) for column in TEXT_COLUMNS if column not in _INTERNAL}
    tokens = {column: _count(table.value(column)) for column in TOKEN_COLUMNS if column not in _INTERNAL}
    return {
        **plain,
        **tokens,
        "vendor": _vendor(table),
        "response_model": _response_model(table),
        "input_tokens": _input_tokens(table),
        "output_tokens": _output_tokens(table),
        "finish_reason": _finish_reason(table),
        "error_type": _error_type(table),
        "first_token_seconds": _first_token_seconds(table),
        "reported_cost_usd": _reported_cost(table),
        "kind": _kind(table),
        "service": "if(resource['service.name'] = '', 'unknown_service', resource['service.name'])",
    }


def _count(text: str) -> str:
    """Return SQL for a number of tokens: "12", "12.0" and 12 are 12, anything else is NULL."""
    return f"accurateCastOrNull(toFloat64OrNull({text}), 'UInt32')"


def _response_model(table: AttributeTable) -> str:
    """Return SQL for the model that answered; where a gateway names it by its own alias, the model that it asked."""
    answered, alias, asked = (table.value(column) for column in ("response_model", "model_alias", "request_model"))
    return f"if(least({alias} != '', {answered} = {alias}), {asked}, {answered})"


def _vendor(table: AttributeTable) -> str:
    """Return SQL for the vendor: as it is named, else, where that names a framework or nothing, whose model it is."""
    named = f"replaceRegexpOne({table.value('vendor')}, {quoted('(?i)' + VENDOR_SUFFIX)}, '')"
    known = _let(named, f"transform(lower(it), {array(VENDOR_OF_ALIAS)}, {array(VENDOR_OF_ALIAS.values())}, it)")
    model = f"lower(concat({table.value('response_model')}, {table.value('request_model')}))"
    families = "|".join(sorted(VENDOR_OF_FAMILY, key=len, reverse=True))
    family = f"extract({model}, '^({families})(?:[^a-z]|$)')"
    inferred = f"transform({family}, {array(VENDOR_OF_FAMILY)}, {array(VENDOR_OF_FAMILY.values())}, '')"
    return _let(known, f"if(it = '', {inferred}, it)")


def _input_tokens(table: AttributeTable) -> str:
    """Return SQL for all input tokens: cached ones are added where the emitter counts them apart.

    Where cached tokens exceed the input they cannot be part of it, whoever counted.
    """
    said, plain = _count(table.value("input_tokens")), _count(table.value("plain_input_tokens"))
    apart, within = table.value("cached_apart"), table.value("cached_within")
    is_apart = f"least({apart} != '', {within} = ''), scope IN {EXCLUSIVE_SCOPES}"
    cached = "ifNull(cache_read_tokens, 0) + ifNull(cache_write_tokens, 0)"
    every = (
        f"coalesce({plain} + it + ifNull(input_audio_tokens, 0), {said} + if(greatest({is_apart}, it > {said}), it, 0))"
    )
    return _let(cached, every)


def _output_tokens(table: AttributeTable) -> str:
    """Return SQL for all output tokens: reasoning and sound are added where the emitter counts them apart."""
    said, plain = _count(table.value("output_tokens")), _count(table.value("plain_output_tokens"))
    return f"ifNull({said}, {plain} + ifNull(reasoning_tokens, 0) + ifNull(output_audio_tokens, 0))"


def _finish_reason(table: AttributeTable) -> str:
    reason = f"extract(lower({table.value('finish_reason')}), '[a-z_-]+')"
    known, names = array(["", *FINISH_OF_REASON]), array(["", *FINISH_OF_REASON.values()])
    return f"transform({reason}, {known}, {names}, 'unknown')"


def _error_type(table: AttributeTable) -> str:
    """Return SQL for the class of an error: by the first class that has a sign, else what the span itself calls it."""
    said = "concat(' ', " + ", ' ', ".join(table.value(one) for one in ("error_type", "exception", "http_status"))
    signs = array(f" {sign} " if sign.isdigit() else sign for sign in CLASS_OF_SIGN)
    first = f"multiSearchFirstIndexCaseInsensitive({said}, ' ', status_message, ' '), {signs})"
    numbers, named = f"range(1, {len(CLASS_OF_SIGN) + 1})", f"extract({said}), '\\\\S+')"
    classes = f"transform({first}, {numbers}, {array(CLASS_OF_SIGN.values())}, {named})"
    # Arithmetic on truth values on purpose: OR is rewritten by passes that take a tenth of a small insert.
    is_error = f"greatest(status_code = {_STATUS_ERROR}, {table.value('error_type')} != '')"
    return f"if({is_error}, {classes}, '')"


def _first_token_seconds(table: AttributeTable) -> str:
    """Return SQL for the time to the first token, in seconds, whatever unit or instant it is given in."""
    instant = f"parseDateTime64BestEffortOrNull({table.value('first_token_instant')}, 9, 'UTC')"
    is_streaming = f"lower({table.value('is_streaming')}) = 'true'"
    seconds = ", ".join(
        [
            f"toFloat64OrNull({table.value('first_token_seconds')})",
            f"toFloat64OrNull({table.value('first_token_milliseconds')}) / 1000",
            f"(toUnixTimestamp64Nano({instant}) - toUnixTimestamp64Nano(started_at)) / 1e9",
            f"toFloat64OrNull(if({is_streaming}, {table.value('streamed_first_token_seconds')}, ''))",
        ]
    )
    return _let(f"coalesce({seconds})", f"if(it BETWEEN 0 AND {_LONGEST_DELAY_SECONDS}, it, NULL)")


def _reported_cost(table: AttributeTable) -> str:
    """Return SQL for what the emitter says a call cost; 0 for tokens that were used means that it does not know."""
    cost = f"toFloat64OrNull({table.value('reported_cost_usd')})"
    used = f"concat({table.value('input_tokens')}, {table.value('output_tokens')})"
    return _let(cost, f"multiIf(it = 0, if({used} = '', it, NULL), it BETWEEN 0 AND {_HIGHEST_COST_USD}, it, NULL)")


def _let(value: str, use: str) -> str:
    """Return SQL that names a value `it` for the expression that uses it: written out twice, it is analysed twice."""
    return f"arrayMap(it -> {use}, [{value}])[1]"


def _kind(table: AttributeTable) -> str:
    """Return SQL for the span kind: by a user's rule, else by operation, else by what only such a span carries."""
    hints = (
        f"operation != '', 'other', {table.value('agent_name')} != '', 'agent', request_model != '', 'llm',"
        " tool_name != '', 'tool'"
    )
    operations = f"transform(lower(operation), {array(KIND_OF_OPERATION)}, {array(KIND_OF_OPERATION.values())}"
    kind = f"{operations}, multiIf({hints}, 'other'))"
    # Logfire writes a streamed call as a span that begins it and, at its end, as a log with its answer and usage.
    begins = (
        "startsWith(scope, 'logfire.')",
        f"{table.value('logfire_shape')} = 'span'",
        f"{table.value('request_model')} != ''",
        f"concat({table.value('response_id')}, {table.value('input_tokens')}) = ''",
        f"status_code != {_STATUS_ERROR}",
    )
    no_call = f"greatest(endsWith(name, {quoted(PREPARATION)}), least({', '.join(begins)}))"
    kind = f"if({no_call}, 'chain', {kind})"
    if "kind" not in table.numbers:
        return kind
    kinds = array(SpanKind)
    return f"transform({table.value('kind')}, {kinds}, {kinds}, {kind})"


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
