"""What was asked and answered, read from the attributes of a model call.

OpenTelemetry GenAI writes messages as JSON: `[{"role": ..., "parts": [{"type": "text", "content": ...}]}]`. Whatever
else is found there is shown as it is; telemetry is never trusted to be well formed.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin.model import Span, SpanKind, Trace

_INPUT = "gen_ai.input.messages"
_OUTPUT = "gen_ai.output.messages"


@dataclass(frozen=True, slots=True)
class Exchange:
    """The last question to a model in a trace, and its answer; either is empty when it was not recorded."""

    prompt: str
    response: str


def last_exchange(trace: Trace) -> Exchange | None:
    """Return what the last recorded model call of a trace was asked and answered, or None when none was recorded."""
    calls = [span for span in trace.spans if span.kind is SpanKind.LLM and _is_recorded(span)]
    if not calls:
        return None
    last = max(calls, key=lambda span: span.end_ns)
    return Exchange(prompt=_last_of(last, _INPUT, role="user"), response=_last_of(last, _OUTPUT, role="assistant"))


def _is_recorded(span: Span) -> bool:
    return bool(span.attributes.get(_INPUT) or span.attributes.get(_OUTPUT))


def _last_of(span: Span, attribute: str, role: str) -> str:
    """Return the last message of a role, or the last of all when no message has that role."""
    raw = span.attributes.get(attribute, "")
    try:
        messages = json.loads(raw)
    except (ValueError, RecursionError):  # not JSON, or nested on purpose; as plain text it is harmless
        return raw
    if not isinstance(messages, list) or not messages:
        return raw
    of_role = [message for message in messages if isinstance(message, Mapping) and message.get("role") == role]
    return _text((of_role or messages)[-1])


def _text(message: object) -> str:
    if not isinstance(message, Mapping):
        return _dumped(message)
    parts = message.get("parts", message.get("content", ""))
    if isinstance(parts, str):
        return parts
    if isinstance(parts, Sequence):
        return "\n".join(map(_part, parts))
    return _dumped(parts)


def _part(part: object) -> str:
    if isinstance(part, Mapping):
        content = part.get("content", part.get("text"))
        if isinstance(content, str):
            return content
    return part if isinstance(part, str) else _dumped(part)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
