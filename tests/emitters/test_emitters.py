"""Every convention's own SDK runs unmodified; what it sends is what was done, to the token."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest

from tests.emitters.emitted import emit
from tests.kit.model_api import ModelApi
from tests.kit.server import Server, until

pytestmark = [pytest.mark.slow, pytest.mark.emitters]


@dataclass(frozen=True)
class Told:
    """What an emitter tells of one trace; None is what it does not tell."""

    vendor: str
    answered: int
    refused: int
    input: int
    output: int
    cache_read: int | None
    cache_write: int | None
    reasoning: int | None
    embedded: int | None = None
    session: str = ""
    user: str = ""
    tools: int = 0


OPENAI = Told("openai", 3, 1, 3 * 1_200, 3 * 64, 3 * 1_024, None, 3 * 32, embedded=8)
ANTHROPIC = Told("anthropic", 3, 1, 3 * 2_550, 3 * 64, 3 * 1_024, 3 * 26, None)
AGENT = Told("openai", 2, 0, 2 * 1_200, 2 * 64, 2 * 1_024, None, 2 * 32, session="session-1", tools=1)
REFUSED = Told("", 0, 1, 0, 0, None, None, None)


def of_user(trace: Told) -> Told:
    """Return a trace of the scenarios that name a user and a session."""
    return replace(trace, session="session-1", user="user-1")


EMITTERS: Mapping[str, Mapping[str, Told]] = {
    "otel_genai": {"answer with openai": OPENAI},
    "otel_genai_events": {"answer with openai": OPENAI},
    "openinference_sdk": {
        "answer with openai": of_user(OPENAI),
        "answer with anthropic": of_user(ANTHROPIC),
    },
    "openllmetry_sdk": {
        # It gives no reasoning tokens for a streamed answer, and adds the one token Anthropic's stream begins with.
        "answer with openai": replace(OPENAI, reasoning=2 * 32),
        "answer with anthropic": replace(ANTHROPIC, output=3 * 64 + 1),
    },
    "langfuse_sdk": {
        "answer with openai": of_user(OPENAI),
        "answer with responses": Told("openai", 1, 0, 1_200, 64, 1_024, None, 32),
    },
    "langchain_langsmith": {"librarian": of_user(AGENT)},
    "langchain_langfuse": {
        "librarian": of_user(AGENT),
        # Anthropic's own client writes a span of the same call, too.
        "ChatAnthropic": Told("anthropic", 1, 0, 2_550, 64, 1_024, 26, None),
        "ChatOpenAI": REFUSED,
    },
    "bedrock_botocore": {
        "answer with bedrock": Told("aws.bedrock", 2, 1, 2 * 2_550, 2 * 64, 2 * 1_024, 2 * 26, None),
    },
    "logfire_sdk": {"answer with openai": OPENAI},
    "mlflow_tracing": {
        # It gives no reasoning tokens, none for an embedding, and no usage of a stream it does not consume itself.
        "answer with openai": replace(OPENAI, reasoning=None, embedded=None),
        "answer with anthropic": replace(
            ANTHROPIC, input=2 * 2_550, output=2 * 64, cache_read=2 * 1_024, cache_write=2 * 26
        ),
    },
    "mcp_sdk": {"answer with mcp": Told("", 0, 0, 0, 0, None, None, None, tools=1)},
    "pydantic_agent": {
        "invoke_agent openai": AGENT,
        "invoke_agent anthropic": Told(
            "anthropic", 2, 0, 2 * 2_550, 2 * 64, 2 * 1_024, 2 * 26, None, session="session-1", tools=1
        ),
    },
    "vercel-v6": {"answer with openai": of_user(replace(OPENAI, tools=1))},
    # It tells no reasoning tokens.
    "vercel-v7": {"answer with openai": replace(OPENAI, reasoning=None, tools=1)},
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("emitters")) as running:
        yield running


@pytest.fixture(scope="module")
def models() -> Iterator[ModelApi]:
    with ModelApi() as api:
        yield api


def tasks_of(server: Server, service: str, count: int) -> Sequence[Mapping[str, Any]]:
    """Return the tasks of a service once there are so many."""
    found: Sequence[Mapping[str, Any]] = ()
    for _ in until():
        answer = server.get("/api/v1/traces", service=service)
        assert answer.status_code == httpx.codes.OK
        found = answer.json()["items"]
        if len(found) >= count:
            return found
    raise AssertionError(f"{service}: {len(found)} of {count} traces were sealed")


def told(task: Mapping[str, Any]) -> Told:
    """Return what Tocsin understood of a trace; a class of tokens that it counted none of was not told."""
    calls = [usage for usage in task["usage"] if usage["kind"] == "llm"]

    def sum_of(column: str) -> int:
        return sum(usage[column] for usage in calls)

    embeddings = [usage["input_tokens"] for usage in task["usage"] if usage["kind"] == "embedding"]
    return Told(
        vendor=",".join(sorted({usage["vendor"] for usage in calls})),
        answered=task["llm_calls"],
        refused=task["failed_calls"],
        input=sum_of("input_tokens"),
        output=sum_of("output_tokens"),
        cache_read=sum_of("cache_read_tokens") or None,
        cache_write=sum_of("cache_write_tokens") or None,
        reasoning=sum_of("reasoning_tokens") or None,
        embedded=sum(embeddings) or None,
        session=task["session"],
        user=task["user"],
        tools=task["tool_calls"],
    )


@pytest.mark.parametrize("name", EMITTERS)
def test_what_an_sdk_sends_is_understood_to_the_token(server: Server, models: ModelApi, name: str) -> None:
    emit(name, server, models)
    tasks = tasks_of(server, name, len(EMITTERS[name]))
    understood = {}
    for task in tasks:
        trace = server.get(f"/api/v1/traces/{task['trace_id']}").json()
        understood[task["root_name"]] = told(trace["task"])
    assert understood == EMITTERS[name]
