"""What was said in one model call, in one shape whatever instrumentation recorded it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class PartKind(StrEnum):
    """What a part of a message is."""

    TEXT = "text"
    REASONING = "reasoning"
    TOOL_CALL = "tool_call"
    TOOL_RESULT = "tool_result"
    MEDIA = "media"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MessagePart:
    """One part of a message.

    Attributes:
        text: Its content; arguments of a tool call and structured results as JSON text; for media what names it (a
            URL, a file id, or its size), never the bytes.
        name: The tool that is called; empty otherwise.
        call_id: What joins a tool call to its result; empty when unknown.
        media_type: MIME type of media; empty otherwise.
    """

    kind: PartKind
    text: str
    name: str = ""
    call_id: str = ""
    media_type: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation.

    Attributes:
        role: "system", "user", "assistant" or "tool"; another word where the emitter used another.
        finish_reason: Why the model stopped, in OpenTelemetry's words ("stop", "length", "tool_call",
            "content_filter", "error"); empty on input and when unknown.
    """

    role: str
    parts: Sequence[MessagePart]
    finish_reason: str = ""

    @property
    def text(self) -> str:
        """The text parts, joined by line breaks."""
        return "\n".join(part.text for part in self.parts if part.kind is PartKind.TEXT)
