"""OpenTelemetry GenAI as attributes: `gen_ai.input.messages` and its kin, and the deprecated `gen_ai.prompt` forms.

The same attributes stand on the span, or on an event of the name `gen_ai.client.inference.operation.details`.
"""

from collections.abc import Mapping, Sequence

from tocsin.model import Message
from tocsin.store.telemetry.messages.blocks import parts_of
from tocsin.store.telemetry.messages.chat import as_messages, build_message
from tocsin.store.telemetry.messages.flat import unflattened
from tocsin.store.telemetry.messages.json_text import fields_of, loaded, text_of
from tocsin.store.telemetry.messages.payload import request_messages, response_messages
from tocsin.store.telemetry.messages.recorded import Recorded

_INSTRUCTIONS = "gen_ai.system_instructions"
_INPUT = "gen_ai.input.messages"
_OUTPUT = "gen_ai.output.messages"
DETAILS_EVENT = "gen_ai.client.inference.operation.details"


def current_input(recorded: Recorded) -> list[Message]:
    """Return the messages a model was told by the current attributes, of the span or else of its details event."""
    questions = (_dumped(holder.get(_INPUT, ""), "user") for holder in _holders(recorded))
    return next((told for told in questions if told), [])


def current_output(recorded: Recorded) -> list[Message]:
    """Return the messages a model answered by the current attributes, of the span or else of its details event."""
    answers = (_dumped(holder.get(_OUTPUT, ""), "assistant") for holder in _holders(recorded))
    return next((answered for answered in answers if answered), [])


def with_instructions(messages: Sequence[Message], recorded: Recorded) -> tuple[Message, ...]:
    """Return the input after the instructions that are kept apart from it, unless it has them already."""
    told = next((text for holder in _holders(recorded) if (text := holder.get(_INSTRUCTIONS, ""))), "")
    parts = parts_of(loaded(told))
    system = Message("system", tuple(parts))
    # Some emitters write the instructions both there and as the first message.
    is_repeated = any(message.role == "system" and message.text == system.text for message in messages)
    return tuple(messages) if is_repeated or not parts else (system, *messages)


def deprecated_input(recorded: Recorded) -> list[Message]:
    """Return `gen_ai.prompt` (JSON), `gen_ai.prompt.{i}.*`, or the events `gen_ai.content.prompt`."""
    return _deprecated(recorded, "prompt", "user")


def deprecated_output(recorded: Recorded) -> list[Message]:
    """Return `gen_ai.completion` (JSON), `gen_ai.completion.{i}.*`, or the events `gen_ai.content.completion`."""
    return _deprecated(recorded, "completion", "assistant")


def _holders(recorded: Recorded) -> list[Mapping[str, str]]:
    """Return the attributes of the span, then of its details events, the last one first."""
    logs = sorted(recorded.logs, key=lambda log: log.at_ns, reverse=True)
    events = sorted(recorded.events, key=lambda event: event.at_ns, reverse=True)
    return [
        recorded.attributes,
        *(log.attributes for log in logs if log.event == DETAILS_EVENT),
        *(event.attributes for event in events if event.name == DETAILS_EVENT),
    ]


def _deprecated(recorded: Recorded, what: str, role: str) -> list[Message]:
    name = f"gen_ai.{what}"
    whole = _dumped(recorded.attributes.get(name, ""), role)
    if whole:
        return whole
    indexed = [_indexed(fields_of(item), role) for item in unflattened(recorded.attributes, name)]
    if indexed:
        return indexed
    events = (event for event in recorded.events if event.name == f"gen_ai.content.{what}")
    return [message for event in events for message in _dumped(event.attributes.get(name, ""), role)]


def _dumped(text: str, role: str) -> list[Message]:
    """Return the messages in a text that holds a list of them, a request, a response, or plain words."""
    value = loaded(text)
    read = response_messages if role == "assistant" else request_messages
    return read(value) or as_messages(value, role)


def _indexed(fields: dict[str, object], role: str) -> Message:
    return build_message(fields, text_of(fields.get("role")) or role)
