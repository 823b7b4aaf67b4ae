"""What a task's model calls used, each counted once: by model and prompt, however many instrumentations saw it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tests.contract.telemetry.test_emitters import EMITTERS, body_of, expected
from tests.kit.otlp import NOON, SpanSpec, Value, chat, request, root, span_id, trace_id
from tests.kit.prices import price, rates
from tocsin.model import Task, TaskFilter, Window
from tocsin.store.telemetry import OtlpRequest, TelemetryStore

pytestmark = pytest.mark.slow

MINUTE = timedelta(minutes=1)
EVER = Window(NOON - timedelta(days=3_650), NOON + timedelta(days=3_650))
UNPRICED = "house-model"
CHARGED = rates(2.0e-6, 10.0e-6, read=1.0e-6, write=4.0e-6)


def sealed(telemetry: TelemetryStore, *bodies: bytes) -> list[Task]:
    """Store requests and seal every trace of theirs, all models at one price."""
    telemetry.spans.write([OtlpRequest(body, number) for number, body in enumerate(bodies)], NOON)
    seen = [key for key in telemetry.prices.models_seen(NOON - MINUTE) if key.model != UNPRICED]
    telemetry.prices.put([price(key, CHARGED) for key in seen], NOON)
    telemetry.sealing.seal(telemetry.sealing.activity(NOON - MINUTE, NOON), [], NOON + MINUTE)
    return list(telemetry.tasks.tasks(TaskFilter(), EVER, limit=1_000))


def task_of(telemetry: TelemetryStore, *spans: SpanSpec) -> Task:
    """Send the spans as one trace and return its task."""
    (task,) = sealed(telemetry, request(spans, trace=trace_id(1)).SerializeToString())
    return task


def step(number: int, parent: int, operation: str, **attributes: Value) -> SpanSpec:
    """Return a span that is no model call."""
    dotted = {key.replace("__", "."): value for key, value in attributes.items()}
    return SpanSpec(
        operation, span_id(number), parent=span_id(parent), attributes={"gen_ai.operation.name": operation, **dotted}
    )


def below(parent: int, call: SpanSpec) -> SpanSpec:
    return replace(call, parent=span_id(parent))


def without_tokens(call: SpanSpec) -> SpanSpec:
    kept = {key: value for key, value in call.attributes.items() if "usage" not in key}
    return replace(call, attributes=kept)


def counted(task: Task) -> tuple[int, int, int]:
    return task.llm_calls, task.input_tokens, task.output_tokens


@pytest.mark.parametrize("name", EMITTERS)
def test_tasks_of_every_emitter_add_up_to_what_it_did(telemetry: TelemetryStore, name: str) -> None:
    tasks = sealed(telemetry, body_of(name))
    truth: Mapping[str, Any] = expected(name)
    assert sum(task.llm_calls for task in tasks) == truth["llm_calls_ok"]
    assert sum(task.failed_calls for task in tasks) == truth.get(
        "llm_calls_error", truth.get("llm_call_attempts_error")
    )
    embedded = truth.get("embedding_tokens", 0)
    assert sum(task.input_tokens for task in tasks) == truth["input_tokens"] + embedded
    assert sum(task.output_tokens for task in tasks) == truth["output_tokens"]
    read, written = truth["cache_read"] or 0, truth.get("cache_write", 0)
    paid = (truth["input_tokens"] - read - written + embedded) * 2e-6 + read * 1e-6 + written * 4e-6
    assert sum(task.cost_usd for task in tasks) == pytest.approx(paid + truth["output_tokens"] * 10e-6)
    assert sum(task.unpriced_calls for task in tasks) == 0


def test_usage_adds_up_to_the_task_by_model_and_prompt(telemetry: TelemetryStore) -> None:
    task = task_of(
        telemetry,
        root(),
        chat(2, gen_ai__prompt__name="a", gen_ai__prompt__version="1"),
        chat(3, gen_ai__prompt__name="a", gen_ai__prompt__version="1", gen_ai__usage__cache_read__input_tokens=600),
        chat(4, gen_ai__prompt__name="a", gen_ai__prompt__version="2"),
        chat(5, model=UNPRICED, gen_ai__prompt__name="b"),
        step(6, 1, "embeddings", gen_ai__request__model="small", gen_ai__usage__input_tokens=7),
    )
    by_label = {(u.kind, u.model, u.prompt, u.prompt_version): (u.calls, u.input_tokens) for u in task.usage}
    assert by_label == {
        ("embedding", "small", "", ""): (1, 7),
        ("llm", "gpt-4o", "a", "1"): (2, 2_000),
        ("llm", "gpt-4o", "a", "2"): (1, 1_000),
        ("llm", UNPRICED, "b", ""): (1, 1_000),
    }
    assert sum(u.input_tokens for u in task.usage) == task.input_tokens == 4_007
    assert sum(u.output_tokens for u in task.usage) == task.output_tokens == 400
    assert sum(u.cache_read_tokens for u in task.usage) == 600
    assert sum(u.cost_usd for u in task.usage) == pytest.approx(task.cost_usd)
    assert sum(u.unpriced_calls for u in task.usage) == task.unpriced_calls == 1
    assert task.llm_calls == 4


def test_whom_a_task_served_any_span_may_say_and_the_root_wins(telemetry: TelemetryStore) -> None:
    task = task_of(
        telemetry,
        root(tocsin__feature="from root"),
        replace(chat(3, tocsin__team="late", tocsin__feature="call"), start=timedelta(seconds=1)),
        chat(2, tocsin__team="early", user__id="u1", session__id="s1"),
        chat(4, tocsin__tenant="x" * 5_000),
    )
    assert (task.feature, task.team, task.user, task.session) == ("from root", "early", "u1", "s1")
    assert task.tenant == "x" * 200


def test_a_call_without_a_prompt_is_billed_to_the_nearest_prompt_above_it(telemetry: TelemetryStore) -> None:
    task = task_of(
        telemetry,
        root(gen_ai__prompt__name="outer", gen_ai__prompt__version="1"),
        step(2, 1, "invoke_agent", gen_ai__prompt__name="inner", gen_ai__prompt__version="2"),
        below(4, chat(3)),
        step(4, 2, "invoke_workflow"),
        chat(5),
    )
    assert {(u.prompt, u.prompt_version, u.calls) for u in task.usage} == {("inner", "2", 1), ("outer", "1", 1)}


def test_the_only_prompt_of_a_trace_stands_for_calls_beside_it(telemetry: TelemetryStore) -> None:
    task = task_of(telemetry, root(), step(2, 1, "retrieval", gen_ai__prompt__name="p"), chat(3))
    assert [(u.prompt, u.calls) for u in task.usage] == [("p", 1)]


def test_one_of_several_prompts_is_not_guessed(telemetry: TelemetryStore) -> None:
    named = (step(n, 1, "retrieval", gen_ai__prompt__name=f"p{n}") for n in (2, 3))
    assert [u.prompt for u in task_of(telemetry, root(), *named, chat(4)).usage] == [""]


def test_made_up_prompt_names_do_not_make_a_task_large(telemetry: TelemetryStore) -> None:
    task = task_of(telemetry, root(), *(chat(n, gen_ai__prompt__name=f"p{n}") for n in range(2, 152)))
    assert [(u.prompt, u.calls) for u in task.usage] == [("", 150)]


def test_a_call_that_framework_and_sdk_both_report_counts_once(telemetry: TelemetryStore) -> None:
    """OpenInference's span around the call, and below it the span of the vendor's SDK."""
    framework = SpanSpec(
        "ChatOpenAI",
        span_id(2),
        parent=span_id(1),
        attributes={
            "openinference.span.kind": "LLM",
            "llm.model_name": "gpt-4o",
            "llm.token_count.prompt": 1_000,
            "llm.token_count.completion": 100,
        },
    )
    sdk = below(2, chat(3, gen_ai__response__model="gpt-4o-2024-08-06"))
    assert counted(task_of(telemetry, root(), framework, sdk)) == (1, 1_000, 100)


def test_a_call_with_one_response_id_counts_once_wherever_its_spans_hang(telemetry: TelemetryStore) -> None:
    """OpenLIT and the SDK's own instrumentation side by side, each under the root."""
    openlit = request([root(), chat(2, gen_ai__response__id="chatcmpl-1")], trace=trace_id(1))
    answers = (chat(n, gen_ai__response__id=f"chatcmpl-{n}") for n in (1, 4))
    spans = [replace(call, span_id=span_id(3 + n)) for n, call in enumerate(answers)]
    sdk = request(spans, trace=trace_id(1))
    sdk.resource_spans[0].scope_spans[0].scope.name = "opentelemetry.instrumentation.openai_v2"
    (task,) = sealed(telemetry, openlit.SerializeToString(), sdk.SerializeToString())
    assert counted(task) == (2, 2_000, 200)


def test_answers_that_all_have_the_same_id_are_different_answers(telemetry: TelemetryStore) -> None:
    """Some gateways, and most test doubles, give every answer one id."""
    spans = (chat(n, gen_ai__response__id="chatcmpl-1") for n in (2, 3, 4))
    assert counted(task_of(telemetry, root(), *spans)) == (3, 3_000, 300)


def test_nested_spans_of_one_response_are_not_both_dropped(telemetry: TelemetryStore) -> None:
    outer, inner = (chat(n, gen_ai__response__id="chatcmpl-1") for n in (2, 3))
    assert counted(task_of(telemetry, root(), outer, below(2, inner))) == (1, 1_000, 100)


def test_three_instrumentations_of_one_call_count_once(telemetry: TelemetryStore) -> None:
    middle = without_tokens(below(2, chat(3)))
    assert counted(task_of(telemetry, root(), chat(2), middle, below(3, chat(4)))) == (1, 1_000, 100)


@pytest.mark.parametrize("knows", ["outer", "inner", "neither"])
def test_of_two_spans_of_a_call_that_which_knows_its_tokens_counts(telemetry: TelemetryStore, knows: str) -> None:
    outer, inner = chat(2), below(2, chat(3))
    task = task_of(
        telemetry,
        root(),
        outer if knows == "outer" else without_tokens(outer),
        inner if knows == "inner" else without_tokens(inner),
    )
    assert counted(task) == ((1, 0, 0) if knows == "neither" else (1, 1_000, 100))


def test_a_call_of_another_model_inside_a_call_counts_too(telemetry: TelemetryStore) -> None:
    assert counted(task_of(telemetry, root(), chat(2), below(2, chat(3, model="o3")))) == (2, 2_000, 200)


def test_calls_one_after_the_other_are_two_calls(telemetry: TelemetryStore) -> None:
    later = replace(below(2, chat(3)), start=timedelta(minutes=1))
    assert counted(task_of(telemetry, root(), chat(2), later)) == (2, 2_000, 200)


def test_attempts_that_failed_are_not_answered_calls(telemetry: TelemetryStore) -> None:
    """A framework's span around three attempts, the last of which got an answer."""
    failed = (replace(without_tokens(below(2, chat(n))), error=True) for n in (3, 4))
    task = task_of(telemetry, root(), chat(2), *failed, below(2, chat(5)))
    assert (counted(task), task.failed_calls) == ((1, 1_000, 100), 2)


def test_a_call_that_failed_in_both_reports_failed_once(telemetry: TelemetryStore) -> None:
    outer, inner = (replace(without_tokens(chat(n)), error=True) for n in (2, 3))
    task = task_of(telemetry, root(), outer, below(2, inner))
    assert (counted(task), task.failed_calls, task.usage) == ((0, 0, 0), 1, ())


def test_a_model_that_only_a_wrapper_names_is_priced(telemetry: TelemetryStore) -> None:
    reported: Mapping[str, Value] = {"gen_ai__request__model": "claude-opus-4-1", "gen_ai__usage__input_tokens": 500}
    task = task_of(telemetry, root(), step(2, 1, "invoke_agent", **reported))
    assert task.unpriced_calls == 0
    assert task.cost_usd == pytest.approx(500 * 2e-6)


def test_a_wrapper_is_used_where_no_call_below_it_was_received(telemetry: TelemetryStore) -> None:
    reported: Mapping[str, Value] = {
        "gen_ai__provider__name": "openai",
        "gen_ai__request__model": "gpt-4o",
        "gen_ai__usage__input_tokens": 500,
        "gen_ai__usage__output_tokens": 50,
    }
    task = task_of(
        telemetry,
        root(),
        step(2, 1, "invoke_agent", **reported),
        below(2, chat(3)),
        step(4, 1, "invoke_workflow", **reported),
        step(5, 4, "invoke_agent", **reported),
    )
    # The agent's own call counts, and of the workflow, whose calls were not sampled, the innermost report.
    beside = task.input_tokens - 1_000
    assert (task.llm_calls, beside, task.output_tokens) == (1, 500, 150)
    assert task.cost_usd == pytest.approx(1_500 * 2e-6 + 150 * 10e-6)
