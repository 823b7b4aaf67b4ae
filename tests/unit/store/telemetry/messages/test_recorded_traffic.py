"""Traffic recorded between real clients and real vendors, as instrumentation dumps it whole."""

import gzip
from collections.abc import Iterator

import pytest
import yaml

from tests.kit.messages import contents, text
from tests.kit.shared import shared
from tocsin.model import Document, PartKind, SpanKind

FOLDER = "fixtures/otlp/provider-cassettes"
EVENT_STREAM = ("data: ", "event: ")


def exchanges(name: str) -> Iterator[tuple[str, str]]:
    """Yield the request and response bodies of a recording."""
    for exchange in yaml.safe_load(shared(f"{FOLDER}/{name}.yaml").read_text())["interactions"]:
        yield _text(exchange["request"]["body"]), _text(exchange["response"]["body"]["string"])


def _text(body: str | bytes) -> str:
    if isinstance(body, str):
        return body
    return (gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body).decode()


@pytest.mark.parametrize(
    ("name", "question", "answered"),
    [
        ("openai.test_chat_tools", "What's the weather like in San Francisco?", ["tool_call"]),
        ("openai.test_responses_tool_calls", "What's the weather in London?", ["tool_call", "tool_call"]),
        ("openai.test_responses_reasoning", "Count r's in strawberry", ["text"]),
        (
            "anthropic.test_anthropic_tools_legacy",
            "What is the weather like right now in New York? Also what time is it there now?",
            ["text", "tool_call", "tool_call"],
        ),
        ("bedrock.test_guardrail_converse", "what is the capital of Japan?", ["text"]),
    ],
)
def test_a_dumped_exchange_is_read_as_a_conversation(name: str, question: str, answered: list[str]) -> None:
    for request, response in exchanges(name):
        read = contents({"input.value": request, "output.value": response})
        assert read.input[-1] == text("user", question)
        assert [part.kind.value for message in read.output for part in message.parts] == answered


def test_an_answer_that_is_a_stream_is_shown_as_it_came() -> None:
    ((request, response),) = exchanges("openai.test_chat_tools_streaming")
    read = contents({"input.value": request, "output.value": response})
    assert read.output[0].text.startswith(EVENT_STREAM)


def test_a_reranking_is_read_with_its_query_and_scores() -> None:
    ((request, response),) = exchanges("cohere.test_cohere_v2_rerank_legacy")
    read = contents({"input.value": request, "output.value": response}, kind=SpanKind.RERANK)
    (query,) = read.input
    assert query.parts[0].kind is PartKind.TEXT
    assert query.text.startswith("What is the capital of the United States")
    assert read.documents[0] == Document("3", "", 0.999071)
