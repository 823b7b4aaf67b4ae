"""Every SDK records the same conversation in a shape of its own; all of them are read as that conversation."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest

from tests.emitters.emitted import emit
from tests.emitters.test_emitters import tasks_of
from tests.kit.model_api import ModelApi
from tests.kit.server import Server

pytestmark = [pytest.mark.slow, pytest.mark.emitters]

SYSTEM = ("system", "text", "You answer for the city library.")
QUESTION = ("user", "text", "How long is it open?")
CALL = ("assistant", "tool_call", "opening_hours")
ANSWER = ("assistant", "text", "Until eight.")
TRACES = {
    "openinference_sdk": 2,
    "openllmetry_sdk": 2,
    "mlflow_tracing": 2,
    "pydantic_agent": 2,
    "logfire_sdk": 1,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("conversations")) as running:
        yield running


@pytest.fixture(scope="module")
def models() -> Iterator[ModelApi]:
    with ModelApi() as api:
        yield api


def said(messages: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return who said what in which way; calls by their name, results by what they are."""
    shown = {"tool_call": "name", "tool_result": "kind"}
    return [
        (message["role"], part["kind"], part[shown.get(part["kind"], "text")])
        for message in messages
        for part in message["parts"]
    ]


@pytest.mark.parametrize("name", TRACES)
def test_a_call_with_a_tools_result_is_read_whole(server: Server, models: ModelApi, name: str) -> None:
    emit(name, server, models)
    traces = [server.get(f"/api/v1/traces/{task['trace_id']}").json() for task in tasks_of(server, name, TRACES[name])]
    for trace in traces:
        calls = [span for span in trace["spans"] if span["kind"] == "llm"]
        asked, answered = calls[0], calls[1]
        assert said(asked["input_messages"]) == [SYSTEM, QUESTION]
        assert said(asked["output_messages"]) == [CALL]
        *before, (_, kind, _) = said(answered["input_messages"])
        assert (before, kind) == ([SYSTEM, QUESTION, CALL], "tool_result")
        assert said(answered["output_messages"]) == [ANSWER]
        (call,) = asked["output_messages"][0]["parts"]
        assert answered["input_messages"][-1]["parts"][0]["call_id"] == call["call_id"] != ""
