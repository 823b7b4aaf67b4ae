"""Builders for what an emitter recorded, and for the messages it should come back as."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tocsin.model import LogRecord, Message, MessagePart, PartKind, SpanEvent, SpanId, SpanKind, TraceId
from tocsin.store.telemetry.messages import Contents, Recorded, messages_of

TRACE = TraceId("ab" * 16)
SPAN = SpanId("cd" * 8)


@dataclass(frozen=True)
class Logged:
    """One log record of the span, by name and body."""

    event: str
    body: object = ""
    at_ns: int = 0
    attributes: Mapping[str, str] | None = None

    def record(self) -> LogRecord:
        """Return it as the store hands it over: a structured body as JSON."""
        body = self.body if isinstance(self.body, str) else json.dumps(self.body)
        return LogRecord(self.at_ns, self.event, 9, body, TRACE, SPAN, "assistant", self.attributes or {}, {})


def contents(
    attributes: Mapping[str, object] | None = None,
    *,
    kind: SpanKind = SpanKind.LLM,
    events: Sequence[tuple[str, Mapping[str, str]]] = (),
    logs: Sequence[Logged] = (),
    name: str = "step",
) -> Contents:
    """Return what is read from a span; attributes that are no text are given as JSON."""
    texts = {key: value if isinstance(value, str) else json.dumps(value) for key, value in (attributes or {}).items()}
    dated = [SpanEvent(number, event, fields) for number, (event, fields) in enumerate(events)]
    return messages_of(Recorded(kind, name, texts, dated, [log.record() for log in logs]))


def text(role: str, words: str, finish: str = "") -> Message:
    """Return a message that is just text."""
    return Message(role, (MessagePart(PartKind.TEXT, words),), finish)


def call(name: str, arguments: str, call_id: str = "", finish: str = "") -> Message:
    """Return an assistant's message that calls a tool."""
    return Message("assistant", (MessagePart(PartKind.TOOL_CALL, arguments, name=name, call_id=call_id),), finish)


def result(words: str, call_id: str = "", name: str = "") -> Message:
    """Return a tool's message."""
    return Message("tool", (MessagePart(PartKind.TOOL_RESULT, words, name=name, call_id=call_id),))


def part(block: object) -> MessagePart:
    """Return the one part that a user's message has whose content is this block."""
    (message,) = contents({"gen_ai.input.messages": [{"role": "user", "content": [block]}]}).input
    (only,) = message.parts
    return only
