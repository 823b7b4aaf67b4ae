"""What instrumentation dumps when it knows no better: a step's whole input and output, as text or as JSON."""

from tocsin.model import Message, SpanKind
from tocsin.store.telemetry.messages.blocks import text_part
from tocsin.store.telemetry.messages.json_text import fields_of, items_of, loaded, shown
from tocsin.store.telemetry.messages.payload import request_messages, response_messages
from tocsin.store.telemetry.messages.recorded import Recorded

RAW_INPUTS = (
    *("langfuse.observation.input", "mlflow.spanInputs", "lmnr.span.input", "gcp.vertex.agent.llm_request"),
    *("input.value", "traceloop.entity.input", "request_data", "input"),
)
"""Attributes that hold a step's input, best first."""
RAW_OUTPUTS = (
    *("langfuse.observation.output", "mlflow.spanOutputs", "lmnr.span.output", "gcp.vertex.agent.llm_response"),
    *("output.value", "traceloop.entity.output", "response_data", "final_result", "output"),
)
"""Attributes that hold a step's output, best first."""

_SPEAKING = frozenset({SpanKind.LLM, SpanKind.AGENT, SpanKind.RETRIEVAL, SpanKind.EMBEDDING, SpanKind.RERANK})
"""Kinds of span whose input is somebody's words; the input of any other step is just that."""


def raw_input(recorded: Recorded) -> list[Message]:
    """Return the input that was dumped: as messages where it is a request, otherwise as it came."""
    text = _spoken(recorded.first(RAW_INPUTS))
    value = loaded(text)
    if messages := request_messages(value):
        return messages
    role = "user" if recorded.kind in _SPEAKING else "input"
    if recorded.kind is SpanKind.EMBEDDING and all(isinstance(item, str) for item in items_of(value)):
        return [_said(role, str(item)) for item in items_of(value)] or _shown(role, text)
    return _shown(role, text)


def raw_output(recorded: Recorded) -> list[Message]:
    """Return the output that was dumped: as messages where it is a response, otherwise as it came."""
    if recorded.kind is SpanKind.EMBEDDING:
        return []  # vectors; nobody said anything
    text = recorded.first(RAW_OUTPUTS)
    role = "assistant" if recorded.kind in _SPEAKING else "output"
    return response_messages(loaded(text)) or _shown(role, text)


def function_arguments(text: str) -> str:
    """Return the arguments of a traced Python function, written as {"args": [...], "kwargs": {...}}, in fewer words.

    No arguments are nothing; anything that is not such a call comes back as it is.
    """
    body = fields_of(loaded(text))
    if "input_str" in body:  # LangChain's callback, of which the rest is its own
        return shown(body.get("inputs") or body["input_str"])
    args, kwargs = body.get("args"), body.get("kwargs")
    if not set(body) or set(body) - {"args", "kwargs", "sanitize_inputs_outputs"} or (args and kwargs):
        return text
    return shown(args or kwargs or None)


def _spoken(text: str) -> str:
    """Return the one text that a function was called with, else its arguments."""
    arguments = function_arguments(text)
    positional = items_of(loaded(arguments)) if arguments != text else []
    return positional[0] if len(positional) == 1 and isinstance(positional[0], str) else arguments


def _shown(role: str, text: str) -> list[Message]:
    """Return the text as a message; JSON that is just a string loses its quotes."""
    value = loaded(text)
    return [_said(role, shown(value if isinstance(value, str) else text))] if text else []


def _said(role: str, text: str) -> Message:
    return Message(role, (text_part(text),))
