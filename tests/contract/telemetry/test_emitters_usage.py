"""What emitters were seen to send of usage, vendors and kinds, in their exact shapes: read to the token."""

from collections.abc import Mapping

import pytest

from tests.kit.otlp import NOON, SpanSpec, Value, request, span_id, trace_id
from tocsin.store.telemetry import OtlpRequest, TelemetryStore

pytestmark = pytest.mark.slow

BOTOCORE = "opentelemetry.instrumentation.botocore.bedrock-runtime"
CACHING = {"gen_ai.usage.cache_read.input_tokens": 1_024, "gen_ai.usage.cache_creation.input_tokens": 26}
VERCEL_USAGE = (
    '{"anthropic":{"usage":{"input_tokens":1500,"cache_read_input_tokens":1024,"cache_creation_input_tokens":26}}}'
)
VERCEL = {"ai.operationId": "ai.generateText.doGenerate", "gen_ai.system": "anthropic.messages"}
WHOLE = {"input_tokens": 2_550, "cache_read_tokens": 1_024, "cache_write_tokens": 26}


def stored(
    telemetry: TelemetryStore,
    attributes: Mapping[str, Value],
    wanted: Mapping[str, object],
    *,
    scope: str = "tests",
    name: str = "a span",
    error: bool = False,
) -> Mapping[str, object]:
    """Store one span, and return what the wanted columns hold."""
    span = SpanSpec(name, span_id(1), attributes=attributes, error=error)
    body = request([span], trace=trace_id(1), scope=scope).SerializeToString()
    telemetry.spans.write([OtlpRequest(body, 1)], NOON)
    row = telemetry._engine.named_rows("SELECT * FROM spans")[0]
    return {column: row[column] for column in wanted}


@pytest.mark.parametrize(
    ("scope", "vendor", "tokens"),
    [
        ("openlit.instrumentation.anthropic", "anthropic", 2_550),
        ("openlit.instrumentation.openai", "openai", 1_500),
        ("opentelemetry.instrumentation.bedrock", "aws.bedrock", 2_550),
        (BOTOCORE, "aws.bedrock", 2_550),
        ("opentelemetry.instrumentation.anthropic", "anthropic", 1_500),
    ],
)
def test_cached_tokens_are_added_where_an_instrumentation_hands_on_what_the_vendor_counted_apart(
    telemetry: TelemetryStore, scope: str, vendor: str, tokens: int
) -> None:
    """Nobody can tell from the numbers: fewer tokens were cached than not."""
    said: Mapping[str, Value] = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": vendor,
        "gen_ai.usage.input_tokens": 1_500,
    }
    wanted = {"input_tokens": tokens}
    assert stored(telemetry, {**said, **CACHING}, wanted, scope=scope) == wanted


@pytest.mark.parametrize(
    ("attributes", "wanted"),
    [
        # Version 5 counts Anthropic's cached tokens apart, 6 does not and tells both.
        (VERCEL | {"gen_ai.usage.input_tokens": 1_500, "ai.response.providerMetadata": VERCEL_USAGE}, WHOLE),
        (
            VERCEL
            | {
                "gen_ai.usage.input_tokens": 2_550,
                "ai.response.providerMetadata": VERCEL_USAGE,
                "ai.usage.inputTokenDetails.noCacheTokens": 1_500,
            },
            WHOLE,
        ),
        # Langfuse below LangChain: each class apart; below OpenAI's Responses: as OpenAI counts.
        (
            {
                "langfuse.observation.usage_details": '{"input":176,"input_cache_read":1024,"output":32,'
                '"output_reasoning":32}'
            },
            {"input_tokens": 1_200, "cache_read_tokens": 1_024, "output_tokens": 64, "reasoning_tokens": 32},
        ),
        (
            {
                "langfuse.observation.usage_details": '{"input_tokens":1200,'
                '"input_tokens_details":{"cached_tokens":1024},"output_tokens":64}'
            },
            {"input_tokens": 1_200, "cache_read_tokens": 1_024, "output_tokens": 64},
        ),
        (
            {
                "langfuse.observation.usage_details": '{"input_tokens":1500,"cache_read_input_tokens":1024,'
                '"cache_creation_input_tokens":26}'
            },
            WHOLE,
        ),
        (
            {
                "langfuse.observation.usage_details": '{"prompt_tokens":2550,"cache_read_input_tokens":1024,'
                '"cache_creation_input_tokens":26}'
            },
            WHOLE,
        ),
        (
            {
                "gen_ai.usage.input_tokens": 1_200,
                "langsmith.metadata.usage_metadata": '{"input_token_details":{"cache_read":1024},'
                '"output_token_details":{"reasoning":32}}',
            },
            {"input_tokens": 1_200, "cache_read_tokens": 1_024, "reasoning_tokens": 32},
        ),
        # LiteLLM's gateway gives its own name for the model as the one that answered.
        (
            {
                "gen_ai.request.model": "claude-sonnet-4-5",
                "gen_ai.response.model": "smart",
                "litellm.model_group": "smart",
            },
            {"request_model": "claude-sonnet-4-5", "response_model": "claude-sonnet-4-5"},
        ),
        ({"gen_ai.request.model": "gpt-4o-mini"}, {"request_model": "gpt-4o-mini", "response_model": ""}),
        # LiteLLM and CrewAI write a dictionary as Python shows it.
        (
            {
                "gen_ai.usage.input_tokens": 1_200,
                "metadata.usage_object": "{'completion_tokens_details': {'audio_tokens': None, 'reasoning_tokens': 32},"
                " 'prompt_tokens_details': {'cached_tokens': 1024}}",
            },
            {"input_tokens": 1_200, "cache_read_tokens": 1_024, "reasoning_tokens": 32},
        ),
        (
            {"crewai.crew.usage_metrics": "{'prompt_tokens': 1200, 'completion_tokens': 64, 'reasoning_tokens': 32}"},
            {"input_tokens": 1_200, "output_tokens": 64, "reasoning_tokens": 32},
        ),
        (
            {
                "openinference.span.kind": "DECISION",
                "decision.model_name": "judge-1",
                "decision.provider": "typesafe",
                "decision.token_count.input": 300,
                "decision.token_count.output": 2,
            },
            {"kind": "llm", "vendor": "typesafe", "response_model": "judge-1", "input_tokens": 300, "output_tokens": 2},
        ),
    ],
)
def test_usage_is_read_in_the_shape_of_each_emitter(
    telemetry: TelemetryStore, attributes: Mapping[str, Value], wanted: Mapping[str, object]
) -> None:
    assert stored(telemetry, attributes, wanted) == wanted


@pytest.mark.parametrize(
    ("attributes", "vendor"),
    [
        ({"gen_ai.system": "strands-agents", "gen_ai.request.model": "gpt-4o-mini"}, "openai"),
        ({"gen_ai.provider.name": "microsoft.agent_framework"}, ""),
        ({"gen_ai.system": "langchain", "langsmith.metadata.ls_provider": "anthropic"}, "anthropic"),
        ({"llm.provider": "OpenAI"}, "openai"),
    ],
)
def test_a_framework_is_no_vendor(telemetry: TelemetryStore, attributes: Mapping[str, Value], vendor: str) -> None:
    assert stored(telemetry, attributes, {"vendor": vendor}) == {"vendor": vendor}


@pytest.mark.parametrize(
    ("more", "error", "kind"),
    [
        ({"logfire.span_type": "span"}, False, "chain"),
        ({"logfire.span_type": "span"}, True, "llm"),
        ({"logfire.span_type": "span", "gen_ai.response.id": "chatcmpl-1"}, False, "llm"),
        ({"logfire.span_type": "log"}, False, "llm"),
    ],
)
def test_a_span_that_only_begins_a_streamed_call_is_no_call_unless_it_is_refused(
    telemetry: TelemetryStore, more: Mapping[str, Value], error: bool, kind: str
) -> None:
    """Logfire writes a log with the answer and its usage when the stream has ended: that is the call."""
    begun = {"gen_ai.operation.name": "chat", "gen_ai.request.model": "gpt-4o-mini", **more}
    assert stored(telemetry, begun, {"kind": kind}, scope="logfire.openai", error=error) == {"kind": kind}


def test_the_preparation_of_a_call_is_none(telemetry: TelemetryStore) -> None:
    marked = {"openinference.span.kind": "LLM", "llm.model_name": "gpt-4o-mini"}
    name = "OpenAI._prepare_chat_with_tools"
    assert stored(telemetry, marked, {"kind": "chain"}, name=name) == {"kind": "chain"}
