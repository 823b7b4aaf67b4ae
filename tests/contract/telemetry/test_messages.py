"""Conversations captured from real emitters: stored, read back, and compared with what was really said.

The scenario of all emitters is one: a question that needs a tool, the question with the tool's result, a streamed
answer, and a call that is refused. Some record its words on spans, some in log records only.
"""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValue, KeyValueList

from tests.contract.telemetry.test_emitters import GENERATED, body_of, stored_spans
from tests.kit.messages import part
from tests.kit.otlp import NOON, any_value, chat, request, trace_id
from tests.kit.shared import shared
from tocsin.model import Document, Message, MessagePart, PartKind, Span, SpanKind
from tocsin.store.telemetry import OtlpRequest, TelemetryStore

pytestmark = pytest.mark.slow

SYSTEM = ("system", "You are a weather assistant.")
QUESTION = ("user", "Weather in Paris?")
CALL = ("assistant", "get_weather", {"city": "Paris"}, "call_abc123")
RESULT = ("tool", {"temp_c": 18}, "call_abc123")
ANSWER = ("assistant", "Paris is 18C and sunny.")

Conversation = tuple[list[Any], list[Any]]
SCENARIO: list[Conversation] = [
    ([SYSTEM, QUESTION], [CALL]),
    ([SYSTEM, QUESTION, CALL, RESULT], [ANSWER]),
    ([SYSTEM, QUESTION], [ANSWER]),
    ([SYSTEM, QUESTION], []),
]
TRUTH: dict[str, list[Conversation]] = {
    **dict.fromkeys(("otel-genai-span_only", "otel-genai-span_and_event", "otel-genai-event_only"), SCENARIO),
    **dict.fromkeys(("otel-v2-legacy", "openinference", "openllmetry", "langfuse"), SCENARIO),
    "otel-util-genai": [([QUESTION], [("assistant", "18C")]), ([], [])],
    # Asked without a system prompt when streaming; version 6 shows both attempts of the refused call.
    "vercel-ai-v6": [*SCENARIO[:2], ([QUESTION], [ANSWER]), *[([("user", "x")], [])] * 2],
    "vercel-ai-v7": [*SCENARIO[:2], ([QUESTION], [ANSWER]), ([("user", "x")], [])],
}
IN_LOGS_ONLY = ("otel-genai-event_only", "otel-v2-legacy")
WITH_LOGS = (*IN_LOGS_ONLY, "otel-genai-span_and_event", "otel-util-genai")


def store_logs(telemetry: TelemetryStore, name: str) -> None:
    """Store an emitter's log records as they were sent."""
    body = shared(f"{GENERATED}/pb/{name}.logs.pb").read_bytes()
    telemetry.logs.write([OtlpRequest(body, digest=7)], NOON)


def said(messages: Sequence[Message]) -> list[Any]:
    """Return messages in short, with JSON as data: emitters differ in its spaces."""
    return [(message.role, *content(part)) for message in messages for part in message.parts]


def content(part: MessagePart) -> tuple[Any, ...]:
    if part.kind is PartKind.TOOL_CALL:
        return part.name, json.loads(part.text), part.call_id
    if part.kind is PartKind.TOOL_RESULT:
        return json.loads(part.text), part.call_id
    return (part.text,)


def conversations(spans: Sequence[Span]) -> list[Conversation]:
    calls = [span for span in spans if span.kind is SpanKind.LLM]
    return [(said(span.input_messages), said(span.output_messages)) for span in calls]


def in_any_order(found: list[Conversation]) -> list[str]:
    return sorted(map(repr, found))


@pytest.mark.parametrize("name", TRUTH)
def test_every_call_says_what_was_said(telemetry: TelemetryStore, name: str) -> None:
    if name in WITH_LOGS:
        store_logs(telemetry, name)
    spans = stored_spans(telemetry, body_of(name))
    assert in_any_order(conversations(spans)) == in_any_order(TRUTH[name])


@pytest.mark.parametrize("name", IN_LOGS_ONLY)
def test_log_records_may_come_after_their_spans(telemetry: TelemetryStore, name: str) -> None:
    spans = stored_spans(telemetry, body_of(name))
    assert conversations(spans) == [([], [])] * 4
    store_logs(telemetry, name)
    late = [trace for span in spans[:1] if (trace := telemetry.tasks.trace(span.trace_id))]
    assert in_any_order(conversations(late[0].spans)) == in_any_order(SCENARIO)


@pytest.mark.parametrize("name", TRUTH)
def test_answers_tell_why_they_ended(telemetry: TelemetryStore, name: str) -> None:
    if name in WITH_LOGS:
        store_logs(telemetry, name)
    spans = stored_spans(telemetry, body_of(name))
    reasons = {message.finish_reason for span in spans for message in span.output_messages if span.model}
    # Langfuse records it for streams alone.
    assert reasons - {""} == ({"stop"} if name in ("langfuse", "otel-util-genai") else {"stop", "tool_call"})


@pytest.mark.parametrize("name", ["otel-util-genai", "openllmetry", "langfuse", "vercel-ai-v6", "vercel-ai-v7"])
def test_a_tool_span_has_its_arguments_and_its_result(telemetry: TelemetryStore, name: str) -> None:
    (tool,) = [span for span in stored_spans(telemetry, body_of(name)) if span.kind is SpanKind.TOOL]
    ((_, called, arguments, call_id),), ((_, result, result_id),) = (
        said(tool.input_messages),
        said(tool.output_messages),
    )
    assert (called, result, call_id) == ("get_weather", {"temp_c": 18}, result_id)
    assert arguments in ({"city": "Paris"}, ["Paris"])


@pytest.mark.parametrize(
    ("name", "query", "documents"),
    [
        ("langfuse", "Weather in Paris?", [Document("doc-1", "Paris weather", 0.91)]),
        (
            "otel-util-genai",
            "weather paris",
            [Document("doc-1", "Paris weather", 0.91), Document("doc-2", "London", 0.42)],
        ),
    ],
)
def test_a_retrieval_has_its_query_and_its_documents(
    telemetry: TelemetryStore, name: str, query: str, documents: Sequence[Document]
) -> None:
    (span,) = [span for span in stored_spans(telemetry, body_of(name)) if span.kind is SpanKind.RETRIEVAL]
    assert said(span.input_messages) == [("user", query)]
    assert (list(span.documents), span.output_messages) == (documents, ())


def schema(side: str) -> dict[str, Any]:
    """Return the definitions of OpenTelemetry's own JSON Schema of messages."""
    path = f"fixtures/otlp/semconv-genai-schemas/gen-ai-{side}-messages.json"
    return dict(json.loads(shared(path).read_text())["$defs"])


@pytest.mark.parametrize("side", ["input", "output"])
def test_every_type_of_part_that_the_schema_names_is_known(side: str) -> None:
    types = {kind for of in schema(side).values() if (kind := of.get("properties", {}).get("type", {}).get("const"))}
    assert len(types) >= 9
    assert [kind for kind in sorted(types) if part({"type": kind, "content": "x"}).kind is PartKind.OTHER] == []


def structured(value: object) -> AnyValue:
    """Return a value as an emitter sends it that does not turn messages into JSON first."""
    match value:
        case dict():
            pairs = [KeyValue(key=key, value=structured(inner)) for key, inner in value.items()]
            return AnyValue(kvlist_value=KeyValueList(values=pairs))
        case list():
            return AnyValue(array_value=ArrayValue(values=[structured(inner) for inner in value]))
        case None:
            return AnyValue()
        case _:
            return any_value(str(value))


def test_structured_values_on_a_span_are_read_like_json(telemetry: TelemetryStore) -> None:
    message = request([chat()], trace=trace_id(1))
    question = {"role": "user", "parts": [{"type": "text", "content": "Weather in Paris?"}], "name": None}
    called = {"type": "tool_call", "id": "call_abc123", "name": "get_weather", "arguments": {"city": "Paris"}}
    answer = {"role": "assistant", "parts": [called]}
    span = message.resource_spans[0].scope_spans[0].spans[0]
    span.attributes.append(KeyValue(key="gen_ai.input.messages", value=structured([question])))
    span.attributes.append(KeyValue(key="gen_ai.output.messages", value=structured([answer])))
    assert conversations(stored_spans(telemetry, message.SerializeToString())) == [([QUESTION], [CALL])]
