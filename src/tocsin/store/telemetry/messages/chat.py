"""One message of a conversation, in the JSON of any convention or vendor; LangChain's own serialization included."""

from collections.abc import Mapping

from tocsin.model import Message, MessagePart, PartKind
from tocsin.store.telemetry.messages.blocks import (
    block_part,
    is_silent,
    other_part,
    parts_of,
    reasoning_part,
    text_part,
)
from tocsin.store.telemetry.messages.calls import CALL_IDS, call_part, calls_in
from tocsin.store.telemetry.messages.finish import finish_of
from tocsin.store.telemetry.messages.json_text import (
    fields_of,
    first_text,
    first_value,
    items_of,
    text_of,
)
from tocsin.store.telemetry.messages.media import media_part

_ROLES: Mapping[str, str] = {
    "human": "user",
    "ai": "assistant",
    "model": "assistant",
    "function": "tool",
    "developer": "system",
    "tool-call": "assistant",
    "tool-response": "tool",
}
"""Roles of LangChain, Gemini, OpenAI and smolagents, in OpenTelemetry's words."""
_LANGCHAIN_TYPES = frozenset({"human", "ai", "system", "tool", "function", "AIMessageChunk"})
_FINISHES = ("finish_reason", "stop_reason", "finishReason", "stopReason")
_REASONING = ("reasoning_content", "reasoning", "thinking")


def message_of(value: object, default_role: str) -> Message | None:
    """Return the message that a value is, or None when it is none.

    Bare text, reasoning or a bare call is a message of the default role, a bare result one of the tool. A bare medium
    is none: objects of other people have types like "file" and "document" too.
    """
    if not isinstance(value, dict):
        return None
    fields = from_langchain(value)
    role = fields.get("role")
    if isinstance(role, str):
        return build_message(fields, default_role if role in ("", "unknown") else role)
    part = block_part(fields) if isinstance(fields.get("type"), str) else None
    if part is None or part.kind is PartKind.MEDIA:
        return None
    role = "tool" if part.kind is PartKind.TOOL_RESULT else default_role
    return Message(role, () if is_silent(part) else (part,))


def build_message(fields: dict[str, object], role: str) -> Message:
    """Return the message of a role that these fields describe."""
    role = _ROLES.get(role, role)
    content = fields["parts"] if isinstance(fields.get("parts"), list) else fields.get("content")
    parts = [
        *(reasoning_part(thought) for thought in [first_value(fields, _REASONING)] if thought),
        *parts_of(content),
        *(text_part(refusal) for refusal in [text_of(fields.get("refusal"))] if refusal),
        *(media_part(audio | {"type": "audio"}) for audio in [fields_of(fields.get("audio"))] if audio),
    ]
    parts += _not_in(parts, calls_in(fields.get("tool_calls")))
    parts += _not_in(parts, [call_part(call) for call in [fields_of(fields.get("function_call"))] if call])
    if role == "tool" or text_of(fields.get("tool_call_id")):
        parts = _as_results(parts, fields)
    return Message(role, tuple(parts), finish_of(first_value(fields, _FINISHES)))


def _not_in(parts: list[MessagePart], calls: list[MessagePart]) -> list[MessagePart]:
    """Return the calls that are not among the parts: some emitters list a call beside the content that holds it."""
    known = {part.call_id for part in parts if part.kind is PartKind.TOOL_CALL and part.call_id}
    return [call for call in calls if call not in parts and call.call_id not in known]


def conversation(value: object, default_role: str) -> list[Message] | None:
    """Return the messages of a list of messages, or None when anything in it is no message."""
    items = items_of(value)
    if len(items) == 1 and isinstance(items[0], list):  # LangChain wraps each conversation of a batch
        items = items[0]
    messages = [message_of(item, default_role) for item in items if not _is_definition(item)]
    known = [message for message in messages if message is not None]
    return known if known and len(known) == len(messages) else None


def as_messages(value: object, default_role: str) -> list[Message]:
    """Return the messages of what is known to hold messages; whatever is none becomes one that shows it."""
    if value is None or value == "":
        return []
    items = value if isinstance(value, list) else [value]
    return [message_of(item, default_role) or _shown_message(item, default_role) for item in items]


def _shown_message(item: object, role: str) -> Message:
    return Message(role, (text_part(item) if isinstance(item, str) else other_part(item),))


def _as_results(parts: list[MessagePart], fields: dict[str, object]) -> list[MessagePart]:
    """Return the parts of a tool's message: plain text in it is the result of the call that the message names."""
    if any(part.kind is PartKind.TOOL_RESULT for part in parts):
        return parts
    said = [part for part in parts if part.kind in (PartKind.TEXT, PartKind.OTHER)]
    if not said:
        return parts
    result = MessagePart(
        PartKind.TOOL_RESULT,
        text="\n".join(part.text for part in said),
        name=first_text(fields, ("name", "tool_name")),
        call_id=first_text(fields, CALL_IDS),
    )
    return [result, *(part for part in parts if part not in said)]


def _is_definition(item: object) -> bool:
    """Tell whether an item is the definition of a tool, which Langfuse lists behind the messages of LangChain."""
    fields = fields_of(item)
    return fields.get("role") == "tool" and "function" in fields_of(fields.get("content"))


def from_langchain(fields: dict[str, object]) -> dict[str, object]:
    """Return LangChain's message as one with a role; anything else as it is."""
    names = items_of(fields.get("id"))
    if "lc" in fields and names and isinstance(fields.get("kwargs"), dict):
        role = text_of(names[-1]).removesuffix("Chunk").removesuffix("Message").lower()
        return {"role": role, **fields_of(fields["kwargs"])} if role else fields
    kind = text_of(fields.get("type"))
    if kind in _LANGCHAIN_TYPES and "role" not in fields and ("content" in fields or "data" in fields):
        return fields | fields_of(fields.get("data")) | {"role": kind.removesuffix("MessageChunk").lower()}
    return fields
