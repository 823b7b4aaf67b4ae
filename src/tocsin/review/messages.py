"""What was asked and answered in a trace, as a postmortem quotes it."""

from collections.abc import Sequence
from dataclasses import dataclass

from tocsin.model import Message, PartKind, Span, SpanKind, Trace


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
    return Exchange(
        prompt=_last_of(last.input_messages, role="user"),
        response=_last_of(last.output_messages, role="assistant"),
    )


def _is_recorded(span: Span) -> bool:
    return bool(span.input_messages or span.output_messages)


def _last_of(messages: Sequence[Message], role: str) -> str:
    """Return the last message of a role, or the last of all when no message has that role."""
    of_role = [message for message in messages if message.role == role] or messages
    return _quoted(of_role[-1]) if of_role else ""


def _quoted(message: Message) -> str:
    """Return the text of a message, or what it holds instead: the calls it makes, what names its media."""
    if message.text:
        return message.text
    return "\n".join(
        f"{part.name}({part.text})" if part.kind is PartKind.TOOL_CALL else part.text
        for part in message.parts
        if part.kind is not PartKind.REASONING
    )
