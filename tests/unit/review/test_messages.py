"""What is read from the messages of a model call, however they were written."""

import json

import pytest

from tests.kit.spans import llm_span
from tocsin.model import Trace
from tocsin.review.messages import last_exchange


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ([{"role": "user", "parts": [{"type": "text", "content": "hi"}]}], "hi"),
        ([{"role": "user", "content": "hi"}], "hi"),
        ([{"role": "user", "content": [{"type": "text", "text": "hi"}]}], "hi"),
        ([{"role": "user", "content": "hi"}, {"role": "tool", "content": "42"}], "hi"),
        ([{"role": "system", "content": "rules"}], "rules"),
        ([{"role": "user", "parts": [{"type": "image"}]}], '{"type": "image"}'),
        (["hi"], '"hi"'),
        ([{"role": "user", "content": None}], "null"),
        ({"role": "user"}, '{"role": "user"}'),
    ],
)
def test_the_last_question_is_found(raw: object, expected: str) -> None:
    span = llm_span({"gen_ai.input.messages": json.dumps(raw)})

    exchange = last_exchange(Trace(span.trace_id, (span,)))

    assert exchange is not None
    assert exchange.prompt == expected


def test_the_last_recorded_call_speaks() -> None:
    first = llm_span({"gen_ai.output.messages": '[{"role": "assistant", "content": "first"}]'}, end_ns=1)
    last = llm_span({"gen_ai.output.messages": '[{"role": "assistant", "content": "last"}]'}, end_ns=2)
    silent = llm_span({}, end_ns=3)

    exchange = last_exchange(Trace(first.trace_id, (first, last, silent)))

    assert exchange is not None
    assert exchange.response == "last"


def test_a_trace_without_messages_has_no_exchange() -> None:
    span = llm_span({})

    assert last_exchange(Trace(span.trace_id, (span,))) is None


def test_messages_nested_without_end_are_shown_as_text() -> None:
    span = llm_span({"gen_ai.input.messages": "[" * 100_000})

    exchange = last_exchange(Trace(span.trace_id, (span,)))

    assert exchange is not None
    assert exchange.prompt.startswith("[[[")
