"""Spans that run a tool: its arguments as a call, its result as the answer to that call."""

from tocsin.model import Message, MessagePart, PartKind
from tocsin.store.telemetry.messages.calls import result_text
from tocsin.store.telemetry.messages.chat import from_langchain
from tocsin.store.telemetry.messages.json_text import fields_of, first_value, loaded, shown
from tocsin.store.telemetry.messages.raw import RAW_INPUTS, RAW_OUTPUTS, function_arguments
from tocsin.store.telemetry.messages.recorded import Recorded

_NAMES = ("gen_ai.tool.name", "tool.name", "ai.toolCall.name", "traceloop.entity.name", "mcp.tool.name")
_CALL_IDS = ("gen_ai.tool.call.id", "tool_call.id", "ai.toolCall.id", "tool.id")
_ARGUMENTS = (
    *("gen_ai.tool.call.arguments", "ai.toolCall.args", "ai.toolCall.input", "tool_arguments"),
    *("gcp.vertex.agent.tool_call_args", "gen_ai.tool.args", "mcp.request.argument"),
    *(*RAW_INPUTS, "gen_ai.prompt", "tool.parameters"),
)
_RESULTS = (
    *("gen_ai.tool.call.result", "ai.toolCall.result", "ai.toolCall.output", "tool_response"),
    *("gcp.vertex.agent.tool_response", "mcp.response.value"),
    *(*RAW_OUTPUTS, "gen_ai.completion"),
)


def tool_input(recorded: Recorded) -> list[Message]:
    """Return the call that the tool was run for; empty when no arguments were recorded."""
    arguments = function_arguments(recorded.first(_ARGUMENTS))
    if not arguments:
        return []
    name = recorded.first(_NAMES) or recorded.name
    part = MessagePart(PartKind.TOOL_CALL, shown(arguments), name=name, call_id=recorded.first(_CALL_IDS))
    return [Message("assistant", (part,))]


def tool_output(recorded: Recorded) -> list[Message]:
    """Return what the tool answered; empty when no result was recorded."""
    text = recorded.first(_RESULTS)
    if not text:
        return []
    value = _unwrapped(loaded(text))
    if isinstance(value, dict) and value.get("role") == "tool":  # the message it becomes, instead of the bare result
        value = first_value(value, ("content", "parts"))
        text = shown(value)
    result = result_text(value)
    # What needs no unwrapping is shown as the tool wrote it.
    if not isinstance(value, str) and result == shown(value):
        result = shown(text)
    part = MessagePart(
        PartKind.TOOL_RESULT,
        result,
        name=recorded.first(_NAMES) or recorded.name,
        call_id=recorded.first(_CALL_IDS),
    )
    return [Message("tool", (part,))]


def _unwrapped(value: object) -> object:
    """Return a result without what LangChain's callbacks and LlamaIndex put around it."""
    if not isinstance(value, dict):
        return value
    inner = fields_of(value.get("output")) if set(value) <= {"output", "kwargs"} else {}
    body = inner or value
    return body["blocks"] if "blocks" in body and "raw_input" in body else from_langchain(body)
