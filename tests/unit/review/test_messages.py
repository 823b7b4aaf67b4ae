"""What a postmortem quotes of a trace: the last question and its answer, in the words of the message model."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.kit.messages import call, result, text
from tests.kit.spans import llm_span
from tocsin.model import Message, MessagePart, PartKind, Span, Trace
from tocsin.review.messages import Exchange, last_exchange

REASONED = Message("assistant", (MessagePart(PartKind.REASONING, "hm"), MessagePart(PartKind.MEDIA, "a.png, 3 bytes")))


def model_call(told: Sequence[Message] = (), answered: Sequence[Message] = (), end_ns: int = 1) -> Span:
    """Return a model call that recorded these messages."""
    return replace(llm_span({}, end_ns=end_ns), input_messages=told, output_messages=answered)


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([text("user", "hi")], "hi"),
        ([text("system", "rules"), text("user", "first"), text("assistant", "a"), text("user", "second")], "second"),
        ([text("user", "hi"), result("42", "c1")], "hi"),
        ([text("system", "rules")], "rules"),
        ([], ""),
    ],
)
def test_the_last_question_is_found(told: Sequence[Message], expected: str) -> None:
    span = model_call(told, [text("assistant", "yo")])
    assert last_exchange(Trace(span.trace_id, (span,))) == Exchange(expected, "yo")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(call("weather", '{"city": "Paris"}'), 'weather({"city": "Paris"})'), (REASONED, "a.png, 3 bytes")],
)
def test_an_answer_without_words_is_told_by_what_it_holds(answer: Message, expected: str) -> None:
    span = model_call([], [answer])
    assert last_exchange(Trace(span.trace_id, (span,))) == Exchange("", expected)


def test_the_last_recorded_call_speaks() -> None:
    first = model_call(answered=[text("assistant", "first")], end_ns=1)
    last = model_call(answered=[text("assistant", "last")], end_ns=2)
    silent = model_call(end_ns=3)
    exchange = last_exchange(Trace(first.trace_id, (first, last, silent)))
    assert exchange is not None
    assert exchange.response == "last"


def test_a_trace_without_messages_has_no_exchange() -> None:
    span = model_call()
    assert last_exchange(Trace(span.trace_id, (span,))) is None
