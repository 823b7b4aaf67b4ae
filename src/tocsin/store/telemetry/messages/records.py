"""One event per message: `gen_ai.{system,user,assistant,tool}.message` and `gen_ai.choice`.

They came as events of the span, as log records that carry its id, or as a JSON list in one attribute (Pydantic AI).
"""

from collections.abc import Iterable, Mapping

from tocsin.model import LogRecord, Message, SpanEvent
from tocsin.store.telemetry.messages.chat import as_messages, build_message
from tocsin.store.telemetry.messages.finish import finish_of
from tocsin.store.telemetry.messages.json_text import fields_of, items_of, loaded, text_of
from tocsin.store.telemetry.messages.recorded import Recorded

_ROLES: Mapping[str, str] = {
    "gen_ai.system.message": "system",
    "gen_ai.user.message": "user",
    "gen_ai.assistant.message": "assistant",
    "gen_ai.tool.message": "tool",
}
_CHOICE = "gen_ai.choice"
_CONTENT_ATTRIBUTES = ("gen_ai.event.content", "gen_ai.event.body")
"""Where .NET and Azure put the body of an event, which events of spans do not have."""
_CONVERSATIONS = ("pydantic_ai.all_messages", "all_messages_events", "events")
"""Pydantic AI: OpenTelemetry messages on the agent; before that, events on the agent and on each call."""

Fields = dict[str, object]
NamedBody = tuple[str, Fields]


def recorded_input(recorded: Recorded) -> list[Message]:
    """Return the messages that came one by one, in order of time."""
    return next((told for bodies in _sources(recorded) if (told := _told(bodies))), [])


def recorded_output(recorded: Recorded) -> list[Message]:
    """Return the choices that came one by one, in order of their index."""
    return next((answered for bodies in _sources(recorded) if (answered := _answered(bodies))), [])


def conversation_input(recorded: Recorded) -> list[Message]:
    """Return all of a conversation kept in one attribute but the answers it ends with."""
    messages = _conversation(recorded)
    return messages[: _turn(messages)]


def conversation_output(recorded: Recorded) -> list[Message]:
    """Return the answers that a conversation kept in one attribute ends with."""
    messages = _conversation(recorded)
    return messages[_turn(messages) :]


def _sources(recorded: Recorded) -> list[list[NamedBody]]:
    """Return the bodies by source: logs, which took the place of span events, come first."""
    return [_of_logs(recorded.logs), _of_events(recorded.events)]


def _told(bodies: list[NamedBody]) -> list[Message]:
    return [build_message(body, text_of(body.get("role")) or _ROLES[name]) for name, body in bodies if name in _ROLES]


def _answered(bodies: list[NamedBody]) -> list[Message]:
    choices = sorted((body for name, body in bodies if name == _CHOICE), key=_index)
    return [_choice(body) for body in choices]


def _choice(body: Fields) -> Message:
    """Return the message of a choice: nested in it, as text or as JSON text; older emitters spread it out instead."""
    said = body.get("message")
    said = loaded(said) if isinstance(said, str) else said
    fields = said if isinstance(said, dict) else {"content": body.get("content") if said is None else said}
    calls = {"tool_calls": body["tool_calls"]} if body.get("tool_calls") else {}
    message = build_message(calls | fields, text_of(fields.get("role")) or "assistant")
    return Message(message.role, message.parts, finish_of(body.get("finish_reason")) or message.finish_reason)


def _index(body: Fields) -> int:
    index = body.get("index")
    if isinstance(index, str) and index.isascii() and index.isdigit():
        return int(index[:9])
    return index if isinstance(index, int) else 0


def _of_logs(logs: Iterable[LogRecord]) -> list[NamedBody]:
    seen: set[tuple[int, str, str]] = set()
    bodies: list[NamedBody] = []
    for log in sorted(logs, key=lambda log: log.at_ns):
        key = (log.at_ns, log.event, log.body)
        if key in seen:  # a record that was sent twice
            continue
        seen.add(key)
        body = loaded(log.body)
        bodies.append((log.event, body if isinstance(body, dict) else {"content": log.body}))
    return bodies


def _of_events(events: Iterable[SpanEvent]) -> list[NamedBody]:
    return [(event.name, _event_body(event)) for event in sorted(events, key=lambda event: event.at_ns)]


def _event_body(event: SpanEvent) -> Fields:
    for name in _CONTENT_ATTRIBUTES:
        body = loaded(event.attributes.get(name, ""))
        if isinstance(body, dict):
            return body
    return dict(event.attributes)


def _conversation(recorded: Recorded) -> list[Message]:
    for name in _CONVERSATIONS:
        items = items_of(loaded(recorded.attributes.get(name, "")))
        if not items:
            continue
        bodies = [(text_of(fields_of(item).get("event.name")), fields_of(item)) for item in items]
        if all(event in _ROLES or event == _CHOICE for event, _ in bodies):
            return _told(bodies) + _answered(bodies)
        if name == _CONVERSATIONS[0]:
            return as_messages(items, "user")
    return []


def _turn(messages: list[Message]) -> int:
    """Return where the answers begin that a conversation ends with."""
    turn = len(messages)
    while turn and messages[turn - 1].role == "assistant":
        turn -= 1
    return turn
