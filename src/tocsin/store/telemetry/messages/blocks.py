"""What stands inside a message: content blocks of every vendor and convention become parts.

A block says what it is by `type`, or, with Bedrock and Gemini, by the one key it has. A kind of block that nobody told
us of is kept whole as JSON.
"""

from collections.abc import Callable, Mapping

from tocsin.model import MessagePart, PartKind
from tocsin.store.telemetry.messages.binary import decoded_size, size_text, without_bytes
from tocsin.store.telemetry.messages.calls import call_part, result_part
from tocsin.store.telemetry.messages.json_text import fields_of, first_value, items_of, loaded, shown
from tocsin.store.telemetry.messages.media import media_part

Block = dict[str, object]

_KEYED_FIELDS = 2
"""A block without a type has its one key and at most a flag beside it; more is somebody's own data, shown whole."""
_TEXT_FIELDS = ("content", "text", "value", "refusal", "thinking", "reasoning", "reasoningText", "summary")


def text_part(text: str) -> MessagePart:
    """Return a part that is just text; pictures pasted into it as data URLs are named by type and size."""
    return MessagePart(PartKind.TEXT, without_bytes(text))


def other_part(value: object) -> MessagePart:
    """Return a part of which only its JSON can be shown."""
    return MessagePart(PartKind.OTHER, shown(value))


def reasoning_part(value: object) -> MessagePart:
    """Return the reasoning that a block or a field of a message tells."""
    return MessagePart(PartKind.REASONING, _text_in(value))


def parts_of(content: object) -> list[MessagePart]:
    """Return the parts of a message's content: text, one block, or a list of either; none for empty content."""
    if content is None or content == "":
        return []
    if isinstance(content, str):
        return _blocks_in(content) or [text_part(content)]
    items = content if isinstance(content, list) else [content]
    return [part for item in items if item is not None and not is_silent(part := _part(item))]


def is_silent(part: MessagePart) -> bool:
    """Tell whether a part says nothing, as reasoning does of which a vendor gives the count alone."""
    return not part.text and part.kind in (PartKind.TEXT, PartKind.REASONING)


def block_part(block: Block) -> MessagePart | None:
    """Return the part that a block describes, or None when it is no block of a known kind."""
    kind = block.get("type")
    if isinstance(kind, str):
        read = _BY_TYPE.get(kind)
        return read(block) if read else None
    if len(block) <= _KEYED_FIELDS:
        return next((read(block) for key, read in _BY_KEY.items() if key in block), None)
    return None


def _part(item: object) -> MessagePart:
    if isinstance(item, str):
        return text_part(item)
    return (block_part(item) if isinstance(item, dict) else None) or other_part(item)


def _blocks_in(text: str) -> list[MessagePart]:
    """Return the parts of a content that is JSON text of blocks, as flattened attributes hold it; else nothing."""
    blocks = items_of(loaded(text)) if text.startswith("[") else []
    parts = [block_part(block) for block in blocks if isinstance(block, dict)]
    known = [part for part in parts if part is not None]
    return known if len(known) == len(blocks) else []


def _text_in(value: object) -> str:
    if isinstance(value, dict):
        found = first_value(value, _TEXT_FIELDS)
        return shown(value) if found is None else _text_in(found)
    if isinstance(value, list):
        return "\n".join(map(_text_in, value))
    return shown(value) if not isinstance(value, str) else value


def _text(block: Block) -> MessagePart:
    if block.get("thought") is True:  # Gemini marks reasoning so
        return reasoning_part(block)
    found = first_value(block, _TEXT_FIELDS)
    return text_part("" if found is None else _text_in(found))


def _reasoning(block: Block) -> MessagePart:
    found = [block[name] for name in ("summary", *_TEXT_FIELDS[:-1]) if block.get(name)]
    return MessagePart(PartKind.REASONING, _text_in(found[0]) if found else "")


def _redacted(block: Block) -> MessagePart:
    return MessagePart(PartKind.REASONING, f"redacted, {size_text(decoded_size(shown(block.get('data'))))}")


def _within(key: str, read: Callable[[Block], MessagePart]) -> Callable[[Block], MessagePart]:
    """Return a reader of blocks that hold what they are about under one key."""
    return lambda block: read(fields_of(block[key]))


_BY_TYPE: Mapping[str, Callable[[Block], MessagePart]] = {
    **dict.fromkeys(("text", "input_text", "output_text", "summary_text", "refusal"), _text),
    **dict.fromkeys(("reasoning", "thinking", "reasoning_text"), _reasoning),
    "redacted_thinking": _redacted,
    **dict.fromkeys(
        (
            *("tool_call", "tool-call", "tool_use", "function_call"),
            *("server_tool_call", "server_tool_use", "mcp_tool_use", "custom_tool_call"),
        ),
        call_part,
    ),
    **dict.fromkeys(
        (
            *("tool_call_response", "tool-result", "tool_result", "function_call_output", "server_tool_call_response"),
            *("mcp_tool_result", "web_search_tool_result", "custom_tool_call_output"),
        ),
        result_part,
    ),
    **dict.fromkeys(
        (
            *("image", "image_url", "input_image", "audio", "input_audio", "video", "file", "input_file", "document"),
            *("blob", "uri", "media"),
        ),
        media_part,
    ),
}
"""Kind of block, as OpenTelemetry, OpenAI, Anthropic and the Vercel AI SDK name it, to what reads it."""

_BY_KEY: Mapping[str, Callable[[Block], MessagePart]] = {
    "text": _text,
    "reasoningContent": _within("reasoningContent", _reasoning),
    "toolUse": _within("toolUse", call_part),
    "toolResult": _within("toolResult", result_part),
    "functionCall": _within("functionCall", call_part),
    "function_call": _within("function_call", call_part),
    "functionResponse": _within("functionResponse", result_part),
    "function_response": _within("function_response", result_part),
    **dict.fromkeys(("inlineData", "inline_data", "fileData", "file_data", "image", "document", "video"), media_part),
}
"""The one key by which Bedrock and Gemini say what a block is, to what reads it."""
