"""A call that several instrumentations saw counts once, wherever their spans stand; two calls that are alike, twice."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.kit.otlp import NOON, SpanSpec, Value, chat, request, root, span_id, trace_id
from tocsin.model import Task, TraceId
from tocsin.store.telemetry import OtlpRequest, TelemetryStore
from tocsin.store.telemetry.task.beside import MOST_BESIDE

pytestmark = pytest.mark.slow

MILLISECOND = timedelta(milliseconds=1)
FRAMEWORK, SDK = "framework", "sdk"
ANSWER: Mapping[str, Value] = {"gen_ai.response.id": "r1"}
OTHER_ANSWER: Mapping[str, Value] = {"gen_ai.response.id": "r2"}
OTHER_COUNT: Mapping[str, Value] = {"gen_ai.usage.output_tokens": 99}
UNKNOWN: Mapping[str, Value] = {"gen_ai.usage.input_tokens": "", "gen_ai.usage.output_tokens": ""}
PROMPT: Mapping[str, Value] = {"gen_ai.prompt.name": "p"}


def sealed(telemetry: TelemetryStore, spans: Iterable[tuple[str, SpanSpec]]) -> Task:
    """Store the spans of one trace, each under its scope, and return its task."""
    messages = [request([span], trace=trace_id(1), scope=scope) for scope, span in [("app", root()), *spans]]
    bodies = [message.SerializeToString() for message in messages]
    telemetry.spans.write([OtlpRequest(body, number) for number, body in enumerate(bodies, 1)], NOON)
    telemetry.sealing.seal(telemetry.sealing.activity(NOON - MILLISECOND, NOON), [], NOON + timedelta(minutes=1))
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    assert task is not None
    return task


def call(
    number: int, begin: int, end: int, model: str = "gpt-4o", *, said: Mapping[str, Value] | None = None
) -> SpanSpec:
    """Return a model call below the root, from one millisecond to another."""
    span = chat(number, model=model)
    length = (end - begin) * MILLISECOND
    return replace(span, start=begin * MILLISECOND, length=length, attributes={**span.attributes, **(said or {})})


def action(number: int, parent: int, operation: str, tool: str = "", **said: str) -> SpanSpec:
    """Return the call of a tool, or another step; `__` in attribute names stands for a dot."""
    dotted = {key.replace("__", "."): value for key, value in said.items()}
    attributes = {"gen_ai.operation.name": operation, "gen_ai.tool.name": tool, **dotted}
    return SpanSpec(operation, span_id(number), parent=span_id(parent), attributes=attributes)


def test_a_call_beside_its_twin_counts_once(telemetry: TelemetryStore) -> None:
    """Callbacks of frameworks set no context, so the SDK's span stands beside theirs."""
    task = sealed(telemetry, [(FRAMEWORK, call(2, 0, 100)), (SDK, call(3, 10, 90))])
    assert (task.llm_calls, task.input_tokens) == (1, 1_000)


def test_equal_calls_at_once_are_paired_one_to_one(telemetry: TelemetryStore) -> None:
    outer = [(FRAMEWORK, call(2 + n, n, 100 - n % 3)) for n in range(5)]
    inner = [(SDK, call(12 + n, 10 + n, 50 + 7 * n)) for n in range(4)]
    assert sealed(telemetry, [*outer, *inner]).llm_calls == 5


def test_below_a_parent_with_very_many_calls_none_are_paired(telemetry: TelemetryStore) -> None:
    """Pairing takes time for each of them, and whoever sends so many at once must not hold up sealing."""
    real = [(FRAMEWORK, call(10 + 2 * n, 10 * n, 10 * n + 9)) for n in range(MOST_BESIDE // 2)]
    seen_again = [(SDK, call(11 + 2 * n, 10 * n + 1, 10 * n + 8)) for n in range(MOST_BESIDE // 2)]
    assert sealed(telemetry, [*real, *seen_again]).llm_calls == MOST_BESIDE // 2
    one_more = (FRAMEWORK, call(5, 100_000, 100_001))
    assert sealed(telemetry, [*real, *seen_again, one_more]).llm_calls == MOST_BESIDE + 1


@pytest.mark.parametrize(
    "second",
    [
        (FRAMEWORK, call(3, 10, 90)),
        (SDK, call(3, 10, 110)),
        (SDK, call(3, 10, 90, "gpt-4o-mini")),
        (SDK, call(3, 10, 90, said=OTHER_COUNT)),
        (SDK, call(3, 10, 90, said=OTHER_ANSWER)),
        (SDK, call(3, 40, 60, said=UNKNOWN)),
        (SDK, replace(call(3, 10, 90), parent=span_id(99))),
    ],
    ids=["one scope", "not within", "other model", "other tokens", "other answer", "short", "other parent"],
)
def test_two_calls_that_differ_as_no_twins_do_are_two(telemetry: TelemetryStore, second: tuple[str, SpanSpec]) -> None:
    assert sealed(telemetry, [(FRAMEWORK, call(2, 0, 100, said=ANSWER)), second]).llm_calls == 2


def test_the_last_of_several_attempts_is_the_call_of_the_framework(telemetry: TelemetryStore) -> None:
    """It takes a small part of the time, and both know its tokens or got its answer."""
    answered = call(4, 80, 90, said={**UNKNOWN, **ANSWER})
    failed = [(SDK, replace(call(2 + n, 10 * n, 10 * n + 5, said=UNKNOWN), error=True)) for n in range(2)]
    task = sealed(telemetry, [(FRAMEWORK, call(9, 0, 100, said=ANSWER)), *failed, (SDK, answered)])
    assert (task.llm_calls, task.failed_calls) == (1, 2)


def test_attempts_that_all_failed_hold_no_failure_more(telemetry: TelemetryStore) -> None:
    spans = [(FRAMEWORK, call(9, 0, 100, said=UNKNOWN))]
    spans += [(SDK, call(2 + n, 20 * n, 20 * n + 10, said=UNKNOWN)) for n in range(3)]
    task = sealed(telemetry, [(scope, replace(span, error=True)) for scope, span in spans])
    assert (task.llm_calls, task.failed_calls) == (0, 3)


def test_what_only_one_of_twins_knows_is_kept(telemetry: TelemetryStore) -> None:
    outer, inner = call(2, 0, 100, said=PROMPT), call(3, 10, 90, said=UNKNOWN)
    task = sealed(telemetry, [(FRAMEWORK, outer), (SDK, inner), (SDK, call(4, 200, 300))])
    assert {usage.prompt: (usage.calls, usage.input_tokens) for usage in task.usage} == {"p": (2, 2_000)}
    assert task.llm_calls == 2


@pytest.mark.parametrize(
    ("outer", "inner", "calls"),
    [
        ("gpt-4o-mini-2024-07-18", "gpt-4o-mini", 1),
        ("claude-sonnet-4-5@20250929", "claude-sonnet-4-5-20250929", 1),
        ("anthropic.claude-3-haiku-20240307-v1:0", "anthropic.claude-3-haiku", 1),
        ("mistral-large-2411", "mistral-large-latest", 1),
        ("gpt-4-0613", "gpt-4", 1),
        ("gemini-2.5-flash-preview-05-20", "gemini-2.5-flash-preview", 1),
        ("gemini-1.5-pro-002", "gemini-1.5-pro", 1),
        ("command-r-08-2024", "command-r", 1),
        ("gpt-4o-mini-2024-07-18", "gpt-4o", 2),
        ("gpt-4.1", "gpt-4", 2),
        ("llama-3-70b", "llama-3-8b", 2),
        ("o3", "o1", 2),
    ],
)
def test_a_dated_model_and_its_plain_name_are_one(
    telemetry: TelemetryStore, outer: str, inner: str, calls: int
) -> None:
    inside = replace(call(3, 10, 90, inner, said=UNKNOWN), parent=span_id(2))
    assert sealed(telemetry, [(FRAMEWORK, call(2, 0, 100, outer)), (SDK, inside)]).llm_calls == calls


def test_a_tool_and_a_retrieval_right_in_their_twins_count_once(telemetry: TelemetryStore) -> None:
    spans = [
        (FRAMEWORK, action(2, 1, "execute_tool", "clock")),
        (SDK, action(3, 2, "execute_tool", "clock")),
        (SDK, action(4, 2, "execute_tool", "calendar")),
        (SDK, action(5, 4, "execute_tool", "calendar")),
        (FRAMEWORK, action(6, 1, "retrieval")),
        (SDK, action(7, 6, "retrieval")),
        (FRAMEWORK, action(8, 6, "retrieval")),
    ]
    task = sealed(telemetry, spans)
    assert (task.tool_calls, task.retrieval_calls) == (3, 2)


@pytest.mark.parametrize("name", ["gen_ai__tool__call__id", "ai__toolCall__id"])
def test_a_tool_beside_its_twin_counts_once_where_both_tell_the_id_of_the_call(
    telemetry: TelemetryStore, name: str
) -> None:
    spans = [
        (FRAMEWORK, action(2, 1, "execute_tool", "clock", **{name: "call_1"})),
        (SDK, action(3, 1, "execute_tool", "clock", gen_ai__tool__call__id="call_1")),
        (SDK, action(4, 1, "execute_tool", "clock", gen_ai__tool__call__id="call_2")),
        (SDK, action(5, 1, "execute_tool", "calendar", gen_ai__tool__call__id="call_1")),
        (FRAMEWORK, action(6, 1, "execute_tool", "clock")),
    ]
    assert sealed(telemetry, spans).tool_calls == 4


def test_a_tool_beside_and_in_its_twins_counts_once(telemetry: TelemetryStore) -> None:
    scopes = [(FRAMEWORK, 1), (SDK, 2), ("third", 1)]
    spans = [
        (scope, action(number, parent, "execute_tool", "clock", gen_ai__tool__call__id="call_1"))
        for number, (scope, parent) in enumerate(scopes, 2)
    ]
    assert sealed(telemetry, spans).tool_calls == 1


def test_a_tool_that_is_tried_again_runs_again(telemetry: TelemetryStore) -> None:
    """By the same instrumentation at once, or by another one later."""
    tried = action(2, 1, "execute_tool", "clock", gen_ai__tool__call__id="call_1")
    at_once = replace(tried, span_id=span_id(3))
    later = replace(tried, span_id=span_id(4), start=2 * tried.length)
    assert sealed(telemetry, [(FRAMEWORK, tried), (FRAMEWORK, at_once), (SDK, later)]).tool_calls == 3
