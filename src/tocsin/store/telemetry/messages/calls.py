"""Calls of tools and their results, in the shapes of OpenTelemetry, OpenAI, Anthropic, Bedrock, Gemini and Vercel."""

from tocsin.model import MessagePart, PartKind
from tocsin.store.telemetry.messages.binary import without_bytes
from tocsin.store.telemetry.messages.json_text import (
    fields_of,
    first_text,
    first_value,
    items_of,
    loaded,
    shown,
    text_of,
)
from tocsin.store.telemetry.messages.media import media_part

# `call_id` before `id`: an item of OpenAI's Responses API has both, and only the former joins call and result.
CALL_IDS = ("tool_call_id", "call_id", "toolCallId", "tool_use_id", "toolUseId", "tool_id", "id")
_NAMES = ("name", "toolName", "tool_name")
_ARGUMENTS = ("arguments", "args", "input", "parameters", "server_tool_call")
_RESULTS = (
    *("response", "result", "output", "content", "tool_response", "server_tool_call_response", "error"),
    "structuredContent",
)
_TYPED_OUTPUT = frozenset({"json", "text", "error-text", "error-json", "content"})
"""The Vercel AI SDK wraps a result as {"type": one of these, "value": ...}."""
_PICTURED = frozenset({"image", "document", "audio", "file"})


def call_part(call: dict[str, object]) -> MessagePart:
    """Return the part that a tool call describes; arguments that are JSON text already stay as they came."""
    inner = fields_of(call.get("function")) or call
    return MessagePart(
        PartKind.TOOL_CALL,
        text=shown(first_value(inner, _ARGUMENTS)),
        name=first_text(inner, _NAMES),
        call_id=first_text(call, CALL_IDS),
    )


def calls_in(value: object) -> list[MessagePart]:
    """Return the tool calls of a message: a list of them, possibly as JSON text; what is no call is no part."""
    calls = loaded(value) if isinstance(value, str) else value
    return [call_part(fields_of(call.get("tool_call")) or call) for call in items_of(calls) if isinstance(call, dict)]


def result_part(block: dict[str, object]) -> MessagePart:
    """Return the part that a tool's result describes."""
    return MessagePart(
        PartKind.TOOL_RESULT,
        text=result_text(first_value(block, _RESULTS)),
        name=first_text(block, _NAMES),
        call_id=first_text(block, CALL_IDS),
    )


def result_text(result: object) -> str:
    """Return a result as text: text blocks joined by line breaks, anything else as JSON."""
    if isinstance(result, dict) and text_of(result.get("type")) in _TYPED_OUTPUT and "value" in result:
        return result_text(result["value"])
    blocks = items_of(result)
    texts = [_block_text(block) for block in blocks]
    if blocks and all(text is not None for text in texts):
        return without_bytes("\n".join(text for text in texts if text is not None))
    return shown(result)


def _block_text(block: object) -> str | None:
    """Return the text of a content block within a result; None for what is no such block."""
    if not isinstance(block, dict):
        return None
    if isinstance(block.get("text"), str) and block.get("type", "text") in ("text", "input_text", "output_text"):
        return text_of(block["text"])
    if set(block) == {"json"}:
        return shown(block["json"])
    if text_of(block.get("type")) in _PICTURED:
        media = media_part(block)
        return f"[{media.media_type or block['type']}: {media.text}]"
    return None
