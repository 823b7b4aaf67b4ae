"""What of a request is stored."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.kit.otlp import chat, request, root, trace_id
from tocsin.errors import InvalidInput
from tocsin.ingest.admission import admit

LIMIT = 1_000


def test_good_bytes_are_stored_as_they_came() -> None:
    body = request([root(), chat()], trace=trace_id(1)).SerializeToString()
    admitted = admit(body, LIMIT)
    assert admitted.request is not None
    assert (admitted.request.body, admitted.spans, admitted.message) == (body, 2, "")


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("trace_id", b"", "trace_id"),
        ("trace_id", bytes(16), "trace_id"),
        ("span_id", b"\x01" * 7, "span_id"),
        ("start_time_unix_nano", 0, "start and end"),
        ("end_time_unix_nano", 2**63, "start and end"),
    ],
)
def test_a_span_that_can_never_be_is_refused_and_its_neighbours_are_not(
    field: str, value: bytes | int, reason: str
) -> None:
    message = request([root(), chat()], trace=trace_id(1))
    setattr(message.resource_spans[0].scope_spans[0].spans[0], field, value)
    admitted = admit(message.SerializeToString(), LIMIT)
    assert (admitted.spans, sum(admitted.rejected.values())) == (1, 1)
    assert admitted.message.startswith("1 span rejected: ")
    assert reason in admitted.message


def test_a_request_of_refused_spans_stores_nothing() -> None:
    message = request([root()], trace=trace_id(1))
    message.resource_spans[0].scope_spans[0].spans[0].trace_id = b""
    assert admit(message.SerializeToString(), LIMIT).request is None


def test_a_huge_value_is_cut_at_a_character_and_counted() -> None:
    message = request([root(text="ö" * LIMIT, short="ok")], trace=trace_id(1))
    admitted = admit(message.SerializeToString(), LIMIT)
    assert admitted.request is not None
    stored = type(message).FromString(admitted.request.body)
    text, short, cut = stored.resource_spans[0].scope_spans[0].spans[0].attributes
    assert (text.value.string_value, short.value.string_value) == ("ö" * (LIMIT // 2), "ok")
    assert (cut.key, [name.string_value for name in cut.value.array_value.values]) == ("tocsin.cut", ["text"])
    assert admitted.message == "1 value truncated"


def test_the_same_bytes_have_the_same_digest_and_others_another() -> None:
    def digest(number: int) -> int:
        request_ = admit(request([root()], trace=trace_id(number)).SerializeToString(), LIMIT).request
        assert request_ is not None
        return request_.digest

    assert digest(1) == digest(1) != digest(2)


@given(st.binary(max_size=300))
def test_any_bytes_are_admitted_or_refused_and_never_crash(body: bytes) -> None:
    try:
        admitted = admit(body, LIMIT)
    except InvalidInput:
        return
    assert admitted.spans >= 0
