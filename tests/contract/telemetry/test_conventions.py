"""What single attributes become: every convention, every unit, every odd value that emitters were seen to send."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from tests.kit.otlp import NOON, SpanSpec, Value, request, span_id, trace_id
from tests.kit.shared import shared
from tocsin.store.telemetry import OtlpRequest, TelemetryStore

pytestmark = pytest.mark.slow

USAGE = "langfuse.observation.usage_details"


def columns(telemetry: TelemetryStore, attributes: Mapping[str, Value], *, error: bool = False) -> Mapping[str, Any]:
    """Store one span, and return its row."""
    span = SpanSpec("a span", span_id(1), attributes=attributes, error=error)
    telemetry.spans.write([OtlpRequest(request([span], trace=trace_id(1)).SerializeToString(), 1)], NOON)
    return telemetry._engine.named_rows("SELECT * FROM spans")[0]


def said(telemetry: TelemetryStore, attributes: Mapping[str, Value], wanted: Mapping[str, object]) -> Mapping[str, Any]:
    """Return what the wanted columns hold."""
    row = columns(telemetry, attributes)
    return {column: row[column] for column in wanted}


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        (
            {"mlflow.spanType": '"CHAT_MODEL"', "mlflow.chat.tokenUsage": '{"input_tokens": 7, "output_tokens": 3}'},
            {"kind": "llm", "input_tokens": 7, "output_tokens": 3},
        ),
        ({"mlflow.spanType": '"RETRIEVER"', "mlflow.trace.session": '"s1"'}, {"kind": "retrieval", "session_id": "s1"}),
        (
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.system": "anthropic",
                "gen_ai.usage.input_tokens": 50,
                "gen_ai.usage.details.cache_read_tokens": 40,
                "operation.cost": 0.25,
                "logfire.msg": "chat",
            },
            {"kind": "llm", "vendor": "anthropic", "cache_read_tokens": 40, "reported_cost_usd": 0.25},
        ),
        (
            {"agent_name": "planner", "model_name": "gpt-5", "gen_ai.request.model": "gpt-5", "final_result": "ok"},
            {"kind": "agent"},
        ),
        ({"mcp.method.name": "tools/call", "gen_ai.tool.name": "search"}, {"kind": "tool", "tool_name": "search"}),
        ({"mcp.method.name": "initialize"}, {"kind": "other"}),
        ({"gen_ai.operation.name": "chat", "gen_ai.tool.name": "search"}, {"kind": "llm"}),
        ({"gen_ai.request.model": "gpt-4o", "gen_ai.tool.name": "search"}, {"kind": "llm"}),
        ({"gen_ai.tool.name": "search"}, {"kind": "tool"}),
        ({"gen_ai.request.model": "gpt-4o-mini"}, {"vendor": "openai"}),
        ({"gen_ai.request.model": "Claude-Sonnet-4-5"}, {"vendor": "anthropic"}),
        ({"gen_ai.request.model": "gpt-4o", "gen_ai.system": "az.ai.openai"}, {"vendor": "azure.ai.openai"}),
        ({"gen_ai.request.model": "gpt-oss-120b"}, {"vendor": ""}),
        ({"gen_ai.request.model": "o3x-of-mine"}, {"vendor": ""}),
        (
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.usage.input_tokens": 1200,
                "gen_ai.usage.raw": '{"prompt_tokens_details":{"cached_tokens":1024},'
                '"completion_tokens_details":{"reasoning_tokens":32}}',
            },
            {"input_tokens": 1200, "cache_read_tokens": 1024, "reasoning_tokens": 32},
        ),
        ({"lmnr.span.type": "LLM"}, {"kind": "llm"}),
        ({"langsmith.span.kind": "tool"}, {"kind": "tool"}),
        ({"llm.request.type": "chat", "traceloop.span.kind": "task"}, {"kind": "llm"}),
        ({"gen_ai.operation.name": "chat", "openinference.span.kind": "AGENT"}, {"kind": "agent"}),
    ],
)
def test_each_convention_is_understood(
    telemetry: TelemetryStore, attributes: Mapping[str, Value], wanted: Mapping[str, object]
) -> None:
    assert said(telemetry, attributes, wanted) == wanted


@pytest.mark.parametrize(
    ("name", "vendor"),
    [
        ("openai.chat", "openai"),
        ("az.ai.openai", "azure.ai.openai"),
        ("Azure", "azure.ai.openai"),
        ("vertexai", "gcp.vertex_ai"),
        ("google.generative-ai.chat", "gcp.gemini"),
        ("amazon-bedrock", "aws.bedrock"),
        ("mistralai", "mistral_ai"),
        ("OurOwnGateway", "OurOwnGateway"),
    ],
)
def test_a_vendor_has_one_name(telemetry: TelemetryStore, name: str, vendor: str) -> None:
    assert columns(telemetry, {"gen_ai.system": name})["vendor"] == vendor


@pytest.mark.parametrize(
    ("value", "tokens"),
    [
        ("12", 12),
        ("12.0", 12),
        (12.0, 12),
        ("", None),
        ("null", None),
        ("Infinity", None),
        ("-5", None),
        ("many", None),
    ],
)
def test_tokens_are_read_however_they_are_written(telemetry: TelemetryStore, value: Value, tokens: int | None) -> None:
    assert columns(telemetry, {"gen_ai.usage.input_tokens": value})["input_tokens"] == tokens


def test_the_next_name_counts_where_the_better_one_is_empty(telemetry: TelemetryStore) -> None:
    attributes: Mapping[str, Value] = {"gen_ai.usage.input_tokens": "", "llm.token_count.prompt": 9, "user.id": ""}
    assert said(telemetry, attributes, {"input_tokens": 9, "user_id": ""}) == {"input_tokens": 9, "user_id": ""}


@pytest.mark.parametrize(
    ("document", "tokens"),
    [
        ('{"input": 100, "cache_read_input_tokens": 900, "output": 5}', (1_000, 900, 5)),
        (
            '{"prompt_tokens": 1000, "completion_tokens": 5, "prompt_tokens_details": {"cached_tokens": 900}}',
            (1_000, 900, 5),
        ),
        (json.dumps('{"prompt_tokens": 1000, "completion_tokens": "5"}'), (1_000, None, 5)),
        ("no json", (None, None, None)),
    ],
)
def test_usage_in_json_is_read_in_each_of_its_shapes(
    telemetry: TelemetryStore, document: str, tokens: tuple[int | None, int | None, int | None]
) -> None:
    row = columns(telemetry, {"langfuse.observation.type": "generation", USAGE: document})
    assert (row["input_tokens"], row["cache_read_tokens"], row["output_tokens"]) == tokens


def test_cached_tokens_that_exceed_the_input_were_counted_apart(telemetry: TelemetryStore) -> None:
    attributes: Mapping[str, Value] = {
        "gen_ai.usage.input_tokens": 20,
        "gen_ai.usage.cache_read_input_tokens": 900,
        "gen_ai.usage.cache_creation_input_tokens": 80,
    }
    assert columns(telemetry, attributes)["input_tokens"] == 1_000


@pytest.mark.parametrize(
    ("attributes", "cost"),
    [
        ({"gen_ai.usage.cost": 0.5, "gen_ai.usage.input_tokens": 10}, 0.5),
        ({"gen_ai.usage.cost": 0, "gen_ai.usage.input_tokens": 10}, None),
        ({"gen_ai.usage.cost": 0}, 0.0),
        ({"llm.cost.total": "Infinity"}, None),
        ({"llm.cost.total": -1}, None),
        ({"langfuse.observation.cost_details": '{"input": 0.1, "total": 0.3}'}, 0.3),
    ],
)
def test_a_reported_cost_of_nothing_for_tokens_is_no_cost(
    telemetry: TelemetryStore, attributes: Mapping[str, Value], cost: float | None
) -> None:
    assert columns(telemetry, attributes)["reported_cost_usd"] == cost


@pytest.mark.parametrize(
    ("attributes", "seconds"),
    [
        ({"gen_ai.response.time_to_first_chunk": 0.25}, 0.25),
        ({"ai.response.msToFirstChunk": 250.0}, 0.25),
        ({"langfuse.observation.completion_start_time": '"2026-11-20T12:00:00.250Z"'}, 0.25),
        ({"gen_ai.server.time_to_first_token": 0.25, "gen_ai.is_streaming": True}, 0.25),
        ({"gen_ai.server.time_to_first_token": 0.25}, None),
        ({"gen_ai.response.time_to_first_chunk": "Infinity"}, None),
        ({"langfuse.observation.completion_start_time": "2020-01-01T00:00:00Z"}, None),
    ],
)
def test_the_first_token_is_timed_in_seconds(
    telemetry: TelemetryStore, attributes: Mapping[str, Value], seconds: float | None
) -> None:
    assert columns(telemetry, attributes)["first_token_seconds"] == (
        None if seconds is None else pytest.approx(seconds)
    )


@pytest.mark.parametrize(
    ("attributes", "kind"),
    [
        ({"error.type": "openai.RateLimitError"}, "rate_limit"),
        ({"error.type": "APITimeoutError"}, "timeout"),
        ({"error.type": "500"}, "server_error"),
        ({"http.response.status_code": 429}, "rate_limit"),
        ({"error.type": "BadRequestError: context_length_exceeded"}, "context_length"),
        ({"error.type": "context_length_exceeded"}, "context_length"),
        ({"error.type": "MyOwnTrouble"}, "MyOwnTrouble"),
        ({}, ""),
    ],
)
def test_an_error_has_a_class_or_keeps_its_name(
    telemetry: TelemetryStore, attributes: Mapping[str, Value], kind: str
) -> None:
    assert columns(telemetry, attributes, error=True)["error_type"] == kind


def test_a_status_of_a_call_that_went_well_is_no_error(telemetry: TelemetryStore) -> None:
    assert columns(telemetry, {"http.response.status_code": 503})["error_type"] == ""


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"gen_ai.response.finish_reasons": ["tool-calls"]}, "tool_call"),
        ({"gen_ai.response.finish_reasons": ["end_turn", "stop"]}, "stop"),
        ({"llm.finish_reason": "MAX_TOKENS"}, "length"),
        ({"ai.response.finishReason": "guardrail_intervened"}, "content_filter"),
        ({"gen_ai.response.stop_reason": "bored"}, "unknown"),
        ({"gen_ai.response.finish_reasons": ""}, ""),
    ],
)
def test_the_end_of_an_answer_has_one_name(
    telemetry: TelemetryStore, attributes: Mapping[str, Value], reason: str
) -> None:
    assert columns(telemetry, attributes)["finish_reason"] == reason


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        (
            {
                "tocsin.tenant": "t",
                "tocsin.team": "m",
                "tocsin.feature": "f",
                "tocsin.user": "u",
                "tocsin.session": "s",
            },
            {"tenant": "t", "team": "m", "feature": "f", "user_id": "u", "session_id": "s"},
        ),
        (
            {"traceloop.association.properties.tenant_id": "t", "traceloop.association.properties.chat_id": "c"},
            {"tenant": "t", "session_id": "c"},
        ),
        ({"langfuse.trace.metadata.team": '"m"', "langfuse.user.id": "u"}, {"team": "m", "user_id": "u"}),
        ({"ai.telemetry.metadata.feature": "f", "ai.telemetry.functionId": "g"}, {"feature": "f"}),
        ({"metadata": '{"tenant": "acme", "nested": {"team": "x"}}'}, {"tenant": "acme", "team": ""}),
        ({"metadata.user_api_key_team_alias": "m"}, {"team": "m"}),
        ({"gen_ai.conversation.id": "c", "session.id": "s"}, {"session_id": "s"}),
    ],
)
def test_calls_are_attributed_by_the_labels_of_each_convention(
    telemetry: TelemetryStore, attributes: Mapping[str, Value], wanted: Mapping[str, object]
) -> None:
    assert said(telemetry, attributes, wanted) == wanted


def test_a_column_is_bounded_and_the_attribute_kept_whole(telemetry: TelemetryStore) -> None:
    row = columns(telemetry, {"tenant": "é" * 5_000})
    assert row["tenant"] == "é" * 200
    assert row["attributes"]["tenant"] == "é" * 5_000


@pytest.mark.parametrize(
    ("file", "wanted"),
    [
        (
            "openinference_client_span_tool_calls",
            {"kind": "llm", "vendor": "openai", "request_model": "gpt-4", "response_model": "gpt-4-0613"},
        ),
        (
            "otel_genai_client_span_tool_calls",
            {"kind": "llm", "vendor": "openai", "request_model": "gpt-4", "finish_reason": "stop"},
        ),
        (
            "otel_genai_deprecated_client_span_tool_calls",
            {"kind": "llm", "response_id": "chatcmpl-CQF10eCkoFphJZJQkzzN6EkTD0AVF", "finish_reason": "stop"},
        ),
    ],
)
def test_two_conventions_describe_one_call_alike(
    telemetry: TelemetryStore, file: str, wanted: Mapping[str, object]
) -> None:
    attributes = json.loads(shared(f"fixtures/otlp/openinference-genai/{file}.json").read_text())
    row = columns(telemetry, attributes)
    assert {column: row[column] for column in wanted} == wanted
    if "usage" in file or "gen_ai.usage.input_tokens" in attributes or "llm.token_count.prompt" in attributes:
        assert (row["input_tokens"], row["output_tokens"]) == (97, 52)


def test_a_captured_tool_call_is_a_tool(telemetry: TelemetryStore) -> None:
    file = shared("fixtures/otlp/openinference-genai/otel_genai_tool_execution_span.json")
    wanted = {"kind": "tool", "tool_name": "get_weather"}
    assert said(telemetry, json.loads(file.read_text()), wanted) == wanted


@pytest.mark.parametrize(
    ("name", "kind", "tokens"),
    [
        ("ai-generateText-doGenerate", "llm", (14, 20)),
        ("ai-generateText", "chain", (14, 20)),
        ("ai-generateObject-doGenerate", "llm", (63, 156)),
        ("ai-streamText-doStream", "llm", (15, 112)),
        ("ai-streamText", "chain", (15, 112)),
        ("ai-embed-doEmbed", "embedding", (10, None)),
        ("ai-embed", "chain", (10, None)),
    ],
)
def test_captured_spans_of_the_vercel_sdk_are_read(
    telemetry: TelemetryStore, name: str, kind: str, tokens: tuple[int, int | None]
) -> None:
    document = json.loads(shared(f"fixtures/otlp/openinference-vercel-v6/{name}.json").read_text())
    captured = document[0] if isinstance(document, list) else document
    row = columns(telemetry, captured["attributes"])
    assert (row["kind"], row["vendor"], row["input_tokens"], row["output_tokens"]) == (kind, "openai", *tokens)
    milliseconds = captured["attributes"].get("ai.response.msToFirstChunk")
    assert row["first_token_seconds"] == (None if milliseconds is None else pytest.approx(milliseconds / 1_000))
