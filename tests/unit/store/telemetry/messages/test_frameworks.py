"""What frameworks put around messages: LangChain and LangGraph, LlamaIndex, CrewAI, smolagents, each as it was seen."""

import pytest

from tests.kit.messages import call, contents, result, text
from tocsin.model import Message, SpanKind

AI = {"lc": 1, "type": "constructor", "id": ["langchain", "schema", "messages", "AIMessage"], "kwargs": {}}
SAID = AI | {"kwargs": {"content": "Until eight.", "type": "ai"}}
CALLED = AI | {"kwargs": {"content": "", "tool_calls": [{"name": "hours", "args": {"city": "Prague"}, "id": "c1"}]}}
RESULT = {"content": "until 20:00", "type": "tool", "name": "hours", "tool_call_id": "c1"}


@pytest.mark.parametrize(
    ("message", "answer"),
    [(SAID, text("assistant", "Until eight.")), (CALLED, call("hours", '{"city": "Prague"}', "c1"))],
)
def test_an_answer_of_langchain_is_read_out_of_its_generation(message: dict[str, object], answer: Message) -> None:
    generation = {"text": "", "type": "ChatGeneration", "message": message}
    assert contents({"gen_ai.completion": {"generations": [[generation]]}}).output == (answer,)


def test_a_callback_of_langchain_is_read_without_its_tags() -> None:
    asked = {"inputs": {"messages": [{"role": "user", "content": "When?"}]}, "tags": [], "metadata": {}, "kwargs": {}}
    answered = {"outputs": {"messages": [SAID]}, "kwargs": {"tags": []}}
    read = contents({"traceloop.entity.input": asked, "traceloop.entity.output": answered}, kind=SpanKind.CHAIN)
    assert (read.input, read.output) == ((text("user", "When?"),), (text("assistant", "Until eight."),))


COMMAND: dict[str, object] = {"graph": None, "update": {"messages": [SAID]}, "resume": None, "goto": []}


@pytest.mark.parametrize("value", [[COMMAND], {"output": [COMMAND]}])
def test_a_command_of_langgraph_is_read_as_what_it_adds(value: object) -> None:
    read = contents({"output.value": value}, kind=SpanKind.CHAIN)
    assert read.output == (text("assistant", "Until eight."),)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("output.value", {"type": "tool", "data": RESULT}),
        ("langfuse.observation.output", RESULT),
        ("gen_ai.tool.call.result", {"output": AI | {"id": ["x", "ToolMessage"], "kwargs": RESULT}, "kwargs": {}}),
        ("gen_ai.completion", {"output": RESULT}),
        ("output.value", {"blocks": [{"text": "until 20:00"}], "tool_name": "hours", "raw_input": {}}),
    ],
)
def test_a_tools_result_is_read_out_of_its_message(name: str, value: object) -> None:
    read = contents({name: value, "gen_ai.tool.call.id": "c1"}, kind=SpanKind.TOOL, name="hours")
    assert [(part.text, part.call_id) for message in read.output for part in message.parts] == [("until 20:00", "c1")]


@pytest.mark.parametrize(
    "value",
    [
        {"input_str": "{'city': 'Prague'}", "tags": [], "metadata": {}, "inputs": {"city": "Prague"}, "kwargs": {}},
        {"kwargs": {"city": "Prague"}},
        {"args": [], "sanitize_inputs_outputs": True, "kwargs": {"city": "Prague"}},
    ],
)
def test_a_tools_arguments_are_read_out_of_the_call_of_a_function(value: object) -> None:
    read = contents({"input.value": value}, kind=SpanKind.TOOL, name="hours")
    assert read.input == (call("hours", '{"city": "Prague"}', ""),)


def test_the_tools_that_langfuse_lists_behind_the_messages_are_no_messages() -> None:
    tool = {"role": "tool", "content": {"type": "function", "function": {"name": "hours"}}}
    read = contents({"langfuse.observation.input": [{"role": "user", "content": "When?"}, tool]})
    assert read.input == (text("user", "When?"),)


def test_a_role_without_content_gives_way_to_what_says_more() -> None:
    read = contents(
        {
            "llm.input_messages.0.message.role": "user",
            "input.value": {"messages": [{"role": "user", "content": "When?"}]},
            "gen_ai.output.messages": [{"role": "assistant", "parts": [], "finish_reason": "tool_calls"}],
            "gen_ai.completion.0.function_call.name": "hours",
            "gen_ai.completion.0.function_call.arguments": "{}",
        }
    )
    assert read.input == (text("user", "When?"),)
    assert [part.name for message in read.output for part in message.parts] == ["hours"]


def test_a_refused_call_has_no_answer() -> None:
    assert contents({"llm.output_messages.0.message.role": "assistant"}).output == ()


def test_a_crews_answer_is_what_it_says_at_last() -> None:
    dumped = {"raw": "Until eight.", "messages": [{"role": "user", "content": "When?"}]}
    read = contents({"output.value": dumped}, kind=SpanKind.AGENT)
    assert read.output == (text("assistant", "Until eight."),)


def test_roles_that_frameworks_made_up_are_the_common_ones() -> None:
    at = "llm.input_messages"
    read = contents(
        {
            f"{at}.0.message.role": "developer",
            f"{at}.0.message.content": "Be brief.",
            f"{at}.1.message.role": "tool-response",
            f"{at}.1.message.content": "until 20:00",
            "gen_ai.output.messages": [{"role": "unknown", "parts": [{"type": "text", "content": "Until eight."}]}],
        }
    )
    assert read.input == (text("system", "Be brief."), result("until 20:00", ""))
    assert read.output == (text("assistant", "Until eight."),)
