"""OpenTelemetry's own shapes: JSON attributes, the details event, the deprecated prompt and completion."""

import json

import pytest

from tests.kit.messages import Logged, call, contents, result, text
from tocsin.model import Message, MessagePart, PartKind

QUESTION = [{"role": "user", "parts": [{"type": "text", "content": "Weather?"}], "name": None}]
ANSWER = [{"role": "assistant", "parts": [{"type": "text", "content": "Sunny."}], "finish_reason": "stop"}]
DETAILS = "gen_ai.client.inference.operation.details"


def test_a_whole_request_in_place_of_its_messages_is_read_too() -> None:
    assert contents({"gen_ai.input.messages": {"messages": QUESTION}}).input == (text("user", "Weather?"),)


def test_instructions_come_before_the_messages() -> None:
    read = contents(
        {"gen_ai.system_instructions": [{"type": "text", "content": "Be brief."}], "gen_ai.input.messages": QUESTION}
    )
    assert read.input == (text("system", "Be brief."), text("user", "Weather?"))


def test_instructions_that_stand_among_the_messages_too_are_told_once() -> None:
    system = {"role": "system", "content": "Be brief."}
    read = contents({"gen_ai.system_instructions": '"Be brief."', "gen_ai.input.messages": [system, *QUESTION]})
    assert read.input == (text("system", "Be brief."), text("user", "Weather?"))


def test_a_message_encoded_twice_is_decoded_twice() -> None:
    assert contents({"gen_ai.input.messages": json.dumps(json.dumps(QUESTION))}).input == (text("user", "Weather?"),)


@pytest.mark.parametrize("field", ["response", "result"])
def test_calls_and_results_keep_what_joins_them(field: str) -> None:
    asked = {"type": "tool_call", "id": "c1", "name": "weather", "arguments": {"city": "Paris"}}
    answered = {"type": "tool_call_response", "id": "c1", field: {"temp_c": 18}}
    read = contents(
        {"gen_ai.input.messages": [{"role": "assistant", "parts": [asked]}, {"role": "tool", "parts": [answered]}]}
    )
    assert read.input == (call("weather", '{"city": "Paris"}', "c1"), result('{"temp_c": 18}', "c1"))


def test_a_part_of_an_unknown_type_is_kept_whole() -> None:
    strange = {"type": "hologram", "depth": 3}
    (message,) = contents({"gen_ai.input.messages": [{"role": "user", "parts": [strange]}]}).input
    assert message.parts == (MessagePart(PartKind.OTHER, json.dumps(strange)),)


def test_messages_may_come_with_an_event_alone() -> None:
    attributes = {"gen_ai.input.messages": json.dumps(QUESTION), "gen_ai.output.messages": json.dumps(ANSWER)}
    read = contents(logs=[Logged(DETAILS, attributes=attributes)])
    assert (read.input, read.output) == ((text("user", "Weather?"),), (text("assistant", "Sunny.", "stop"),))


def test_what_span_and_event_both_say_is_told_once() -> None:
    attributes = {"gen_ai.input.messages": json.dumps(QUESTION)}
    read = contents(attributes, logs=[Logged(DETAILS, attributes=attributes)])
    assert read.input == (text("user", "Weather?"),)


def test_the_details_may_be_an_event_of_the_span() -> None:
    read = contents(events=[(DETAILS, {"gen_ai.output.messages": json.dumps(ANSWER)})])
    assert read.output == (text("assistant", "Sunny.", "stop"),)


@pytest.mark.parametrize(
    "prompt",
    [
        json.dumps(QUESTION),
        json.dumps({"messages": [{"role": "user", "content": "Weather?"}]}),
        json.dumps("Weather?"),
        "Weather?",
    ],
)
def test_the_deprecated_prompt_is_read_in_every_form_it_had(prompt: str) -> None:
    assert contents({"gen_ai.prompt": prompt}).input == (text("user", "Weather?"),)


@pytest.mark.parametrize(
    "completion", ['{"text": "Sunny.", "finish_reason": "stop"}', '[{"role": "assistant", "content": "Sunny."}]']
)
def test_the_deprecated_completion_is_read_in_every_form_it_had(completion: str) -> None:
    read = contents({"gen_ai.completion": completion, "gen_ai.response.finish_reasons": ["stop"]})
    assert read.output == (text("assistant", "Sunny.", "stop"),)


def test_indexed_messages_are_read_in_the_order_of_their_numbers() -> None:
    attributes = {f"gen_ai.prompt.{i}.content": f"m{i}" for i in (10, 2, 0)} | {
        "gen_ai.prompt.0.role": "system",
        "gen_ai.prompt.2.role": "user",
        "gen_ai.prompt.10.role": "tool",
        "gen_ai.prompt.10.tool_call_id": "c1",
        "gen_ai.prompt.name": "weather",
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.finish_reason": "tool_calls",
        "gen_ai.completion.0.tool_calls.0.id": "c2",
        "gen_ai.completion.0.tool_calls.0.name": "weather",
        "gen_ai.completion.0.tool_calls.0.arguments": '{"city": "Paris"}',
    }
    read = contents(attributes)
    assert read.input == (text("system", "m0"), text("user", "m2"), result("m10", "c1"))
    assert read.output == (call("weather", '{"city": "Paris"}', "c2", "tool_call"),)


def test_content_events_of_the_span_are_read() -> None:
    read = contents(
        events=[
            ("gen_ai.content.prompt", {"gen_ai.prompt": json.dumps([{"role": "user", "content": "Weather?"}])}),
            ("gen_ai.content.completion", {"gen_ai.completion": "Sunny."}),
        ]
    )
    assert (read.input, read.output) == ((text("user", "Weather?"),), (text("assistant", "Sunny."),))


def test_the_newest_convention_wins_where_several_spoke() -> None:
    read = contents(
        {
            "gen_ai.input.messages": QUESTION,
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.content": "Weather?",
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": "Weather?",
            "input.value": json.dumps(QUESTION),
        }
    )
    assert read.input == (text("user", "Weather?"),)


def test_finish_reasons_of_the_span_are_given_to_the_choices_in_order() -> None:
    choices = [{"role": "assistant", "content": "a"}, {"role": "assistant", "content": "b"}]
    read = contents({"gen_ai.output.messages": choices, "gen_ai.response.finish_reasons": ["end_turn", "max_tokens"]})
    assert [message.finish_reason for message in read.output] == ["stop", "length"]


def test_an_answer_without_content_is_still_an_answer() -> None:
    read = contents({"gen_ai.output.messages": [{"role": "assistant", "content": None, "finish_reason": "length"}]})
    assert read.output == (Message("assistant", (), "length"),)
