"""OpenInference, the Vercel AI SDK, and whole requests and responses as Langfuse, MLflow and others dump them."""

import pytest

from tests.kit.messages import call, contents, result, text
from tocsin.model import Message, MessagePart, PartKind, SpanKind

CALL = {"id": "c1", "type": "function", "function": {"name": "weather", "arguments": "{}"}}


def test_openinference_messages_are_unflattened() -> None:
    at = "llm.input_messages"
    read = contents(
        {
            f"{at}.1.message.role": "user",
            f"{at}.1.message.contents.0.message_content.type": "text",
            f"{at}.1.message.contents.0.message_content.text": "What is this?",
            f"{at}.1.message.contents.1.message_content.type": "image",
            f"{at}.1.message.contents.1.message_content.image.image.url": "https://example.com/a.png",
            f"{at}.0.message.role": "system",
            f"{at}.0.message.content": "Be brief.",
            f"{at}.2.message.role": "assistant",
            f"{at}.2.message.tool_calls.0.tool_call.id": "c1",
            f"{at}.2.message.tool_calls.0.tool_call.function.name": "look",
            f"{at}.2.message.tool_calls.0.tool_call.function.arguments": '{"x": 1}',
            f"{at}.3.message.role": "tool",
            f"{at}.3.message.tool_call_id": "c1",
            f"{at}.3.message.content": "a cat",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.content": "A cat.",
            "llm.finish_reason": "stop",
        }
    )
    image = MessagePart(PartKind.MEDIA, "https://example.com/a.png", media_type="image/png")
    asked = Message("user", (MessagePart(PartKind.TEXT, "What is this?"), image))
    assert read.input == (text("system", "Be brief."), asked, call("look", '{"x": 1}', "c1"), result("a cat", "c1"))
    assert read.output == (text("assistant", "A cat.", "stop"),)


def test_a_call_that_is_listed_beside_the_content_that_holds_it_is_told_once() -> None:
    at = "llm.output_messages.0.message"
    read = contents(
        {
            f"{at}.role": "assistant",
            f"{at}.contents.0.message_content.type": "tool_use",
            f"{at}.contents.0.tool_call.id": "c1",
            f"{at}.contents.0.tool_call.function.name": "weather",
            f"{at}.contents.0.tool_call.function.arguments": "{}",
            f"{at}.tool_calls.0.tool_call.id": "c1",
            f"{at}.tool_calls.0.tool_call.function.name": "weather",
            f"{at}.tool_calls.0.tool_call.function.arguments": "{}",
        }
    )
    assert read.output == (call("weather", "{}", "c1"),)


def test_what_a_user_says_to_a_call_is_its_result() -> None:
    at = "llm.input_messages.0.message"
    read = contents({f"{at}.role": "user", f"{at}.tool_call_id": "c1", f"{at}.content": "until 20:00"})
    assert read.input == (Message("user", (MessagePart(PartKind.TOOL_RESULT, "until 20:00", call_id="c1"),)),)


def test_openinference_completions_are_read() -> None:
    read = contents({"llm.prompts.0.prompt.text": "Once upon", "llm.choices.0.completion.text": "a time"})
    assert (read.input, read.output) == ((text("user", "Once upon"),), (text("assistant", "a time"),))


def test_a_vercel_answer_is_one_message() -> None:
    read = contents(
        {
            "ai.prompt": {"system": "Be brief.", "prompt": "Weather?"},
            "ai.response.reasoning": "Hm.",
            "ai.response.text": "Wait.",
            "ai.response.toolCalls": [{"toolCallId": "c1", "toolName": "weather", "input": '{"city": "Paris"}'}],
            "ai.response.finishReason": "tool-calls",
        }
    )
    assert read.input == (text("system", "Be brief."), text("user", "Weather?"))
    parts = (
        MessagePart(PartKind.REASONING, "Hm."),
        MessagePart(PartKind.TEXT, "Wait."),
        MessagePart(PartKind.TOOL_CALL, '{"city": "Paris"}', name="weather", call_id="c1"),
    )
    assert read.output == (Message("assistant", parts, "tool_call"),)


def test_an_object_that_vercel_generated_is_the_answer() -> None:
    read = contents({"ai.prompt.messages": [{"role": "user", "content": "x"}], "ai.response.object": '{"a":1}'})
    assert read.output == (text("assistant", '{"a":1}'),)


@pytest.mark.parametrize(
    "body",
    [
        {"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}], "tools": [CALL]},
        [{"role": "user", "content": "Hi"}],
        {"model": "gpt-5", "input": "Hi"},
        {"model": "gpt-5", "input": [{"role": "user", "content": [{"type": "input_text", "text": "Hi"}]}]},
        {"contents": [{"role": "user", "parts": [{"text": "Hi"}]}]},
        {"contents": [{"parts": [{"text": "Hi"}]}], "config": {"temperature": 1}},
        {"messages": [{"role": "user", "content": [{"text": "Hi"}]}], "modelId": "anthropic.claude"},
        {
            "messages": [
                [{"lc": 1, "type": "constructor", "id": ["langchain", "HumanMessage"], "kwargs": {"content": "Hi"}}]
            ]
        },
        {"messages": [{"type": "human", "content": "Hi"}]},
        {"args": [], "kwargs": {"messages": [{"role": "user", "content": "Hi"}]}},
        {"args": ["Hi"], "kwargs": {}},
        {"prompt": "Hi", "model": "llama"},
    ],
)
@pytest.mark.parametrize("name", ["langfuse.observation.input", "input.value", "mlflow.spanInputs"])
def test_a_request_is_read_whatever_api_it_is_of(name: str, body: object) -> None:
    assert contents({name: body}).input == (text("user", "Hi"),)


@pytest.mark.parametrize(
    "system", ["Be brief.", [{"type": "text", "text": "Be brief."}], {"parts": [{"text": "Be brief."}]}]
)
@pytest.mark.parametrize("name", ["system", "systemInstruction", "instructions"])
def test_instructions_beside_the_messages_of_a_request_come_first(name: str, system: object) -> None:
    read = contents({"input.value": {name: system, "messages": [{"role": "user", "content": "Hi"}]}})
    assert read.input == (text("system", "Be brief."), text("user", "Hi"))


@pytest.mark.parametrize(
    "body",
    [
        {
            "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Yo"}}],
            "id": "x",
        },
        {"choices": [{"text": "Yo", "finish_reason": "stop"}]},
        {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "content": [{"type": "text", "text": "Yo"}],
            "stop_reason": "end_turn",
        },
        {"candidates": [{"content": {"role": "model", "parts": [{"text": "Yo"}]}, "finishReason": "STOP"}]},
        {"text": "Yo", "finish_reason": "stop"},
        {"generations": [[{"text": "Yo", "message": {"kwargs": {}, "content": "Yo", "finish_reason": "stop"}}]]},
    ],
)
def test_a_response_is_read_whatever_api_it_is_of(body: object) -> None:
    assert contents({"output.value": body}).output == (text("assistant", "Yo", "stop"),)


def test_the_items_of_a_responses_answer_are_one_message() -> None:
    body = {
        "output": [
            {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "Hm."}]},
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Yo"}]},
            {"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "weather", "arguments": "{}"},
        ]
    }
    (message,) = contents({"langfuse.observation.output": body}).output
    assert [(part.kind, part.text, part.call_id) for part in message.parts] == [
        (PartKind.REASONING, "Hm.", ""),
        (PartKind.TEXT, "Yo", ""),
        (PartKind.TOOL_CALL, "{}", "c1"),
    ]


@pytest.mark.parametrize("output", ['{"city": "Paris"}', "[1, 2]", "plain", '{"answer": "a", "messages": "b"}'])
def test_an_answer_that_is_data_is_shown_as_it_is(output: str) -> None:
    assert contents({"output.value": output}).output == (text("assistant", output),)


def test_the_input_of_a_step_that_nobody_speaks_in_is_only_that() -> None:
    read = contents({"traceloop.entity.input": {"args": ["x"], "kwargs": {"k": 1}}}, kind=SpanKind.CHAIN)
    assert read.input == (text("input", '{"args": ["x"], "kwargs": {"k": 1}}'),)


def test_embedded_texts_are_input_and_vectors_are_no_output() -> None:
    read = contents({"langfuse.observation.input": ["a", "b"], "output.value": [0.1]}, kind=SpanKind.EMBEDDING)
    assert (read.input, read.output) == ((text("user", "a"), text("user", "b")), ())
    assert contents({"ai.values": ['"a"', '"b"']}, kind=SpanKind.EMBEDDING).input == read.input


@pytest.mark.parametrize(
    "attributes",
    [
        {"gen_ai.tool.name": "weather", "gen_ai.tool.call.id": "c1"}
        | {"gen_ai.tool.call.arguments": '{"a": 1}', "gen_ai.tool.call.result": '{"b": 2}'},
        {"tool.name": "weather", "tool.id": "c1", "input.value": '{"a": 1}', "output.value": '{"b": 2}'},
        {"ai.toolCall.name": "weather", "ai.toolCall.id": "c1", "ai.toolCall.args": '{"a": 1}'}
        | {"ai.toolCall.result": '{"b": 2}'},
        {"traceloop.entity.name": "weather", "gen_ai.tool.call.id": "c1"}
        | {"traceloop.entity.input": '{"args": [], "kwargs": {"a": 1}}', "traceloop.entity.output": '{"b": 2}'},
        {"tool.name": "weather", "tool.id": "c1", "tool.parameters": '{"a": 1}', "output.value": '{"b": 2}'},
    ],
)
def test_a_tool_span_is_a_call_and_its_result(attributes: dict[str, object]) -> None:
    read = contents(attributes, kind=SpanKind.TOOL)
    assert (read.input, read.output) == ((call("weather", '{"a": 1}', "c1"),), (result('{"b": 2}', "c1", "weather"),))


def test_a_tool_without_a_name_has_that_of_its_span() -> None:
    (message,) = contents({"langfuse.observation.input": "x"}, kind=SpanKind.TOOL, name="weather").input
    assert message.parts[0].name == "weather"


@pytest.mark.parametrize(
    ("output", "shown"),
    [
        ('{"role": "tool", "tool_call_id": "c1", "content": "18"}', "18"),
        ('{"role": "tool", "content": {"temp_c":18}}', '{"temp_c": 18}'),
        ('{"temp_c":18}', '{"temp_c":18}'),
        ('{"value":18}', '{"value":18}'),
        ('{"type": "text", "value": "18"}', "18"),
        ('[{"type": "text", "text": "18"}]', "18"),
        ('"18"', "18"),
        ("18", "18"),
    ],
)
def test_a_result_is_shown_as_the_tool_wrote_it_but_unwrapped(output: str, shown: str) -> None:
    (message,) = contents({"output.value": output}, kind=SpanKind.TOOL).output
    assert message.parts[0].text == shown


@pytest.mark.parametrize(
    "output",
    [
        '[{"text": "a", "score": 1}]',
        '[{"type": "document", "content": "a"}]',
        '[{"type": "function", "function": {"name": "weather", "parameters": {}}}]',
    ],
)
def test_a_list_of_somebodys_own_objects_is_no_conversation(output: str) -> None:
    assert contents({"output.value": output}, kind=SpanKind.CHAIN).output == (text("output", output),)


def test_reasoning_that_is_given_twice_is_told_once() -> None:
    message = {"role": "assistant", "content": "a", "reasoning_content": "Hm.", "reasoning": "Hm."}
    (read,) = contents({"gen_ai.output.messages": [message]}).output
    assert [part.kind.value for part in read.parts] == ["reasoning", "text"]
