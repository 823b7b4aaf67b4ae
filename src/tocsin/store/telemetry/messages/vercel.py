"""The Vercel AI SDK up to version 6: `ai.prompt*` and `ai.response.*`, before that `ai.result.*`.

Version 7 writes OpenTelemetry's own attributes.
"""

from tocsin.model import Message, MessagePart
from tocsin.store.telemetry.messages.blocks import parts_of, reasoning_part, text_part
from tocsin.store.telemetry.messages.calls import calls_in
from tocsin.store.telemetry.messages.chat import as_messages
from tocsin.store.telemetry.messages.finish import finish_of
from tocsin.store.telemetry.messages.json_text import items_of, loaded, shown
from tocsin.store.telemetry.messages.payload import request_messages
from tocsin.store.telemetry.messages.recorded import Recorded


def vercel_input(recorded: Recorded) -> list[Message]:
    """Return the prompt of a model call, of the function around it, or the values that were embedded."""
    attributes = recorded.attributes
    if text := attributes.get("ai.prompt.messages"):
        return as_messages(loaded(text), "user")
    if text := attributes.get("ai.prompt"):
        return request_messages(loaded(text)) or as_messages(text, "user")
    if text := attributes.get("ai.value"):
        return as_messages(shown(loaded(text)), "user")
    values = items_of(loaded(attributes.get("ai.values", "")))
    return [Message("user", (text_part(shown(_decoded(value))),)) for value in values]


def vercel_output(recorded: Recorded) -> list[Message]:
    """Return the answer as one message: its reasoning, its text or object, its calls and its files."""
    parts = [
        *(reasoning_part(loaded(text)) for text in [_answer(recorded, "reasoning")] if text),
        *(text_part(text) for text in [_answer(recorded, "text") or _answer(recorded, "object")] if text),
        *calls_in(_answer(recorded, "toolCalls")),
        *_files(_answer(recorded, "files")),
    ]
    finish = finish_of(_answer(recorded, "finishReason"))
    return [Message("assistant", tuple(parts), finish)] if parts else []


def _answer(recorded: Recorded, name: str) -> str:
    return recorded.first((f"ai.response.{name}", f"ai.result.{name}"))


def _files(text: str) -> list[MessagePart]:
    files = items_of(loaded(text)) if text else []
    return [part for file in files if isinstance(file, dict) for part in parts_of([file | {"type": "file"}])]


def _decoded(value: object) -> object:
    return loaded(value) if isinstance(value, str) else value
