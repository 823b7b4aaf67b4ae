"""Telemetry comes from outside: whatever stands where messages should, it is read or shown, and nothing raises."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.kit.messages import Logged, contents, text
from tocsin.model import PartKind, SpanKind
from tocsin.store.telemetry.messages import Contents

NAMES = [
    *("gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.system_instructions", "gen_ai.prompt"),
    *("gen_ai.completion", "gen_ai.prompt.0.content", "gen_ai.prompt.0.tool_calls", "gen_ai.completion.0.role"),
    *("llm.input_messages.0.message", "llm.input_messages.0.message.role", "llm.input_messages.0.message.contents"),
    *("llm.input_messages.0.message.tool_calls.0.tool_call.function", "llm.prompts.0.prompt.text"),
    *("ai.prompt", "ai.prompt.messages", "ai.response.text", "ai.response.toolCalls", "ai.response.files", "ai.values"),
    *("langfuse.observation.input", "langfuse.observation.output", "input.value", "output.value"),
    *("traceloop.entity.input", "traceloop.entity.output", "pydantic_ai.all_messages", "events"),
    *("gen_ai.retrieval.documents", "retrieval.documents.0.document", "gen_ai.response.finish_reasons"),
    *("gen_ai.tool.call.arguments", "gen_ai.tool.call.result", "gen_ai.tool.name"),
]
WORDS = [
    *("role", "content", "parts", "type", "text", "messages", "choices", "message", "tool_calls", "function", "name"),
    *("arguments", "input", "output", "contents", "system", "image_url", "url", "source", "data", "kwargs", "args"),
    *("thinking", "tool_use", "tool_result", "image", "reasoning", "summary", "lc", "id", "user", "tool", "document"),
    *("candidates", "generations", "prompt", "value", "json", "score", "audio", "function_call", "finish_reason"),
]
scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=8)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=20,
)
texts = documents.map(json.dumps) | documents.map(lambda value: json.dumps(json.dumps(value))) | st.text(max_size=20)


def parts(read: Contents) -> list[Any]:
    """Return every part that was read."""
    return [part for message in (*read.input, *read.output) for part in message.parts]


@settings(max_examples=300, deadline=None)
@given(attributes=st.dictionaries(st.sampled_from(NAMES), texts, max_size=6), kind=st.sampled_from(SpanKind))
def test_anything_can_be_read_and_written_as_utf8(attributes: dict[str, str], kind: SpanKind) -> None:
    read = contents(attributes, kind=kind)
    for part in parts(read):
        assert all(isinstance(value, str) for value in (part.text, part.name, part.call_id, part.media_type))
    assert all(isinstance(message.role, str) for message in (*read.input, *read.output))


@settings(max_examples=150, deadline=None)
@given(
    bodies=st.lists(
        st.tuples(st.sampled_from(["gen_ai.user.message", "gen_ai.choice", "gen_ai.tool.message"]), documents)
    )
)
def test_any_body_of_an_event_can_be_read(bodies: list[tuple[str, object]]) -> None:
    read = contents(logs=[Logged(event, body, number) for number, (event, body) in enumerate(bodies)])
    assert len(read.input) + len(read.output) <= len(bodies)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "hostile",
    ["[" * 100_000, "[" * 900 + "]" * 900, '{"content":' * 300 + "1" + "}" * 300, '["a', '{"role": "user"', "9" * 5000],
)
def test_what_cannot_be_read_is_shown_as_it_is(name: str, hostile: str) -> None:
    for kind in SpanKind:
        for part in parts(contents({name: hostile}, kind=kind)):
            assert part.text in (hostile, "") or part.kind is PartKind.TOOL_CALL


def test_nesting_without_end_is_shown_as_text() -> None:
    hostile = "[" * 100_000
    assert contents({"gen_ai.input.messages": hostile}).input == (text("user", hostile),)


def test_a_message_that_was_cut_short_is_shown_as_far_as_it_goes() -> None:
    cut = '[{"role": "user", "parts": [{"type": "text", "content": "Weath'
    assert contents({"gen_ai.input.messages": cut}).input == (text("user", cut),)


def test_half_a_character_is_replaced_and_a_whole_one_kept() -> None:
    raw = '[{"role": "user", "content": "\\ud83d \\ud83d\\ude00"}]'
    assert contents({"gen_ai.input.messages": raw}).input[0].text == "? 😀"


def test_names_that_clash_do_no_harm() -> None:
    read = contents(
        {
            "llm.input_messages.0": "x",
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.content": "Hi",
            "llm.input_messages.99999999999999999999.message.role": "user",
            "llm.input_messages.x.message.role": "user",
            "llm.input_messages." + "0." * 500 + "message": "deep",
        }
    )
    assert text("user", "Hi") in read.input
