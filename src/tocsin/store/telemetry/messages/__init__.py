"""Messages: what was said in one step of a trace, in one model whatever instrumentation recorded it.

One module per shape. For input and for output alike, the newest convention that recorded anything wins, so nothing is
told twice. Everything here comes from outside: what cannot be read is shown as it is, and nothing raises.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import chain, repeat

from tocsin.model import Message, SpanKind
from tocsin.store.telemetry.messages.finish import finish_of
from tocsin.store.telemetry.messages.json_text import items_of, loaded
from tocsin.store.telemetry.messages.openinference import openinference_input, openinference_output
from tocsin.store.telemetry.messages.opentelemetry import (
    current_input,
    current_output,
    deprecated_input,
    deprecated_output,
    with_instructions,
)
from tocsin.store.telemetry.messages.raw import raw_input, raw_output
from tocsin.store.telemetry.messages.recorded import Contents, Recorded
from tocsin.store.telemetry.messages.records import (
    conversation_input,
    conversation_output,
    recorded_input,
    recorded_output,
)
from tocsin.store.telemetry.messages.retrieval import documents_of, retrieval_query
from tocsin.store.telemetry.messages.tools import tool_input, tool_output
from tocsin.store.telemetry.messages.vercel import vercel_input, vercel_output

__all__ = ["Contents", "Recorded", "messages_of"]

Reader = Callable[[Recorded], Sequence[Message]]

_INPUTS: Sequence[Reader] = (
    retrieval_query,
    current_input,
    openinference_input,
    vercel_input,
    conversation_input,
    recorded_input,
    deprecated_input,
    raw_input,
)
"""What reads the input of a step, the newest convention first, whole dumps last."""
_OUTPUTS: Sequence[Reader] = (
    current_output,
    openinference_output,
    vercel_output,
    conversation_output,
    recorded_output,
    deprecated_output,
    raw_output,
)
"""The same for its output."""
_FINISHES = ("gen_ai.response.finish_reasons", "llm.finish_reason", "langfuse.observation.metadata.finish_reason")
_ANSWERING = frozenset({SpanKind.LLM, SpanKind.AGENT})


def messages_of(recorded: Recorded) -> Contents:
    """Return what went into a span and what came out of it, as far as it was recorded; never raises."""
    if recorded.kind is SpanKind.TOOL:
        return Contents(tuple(tool_input(recorded)), tuple(tool_output(recorded)))
    documents = documents_of(recorded)
    told = with_instructions(_first(_INPUTS, recorded), recorded)
    answered = _first(_OUTPUTS, recorded)
    if documents and recorded.kind not in _ANSWERING:
        answered = ()  # the documents are the output, or the dump that they were read from
    return Contents(told, _finished(answered, recorded), tuple(documents))


def _first(readers: Sequence[Reader], recorded: Recorded) -> Sequence[Message]:
    """Return what the first convention recorded that has any content; some write a message's role and no more."""
    bare: Sequence[Message] = ()
    for read in readers:
        messages = read(recorded)
        if messages and any(message.parts for message in messages):
            return messages
        bare = bare or messages or ()
    return bare


def _finished(messages: Sequence[Message], recorded: Recorded) -> tuple[Message, ...]:
    """Return answers with the finish reasons that the span tells where they do not tell it themselves."""
    if recorded.kind is not SpanKind.LLM:
        return tuple(messages)
    told = loaded(recorded.first(_FINISHES))
    reasons = chain(map(finish_of, items_of(told) or [told]), repeat(""))
    finished = (
        replace(message, finish_reason=message.finish_reason or reason)
        for message, reason in zip(messages, reasons, strict=False)
    )
    # A refused call has no answer, of which some emitters write the role.
    return tuple(message for message in finished if message.parts or message.finish_reason)
