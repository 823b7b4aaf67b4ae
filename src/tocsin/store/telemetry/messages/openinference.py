"""OpenInference: messages, prompts and texts flattened into attributes (its spec, semantic_conventions.md)."""

from tocsin.model import Message
from tocsin.store.telemetry.messages.blocks import text_part
from tocsin.store.telemetry.messages.chat import build_message
from tocsin.store.telemetry.messages.flat import unflattened
from tocsin.store.telemetry.messages.json_text import fields_of, items_of, text_of
from tocsin.store.telemetry.messages.recorded import Recorded


def openinference_input(recorded: Recorded) -> list[Message]:
    """Return `llm.input_messages`, else `llm.prompts`, else the texts that were embedded."""
    attributes = recorded.attributes
    return (
        _messages(unflattened(attributes, "llm.input_messages"), "user")
        or _texts(unflattened(attributes, "llm.prompts"), ("prompt", "text"), "user")
        or _texts(unflattened(attributes, "embedding.embeddings"), ("embedding", "text"), "user")
    )


def openinference_output(recorded: Recorded) -> list[Message]:
    """Return `llm.output_messages`, else `llm.choices`."""
    attributes = recorded.attributes
    return _messages(unflattened(attributes, "llm.output_messages"), "assistant") or _texts(
        unflattened(attributes, "llm.choices"), ("completion", "text"), "assistant"
    )


def _messages(items: list[object], default_role: str) -> list[Message]:
    found = [fields_of(fields_of(item).get("message")) for item in items]
    return [_message(fields, default_role) for fields in found if fields]


def _message(fields: dict[str, object], default_role: str) -> Message:
    contents = [_block(fields_of(item)) for item in items_of(fields.get("contents"))]
    if contents:
        fields = fields | {"content": contents}
    if isinstance(fields.get("function_call_name"), str):
        call = {"name": fields["function_call_name"], "arguments": fields.get("function_call_arguments_json")}
        fields = fields | {"function_call": call}
    return build_message(fields, text_of(fields.get("role")) or default_role)


def _block(item: dict[str, object]) -> dict[str, object]:
    """Return a content block without the names around it: {"message_content": {"type": ...}, "tool_call": {...}}."""
    return fields_of(item.get("message_content")) | fields_of(item.get("tool_call")) or item


def _texts(items: list[object], path: tuple[str, str], role: str) -> list[Message]:
    """Return one message for each flattened text, found below two names."""
    texts = [text_of(fields_of(fields_of(item).get(path[0])).get(path[1])) for item in items]
    return [Message(role, (text_part(text),)) for text in texts if text]
