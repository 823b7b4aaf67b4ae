"""OTLP/JSON becomes the protobuf bytes that a protobuf exporter would have sent."""

import base64
import json

import pytest
from google.protobuf import json_format
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.kit.otlp import SpanSpec, request, root, span_id, trace_id
from tocsin.errors import InvalidInput
from tocsin.ingest.otlp_json import protobuf_of_json
from tocsin.ingest.signals import LOGS, METRICS, TRACES, OtlpSignal


def test_hexadecimal_ids_are_the_ids() -> None:
    message = request([root(n=1), SpanSpec("child", span_id(2), parent=span_id(1))], trace=trace_id(0xABC))
    document = json_format.MessageToDict(message)
    for span in document["resourceSpans"][0]["scopeSpans"][0]["spans"]:
        for field in ("traceId", "spanId", "parentSpanId"):
            if field in span:
                span[field] = base64.b64decode(span[field]).hex()
    assert type(message).FromString(protobuf_of_json(json.dumps(document).encode())) == message


def test_base64_ids_of_protobuf_minded_exporters_are_understood() -> None:
    message = request([root()], trace=trace_id(7))
    assert type(message).FromString(protobuf_of_json(json_format.MessageToJson(message).encode())) == message


def test_unknown_fields_are_passed_over() -> None:
    assert protobuf_of_json(b'{"resourceSpans": [], "fromTheFuture": 1}') == b""


@pytest.mark.parametrize(
    "body",
    [b"", b"no json", b"[]", b'"text"', b'{"resourceSpans": 1}', b'{"resourceSpans": [1]}', b"[" * 100_000],
)
def test_what_is_no_request_is_refused_with_a_reason(body: bytes) -> None:
    with pytest.raises(InvalidInput, match="JSON"):
        protobuf_of_json(body)


@pytest.mark.parametrize(
    ("otlp", "document", "said"),
    [
        (TRACES, {"resourceSpans": 3}, "'resourceSpans' must be an array of objects, got 3"),
        (TRACES, {"resourceSpans": [{"scopeSpans": "x"}]}, "'scopeSpans' must be an array of objects, got 'x'"),
        (TRACES, {"resourceSpans": [[]]}, r"'resourceSpans' must be an array of objects, got \[\] in it"),
        (LOGS, {"resourceLogs": [{"scopeLogs": [{"logRecords": True}]}]}, "'logRecords' must be an array"),
        (METRICS, {"resourceMetrics": [{"scopeMetrics": [{"metrics": [{"sum": 1}]}]}]}, "'sum' must be an object"),
    ],
)
def test_the_field_of_a_wrong_shape_is_named(otlp: OtlpSignal, document: object, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        protobuf_of_json(json.dumps(document).encode(), otlp)


def test_names_in_snake_case_are_understood_ids_among_them() -> None:
    links = [{"trace_id": trace_id(2), "span_id": span_id(2)}]
    span = {"trace_id": trace_id(1), "span_id": span_id(1), "parent_span_id": span_id(3), "links": links}
    document = {"resource_spans": [{"scope_spans": [{"spans": [span]}]}]}
    request = ExportTraceServiceRequest.FromString(protobuf_of_json(json.dumps(document).encode()))
    [read] = request.resource_spans[0].scope_spans[0].spans
    assert (read.trace_id.hex(), read.span_id.hex(), read.parent_span_id.hex()) == (trace_id(1), span_id(1), span_id(3))
    assert (read.links[0].trace_id.hex(), read.links[0].span_id.hex()) == (trace_id(2), span_id(2))


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["resourceSpans", "scopeSpans", "spans", "traceId", "attributes", "key", "value", "links"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=12,
)


@given(_json)
def test_any_json_is_converted_or_refused_and_never_crashes(document: object) -> None:
    try:
        protobuf_of_json(json.dumps(document).encode())
    except InvalidInput:
        return


@pytest.mark.parametrize("half", [b"\\ud83d", b"\\uDE00", b"\xed\xa0\xbd"])
def test_half_a_character_becomes_a_replacement_wherever_it_stands(half: bytes) -> None:
    spans = b'{"spans": [{"name": "cut ' + half + b' and \\ud83d\\ude00", "' + half + b'": 1}]}'
    body = protobuf_of_json(b'{"resourceSpans": [{"scopeSpans": [' + spans + b"]}]}")
    [span] = ExportTraceServiceRequest.FromString(body).resource_spans[0].scope_spans[0].spans
    assert span.name == "cut \ufffd and \U0001f600"
