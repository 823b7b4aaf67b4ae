"""Bytes captured from real emitters: what they sent is what the spans say, to the token."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.kit.otlp import NOON
from tests.kit.shared import shared
from tocsin.ingest.admission import admit
from tocsin.ingest.otlp_json import protobuf_of_json
from tocsin.model import Span, SpanKind, TraceId
from tocsin.store.telemetry import TelemetryStore

pytestmark = pytest.mark.slow

GENERATED = "fixtures/otlp/generated-otlp"
CURRENT = ["otel-genai-span_only", "otel-genai-span_and_event", "otel-genai-event_only", "otel-util-genai"]
EMITTERS = [*CURRENT, "otel-v2-legacy", "openinference", "openllmetry", "langfuse", "vercel-ai-v6", "vercel-ai-v7"]
MAX_VALUE = 1_000_000
STATUS_ERROR = 2
WITHOUT_FIRST_TOKEN = {"otel-v2-legacy"}
"""Emitters that do not say when the first token came."""
FIRST_TOKEN_WITHIN_SECONDS = 2
"""No captured call took longer."""


def stored_spans(telemetry: TelemetryStore, body: bytes) -> list[Span]:
    """Store one request as the endpoints would, and read all of its spans back."""
    admitted = admit(body, MAX_VALUE)
    assert admitted.request is not None
    telemetry.spans.write([admitted.request], NOON)
    message = ExportTraceServiceRequest.FromString(body)
    ids = {s.trace_id.hex() for r in message.resource_spans for scope in r.scope_spans for s in scope.spans}
    traces = [telemetry.tasks.trace(TraceId(trace_id)) for trace_id in sorted(ids)]
    return [span for trace in traces if trace for span in trace.spans]


def body_of(name: str) -> bytes:
    """Return the protobuf bytes of an emitter's request; the JavaScript ones sent JSON."""
    if name.startswith("vercel"):
        return protobuf_of_json(shared(f"{GENERATED}/json/{name}.traces.json").read_bytes())
    return shared(f"{GENERATED}/pb/{name}.traces.pb").read_bytes()


def expected(name: str) -> Mapping[str, Any]:
    """Return what an emitter's scenario is known to have done."""
    return dict(json.loads(shared(f"{GENERATED}/expected.json").read_text())[name])


@pytest.mark.parametrize("name", EMITTERS)
def test_calls_and_tokens_are_what_the_emitter_did(telemetry: TelemetryStore, name: str) -> None:
    spans = stored_spans(telemetry, body_of(name))
    truth = expected(name)
    calls = [span for span in spans if span.kind is SpanKind.LLM]
    answered = [span for span in calls if not span.is_error]
    failed = truth.get("llm_calls_error", truth.get("llm_call_attempts_error"))
    assert (len(answered), len(calls) - len(answered)) == (truth["llm_calls_ok"], failed)
    assert sum(span.input_tokens or 0 for span in answered) == truth["input_tokens"]
    assert sum(span.output_tokens or 0 for span in answered) == truth["output_tokens"]
    assert sum(span.cache_read_tokens or 0 for span in answered) == (truth["cache_read"] or 0)
    assert sum(span.cache_write_tokens or 0 for span in answered) == truth.get("cache_write", 0)
    assert sum(span.reasoning_tokens or 0 for span in answered) == (truth["reasoning_tokens"] or 0)
    embedded = [span.input_tokens or 0 for span in spans if span.kind is SpanKind.EMBEDDING]
    assert sum(embedded) == truth.get("embedding_tokens", 0)


@pytest.mark.parametrize("name", EMITTERS)
def test_every_call_names_its_model_and_never_an_endpoint_as_its_vendor(telemetry: TelemetryStore, name: str) -> None:
    calls = [s for s in stored_spans(telemetry, body_of(name)) if s.kind in (SpanKind.LLM, SpanKind.EMBEDDING)]
    assert all(span.model for span in calls)
    assert {span.vendor for span in calls} <= {"", "openai", "anthropic"}


@pytest.mark.parametrize("name", CURRENT)
def test_json_and_protobuf_of_one_request_store_the_same_spans(telemetry: TelemetryStore, name: str) -> None:
    body = shared(f"{GENERATED}/pb/{name}.traces.pb").read_bytes()
    converted = protobuf_of_json(shared(f"{GENERATED}/json/{name}.traces.json").read_bytes())
    assert ExportTraceServiceRequest.FromString(converted) == ExportTraceServiceRequest.FromString(body)


def test_the_example_of_the_specification_is_stored(telemetry: TelemetryStore) -> None:
    body = protobuf_of_json(shared("fixtures/otlp/otlp-spec/trace.json").read_bytes())
    (span,) = stored_spans(telemetry, body)
    assert (span.name, span.service, span.attributes) == (
        "I'm a server span",
        "my.service",
        {"my.span.attr": "some value"},
    )


@pytest.mark.parametrize("name", EMITTERS)
def test_whom_a_call_served_and_how_it_went_is_what_the_emitter_said(telemetry: TelemetryStore, name: str) -> None:
    stored_spans(telemetry, body_of(name))
    truth = expected(name)
    calls = telemetry._engine.named_rows("SELECT * FROM spans WHERE kind = 'llm'")
    failed = [row for row in calls if row["status_code"] == STATUS_ERROR]
    wanted_error = "timeout" if truth.get("error_type") == "TimeoutError" else "rate_limit"
    assert {row["error_type"] for row in failed} == {wanted_error}
    assert {row["error_type"] for row in calls if row not in failed} == {""}
    assert {row["user_id"] for row in calls} == {truth.get("user_id", "")}
    session = truth.get("session_id", truth.get("conversation_id", ""))
    assert {row["session_id"] for row in calls} - {session} <= {""}
    assert any(row["session_id"] == session for row in calls)


@pytest.mark.parametrize("name", EMITTERS)
def test_ends_of_answers_have_common_names_and_streams_a_first_token(telemetry: TelemetryStore, name: str) -> None:
    stored_spans(telemetry, body_of(name))
    calls = telemetry._engine.named_rows("SELECT * FROM spans WHERE kind = 'llm' AND status_code != 2")
    assert {row["finish_reason"] for row in calls} <= {"stop", "tool_call", ""}
    timed = [row["first_token_seconds"] for row in calls if row["first_token_seconds"] is not None]
    streamed = expected(name).get("streamed_calls", 0) if name not in WITHOUT_FIRST_TOKEN else 0
    assert len(timed) >= streamed
    assert all(0 < seconds < FIRST_TOKEN_WITHIN_SECONDS for seconds in timed)


def test_a_prompt_is_named_wherever_its_emitter_put_it(telemetry: TelemetryStore) -> None:
    for name, version in [("otel-util-genai", "v7"), ("vercel-ai-v6", "7")]:
        telemetry._engine.execute("TRUNCATE TABLE spans")
        stored_spans(telemetry, body_of(name))
        found = telemetry._engine.rows("SELECT DISTINCT prompt_name, prompt_version FROM spans WHERE prompt_name != ''")
        assert found == [("weather", version)]
