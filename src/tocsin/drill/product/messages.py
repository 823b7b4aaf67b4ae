"""Chat messages in the shape of OpenTelemetry's GenAI conventions: a role and a list of typed parts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Part = Mapping[str, object]
_CHARACTERS_PER_TOKEN = 4
"""The usual rule of thumb for English; the simulation needs plausible counts, not exact ones."""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: str
    parts: Sequence[Part]

    @property
    def text(self) -> str:
        """All text parts, joined."""
        return "".join(str(part["content"]) for part in self.parts if part["type"] == "text")


def text_message(role: str, content: str) -> Message:
    """Return a message of one text part."""
    return Message(role, [{"type": "text", "content": content}])


def tool_call_message(call_id: str, name: str, arguments: Mapping[str, object]) -> Message:
    """Return the assistant's request to run a tool."""
    return Message("assistant", [{"type": "tool_call", "id": call_id, "name": name, "arguments": arguments}])


def tool_response_message(call_id: str, response: Mapping[str, object]) -> Message:
    """Return what the tool answered, for the model to read."""
    return Message("tool", [{"type": "tool_call_response", "id": call_id, "response": response}])


def as_attribute(messages: Sequence[Message], finish_reason: str | None = None) -> str:
    """Return messages as the JSON string that spans carry; `finish_reason` is for output messages."""
    ending = {} if finish_reason is None else {"finish_reason": finish_reason}
    return json.dumps([{"role": message.role, "parts": list(message.parts), **ending} for message in messages])


def count_tokens(text: str) -> int:
    """Estimate the tokens of a text, at least one."""
    return max(len(text) // _CHARACTERS_PER_TOKEN, 1)
