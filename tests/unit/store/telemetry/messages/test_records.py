"""One event per message: as log records, as events of the span, in one attribute."""

import itertools
import json

import pytest

from tests.kit.messages import Logged, call, contents, result, text
from tocsin.model import SpanKind

TOOL_CALLS = [{"id": "c1", "type": "function", "function": {"name": "weather", "arguments": '{"city": "Paris"}'}}]
LOGS = (
    Logged("gen_ai.system.message", {"content": "Be brief."}, 1),
    Logged("gen_ai.user.message", {"content": "Weather?"}, 2),
    Logged("gen_ai.assistant.message", {"tool_calls": TOOL_CALLS}, 3),
    Logged("gen_ai.tool.message", {"content": '{"temp_c": 18}', "id": "c1"}, 4),
    Logged("gen_ai.choice", {"index": 0, "finish_reason": "stop", "message": {"content": "Sunny."}}, 5),
)
TOLD = (
    text("system", "Be brief."),
    text("user", "Weather?"),
    call("weather", '{"city": "Paris"}', "c1"),
    result('{"temp_c": 18}', "c1"),
)


@pytest.mark.parametrize("order", list(itertools.permutations(LOGS))[::17])
def test_log_records_make_one_conversation_in_whatever_order_they_came(order: tuple[Logged, ...]) -> None:
    read = contents(logs=order)
    assert (read.input, read.output) == (TOLD, (text("assistant", "Sunny.", "stop"),))


def test_a_record_that_was_sent_twice_is_told_once() -> None:
    assert contents(logs=[*LOGS, *LOGS]).input == TOLD


def test_choices_come_by_their_index() -> None:
    logs = [Logged("gen_ai.choice", {"index": i, "message": {"content": str(i)}}, 9 - i) for i in (2, 0, 1)]
    assert [message.text for message in contents(logs=logs).output] == ["0", "1", "2"]


def test_span_events_hold_the_same_in_attributes() -> None:
    read = contents(
        events=[
            ("gen_ai.user.message", {"content": "Weather?"}),
            ("gen_ai.assistant.message", {"content": "", "tool_calls": json.dumps(TOOL_CALLS)}),
            ("gen_ai.choice", {"message": "Sunny.", "finish_reason": "end_turn", "index": "0"}),
        ]
    )
    assert read.input == (text("user", "Weather?"), call("weather", '{"city": "Paris"}', "c1"))
    assert read.output == (text("assistant", "Sunny.", "stop"),)


def test_span_events_may_hold_their_body_as_json() -> None:
    body = json.dumps({"message": {"content": "Sunny."}, "finish_reason": "stop"})
    read = contents(events=[("gen_ai.choice", {"gen_ai.event.content": body})])
    assert read.output == (text("assistant", "Sunny.", "stop"),)


def test_blocks_of_bedrock_in_an_event_become_parts() -> None:
    read = contents(events=[("gen_ai.user.message", {"content": '[{"text": "Weather?"}]'})])
    assert read.input == (text("user", "Weather?"),)


def test_logs_and_span_events_of_the_same_messages_are_told_once() -> None:
    read = contents(events=[("gen_ai.user.message", {"content": "Weather?"})], logs=LOGS[:2])
    assert read.input == TOLD[:2]


def test_events_that_an_attribute_lists_are_read() -> None:
    events = [
        {"event.name": "gen_ai.user.message", "role": "user", "content": "Weather?"},
        {"event.name": "gen_ai.choice", "index": 0, "message": {"role": "assistant", "content": "Sunny."}},
    ]
    read = contents({"events": events})
    assert (read.input, read.output) == ((text("user", "Weather?"),), (text("assistant", "Sunny."),))


def test_a_whole_conversation_is_parted_where_the_last_answer_begins() -> None:
    messages = [
        {"role": "user", "parts": [{"type": "text", "content": "Weather?"}]},
        {"role": "assistant", "parts": [{"type": "tool_call", "id": "c1", "name": "weather", "arguments": "{}"}]},
        {"role": "tool", "parts": [{"type": "tool_call_response", "id": "c1", "result": "18"}]},
        {"role": "assistant", "parts": [{"type": "text", "content": "Sunny."}]},
    ]
    attributes = {
        "pydantic_ai.all_messages": messages,
        "final_result": "Sunny.",
        "gen_ai.system_instructions": "Rules.",
    }
    read = contents(attributes, kind=SpanKind.AGENT)
    assert read.input[0] == text("system", "Rules.")
    assert read.input[1:] == (text("user", "Weather?"), call("weather", "{}", "c1"), result("18", "c1"))
    assert read.output == (text("assistant", "Sunny."),)


def test_an_attribute_named_events_that_holds_something_else_is_no_conversation() -> None:
    assert contents({"events": [{"kind": "click"}]}).input == ()


@pytest.mark.parametrize("index", [True, -1, "x", "9" * 5000, None, [], 1e400])
def test_an_index_that_is_no_number_does_no_harm(index: object) -> None:
    logs = [Logged("gen_ai.choice", {"index": index, "message": {"content": "Sunny."}})]
    assert contents(logs=logs).output == (text("assistant", "Sunny."),)
