"""Whole requests and responses as emitters dump them: chat completions, Responses, Anthropic, Gemini, Bedrock, Ollama.

Only what is certain is read; the caller shows the rest as it came.
"""

from tocsin.model import Message
from tocsin.store.telemetry.messages.blocks import parts_of, text_part
from tocsin.store.telemetry.messages.chat import build_message, conversation, message_of
from tocsin.store.telemetry.messages.finish import finish_of
from tocsin.store.telemetry.messages.json_text import fields_of, first_text, first_value, items_of, text_of

_SYSTEM = ("system", "system_instruction", "systemInstruction", "instructions")
_LISTS = ("messages", "contents", "input")
_PROMPTS = ("prompt", "input")
_AROUND = frozenset(
    {"model", "tools", "stream", "temperature", "max_tokens", "finish_reason", "kwargs", "tags", "metadata", *_SYSTEM}
)
"""What stands beside the content of a request or an answer and is none itself."""
_TEXTS = ("text", "completion", "response", "output")


def request_messages(value: object) -> list[Message] | None:
    """Return what a model was asked by a request body or a list of messages; None when it is neither."""
    if isinstance(value, list):
        return conversation(value, "user")
    body = fields_of(value)
    if not body:
        return None
    asked = _asked(body)
    if asked is None:
        name = _only(body, ("inputs",)) or _only(body, ("kwargs",))
        return request_messages(body[name]) if name else None
    return [*_instructions(body), *asked]


def response_messages(value: object) -> list[Message] | None:
    """Return what a model answered by a response body, a message or a list of messages; None when it is none."""
    if isinstance(value, list):
        choices = _choices(value) if all(map(_is_choice, value)) else None
        return conversation(value, "assistant") or choices or _updates(value)
    body = fields_of(value)
    message = message_of(body, "assistant")
    if message is not None:
        return [message]
    for key, read in _ANSWERS.items():
        if key in body and (answer := read(body[key])):
            return answer
    if (name := _only(body, _TEXTS)) and isinstance(body[name], str):
        return [Message("assistant", (text_part(text_of(body[name])),), finish_of(body.get("finish_reason")))]
    return None


def _asked(body: dict[str, object]) -> list[Message] | None:
    for name in _LISTS:
        messages = conversation(body.get(name), "user") or _gemini(body.get(name))
        if messages is not None:
            return messages
    # A body that names a model is a request, and what else it holds are settings.
    prompt = first_text(body, _PROMPTS) if "model" in body or _only(body, _PROMPTS) else ""
    if prompt:
        return [Message("user", (text_part(prompt),))]
    single = message_of(body, "user")
    return [single] if single else None


def _gemini(value: object) -> list[Message] | None:
    """Gemini leaves the role of a lone user out, and allows text in place of a list of contents."""
    contents = items_of(value)
    if contents and all(isinstance(item, dict) and isinstance(item.get("parts"), list) for item in contents):
        return [build_message(fields_of(item), text_of(fields_of(item).get("role")) or "user") for item in contents]
    return None


def _instructions(body: dict[str, object]) -> list[Message]:
    found = first_value(body, _SYSTEM) or first_value(fields_of(body.get("config")), _SYSTEM)
    content = found["parts"] if isinstance(found, dict) and "parts" in found else found
    return [Message("system", tuple(parts_of(content)))] if content else []


def _only(body: dict[str, object], names: tuple[str, ...]) -> str | None:
    """Return the name under which a body holds its one content; None when it holds more, which would go unseen."""
    content = [name for name in body if name not in _AROUND or (name in names)]
    return content[0] if len(content) == 1 and content[0] in names else None


def _choices(value: object) -> list[Message] | None:
    """Return one message for each choice of a chat completion, or each candidate of Gemini."""
    messages = []
    for choice in map(fields_of, items_of(value)):
        inner = fields_of(first_value(choice, ("message", "content", "delta")))
        finish = finish_of(first_value(choice, ("finish_reason", "finishReason")))
        if inner:
            message = message_of(inner, "assistant") or build_message(inner, "assistant")
        elif text := first_text(choice, _TEXTS):
            message = Message("assistant", (text_part(text),))
        else:
            return None
        messages.append(Message(message.role, message.parts, finish or message.finish_reason))
    return messages


def _is_choice(item: object) -> bool:
    return isinstance(item, dict) and ("message" in item or "finish_reason" in item)


def _output(value: object) -> list[Message] | None:
    """Return the answer of a Responses body, whose items together are one message, or of a Bedrock one."""
    if isinstance(value, dict):
        return _message(value.get("message"))
    messages = conversation(value, "assistant") or _updates(value) or []
    if any(message.role != "assistant" for message in messages):
        return messages
    finish = next((message.finish_reason for message in messages if message.finish_reason), "")
    return [Message("assistant", tuple(p for m in messages for p in m.parts), finish)] if messages else None


def _message(value: object) -> list[Message] | None:
    message = message_of(value, "assistant")
    return [message] if message else None


def _updates(value: object) -> list[Message] | None:
    """Return the messages by which LangGraph's commands change its state."""
    told = [response_messages(fields_of(item).get("update")) for item in items_of(value)]
    return [message for messages in told if messages for message in messages] if told and all(told) else None


def _raw(value: object) -> list[Message] | None:
    return [Message("assistant", (text_part(value),))] if isinstance(value, str) and value else None


def _generations(value: object) -> list[Message] | None:
    """Return the answers of LangChain's LLMResult: a list of choices for each prompt."""
    nested = items_of(value)
    return _choices(nested[0] if nested and isinstance(nested[0], list) else nested)


def _listed(value: object) -> list[Message] | None:
    return conversation(value, "assistant")


_ANSWERS = {
    "raw": _raw,
    "choices": _choices,
    "candidates": _choices,
    "output": _output,
    "generations": _generations,
    "message": _message,
    "messages": _listed,
    "outputs": response_messages,
}
"""Where a response body holds its answer, to what reads it."""
