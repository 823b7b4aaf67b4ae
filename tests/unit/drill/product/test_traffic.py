"""What the product exports: both journeys, told by the GenAI conventions, in the past and in the present."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Sequence

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.trace import Tracer

from tests.unit.drill.conftest import OtlpSink, SeenSpan
from tests.unit.drill.product.prompts import PROMPT_V1, PROMPT_V2
from tocsin.clock import SystemClock
from tocsin.drill.product.answer_question import answer_question
from tocsin.drill.product.knowledge import HelpCenter
from tocsin.drill.product.order_status import order_status
from tocsin.drill.product.pace import LivePace, Pace
from tocsin.drill.product.task_trace import TaskTrace
from tocsin.drill.product.telemetry import tracer_provider
from tocsin.drill.product.traffic import Serve, Stream, serve_live, tell_past
from tocsin.sdk import LiveRelease

SECOND_NS = 1_000_000_000
START_NS = 1_790_000_000 * SECOND_NS
HELP_CENTER = HelpCenter.load()


def _questions(prompt: LiveRelease, seed: int = 5) -> Serve:
    users = random.Random(seed)

    async def serve(tracer: Tracer, pace: Pace) -> None:
        await answer_question(TaskTrace(tracer, pace, random.Random(users.random())), prompt, HELP_CENTER)

    return serve


def _orders(seed: int = 6) -> Serve:
    users = random.Random(seed)
    prompt = LiveRelease("prompt", "order-status", "v1", "Look the order up.")

    async def serve(tracer: Tracer, pace: Pace) -> None:
        await order_status(TaskTrace(tracer, pace, random.Random(users.random())), prompt)

    return serve


def _prompt(version: str, content: str) -> LiveRelease:
    return LiveRelease("prompt", "support-answer", version, content)


def _tell(sink: OtlpSink, streams: Sequence[Stream], seconds: int) -> int:
    provider = tracer_provider(sink.url, "2026.11.2")
    tasks = asyncio.run(tell_past(streams, START_NS, START_NS + seconds * SECOND_NS, provider, random.Random(1)))
    provider.shutdown()
    return tasks


def _outcomes(roots: Sequence[SeenSpan]) -> Counter[object]:
    return Counter(root.attributes["tocsin.outcome"] for root in roots)


def test_past_is_exported_whole_and_lies_in_its_interval(sink: OtlpSink) -> None:
    tasks = _tell(sink, [Stream(_questions(_prompt("v1", PROMPT_V1)), 0.5), Stream(_orders(), 0.2)], seconds=600)

    assert len(sink.roots) == tasks
    assert tasks == pytest.approx(420, rel=0.25)
    assert all(START_NS <= root.start_ns < START_NS + 600 * SECOND_NS for root in sink.roots)
    assert all(0.3 < (root.end_ns - root.start_ns) / SECOND_NS < 10 for root in sink.roots)


def test_question_is_retrieved_answered_and_judged(sink: OtlpSink) -> None:
    _tell(sink, [Stream(_questions(_prompt("v1", PROMPT_V1)), 0.1)], seconds=60)
    root, retrieval, call = sink.trace(sink.roots[0])

    assert [root.name, retrieval.name, call.name] == [
        "invoke_workflow answer-question",
        "retrieval help-center",
        "chat gpt-4o-mini",
    ]
    assert root.attributes["tocsin.journey"] == "answer-question"
    assert call.attributes["gen_ai.provider.name"] == "openai"
    assert call.attributes["gen_ai.response.model"] == "gpt-4o-mini-2024-07-18"
    assert (call.attributes["gen_ai.prompt.name"], call.attributes["gen_ai.prompt.version"]) == ("support-answer", "v1")
    assert int(str(call.attributes["gen_ai.usage.input_tokens"])) > 50
    assert json.loads(str(call.attributes["gen_ai.output.messages"]))[0]["role"] == "assistant"
    assert len(json.loads(str(retrieval.attributes["gen_ai.retrieval.documents"]))) == 3


def test_order_goes_through_an_agent_and_its_tool(sink: OtlpSink) -> None:
    _tell(sink, [Stream(_orders(), 0.1)], seconds=60)
    trace = sink.trace(sink.roots[0])

    assert [span.name for span in trace] == [
        "invoke_agent order-agent",
        "chat claude-sonnet-4-5",
        "execute_tool lookup_order",
        "chat claude-sonnet-4-5",
    ]
    assert trace[1].attributes["gen_ai.response.finish_reasons"] == ["tool_call"]
    assert "tocsin.journey" not in trace[0].attributes


def test_default_prompt_names_no_release(sink: OtlpSink) -> None:
    _tell(sink, [Stream(_questions(_prompt("", PROMPT_V1)), 0.1)], seconds=60)

    assert all("gen_ai.prompt.version" not in span.attributes for span in sink.spans)


def test_steps_lie_inside_their_task(sink: OtlpSink) -> None:
    _tell(sink, [Stream(_orders(), 0.2)], seconds=100)
    for root in sink.roots:
        assert all(root.start_ns <= span.start_ns <= span.end_ns <= root.end_ns for span in sink.trace(root))


@pytest.mark.slow
def test_good_prompt_fails_rarely_and_the_bad_one_often(sink: OtlpSink) -> None:
    _tell(sink, [Stream(_questions(_prompt("v1", PROMPT_V1)), 2)], seconds=600)
    good = _outcomes(sink.roots)
    sink.spans.clear()
    _tell(sink, [Stream(_questions(_prompt("v2", PROMPT_V2)), 2)], seconds=600)
    bad = _outcomes(sink.roots)

    assert good["failure"] / good.total() < 0.01
    assert bad["failure"] / bad.total() == pytest.approx(0.6, abs=0.06)


@pytest.mark.slow
def test_bad_prompt_looks_healthy_to_everything_but_the_outcome(sink: OtlpSink) -> None:
    _tell(sink, [Stream(_questions(_prompt("v1", PROMPT_V1)), 2)], seconds=300)
    good = [(root.end_ns - root.start_ns) / SECOND_NS for root in sink.roots]
    sink.spans.clear()
    _tell(sink, [Stream(_questions(_prompt("v2", PROMPT_V2)), 2)], seconds=300)
    bad = [(root.end_ns - root.start_ns) / SECOND_NS for root in sink.roots]

    assert sum(bad) / len(bad) == pytest.approx(sum(good) / len(good), rel=0.1)
    assert not any(root.is_error for root in sink.roots)


@pytest.mark.slow
def test_live_traffic_ends_with_the_tasks_in_service(sink: OtlpSink) -> None:
    class Hurried(LivePace):
        """The present, a hundred times faster, for the sake of the test."""

        async def elapse(self, seconds: float) -> None:
            await super().elapse(seconds / 100)

    async def run(provider: TracerProvider) -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(0.5, stop.set)
        streams = [Stream(_questions(_prompt("v1", PROMPT_V1)), 100), Stream(_orders(), 20)]
        tracer = provider.get_tracer("test")
        await serve_live(streams, tracer, Hurried(SystemClock()), random.Random(1), stop)

    provider = tracer_provider(sink.url, "2026.11.2")
    asyncio.run(run(provider))
    provider.shutdown()

    assert {root.name for root in sink.roots} == {"invoke_workflow answer-question", "invoke_agent order-agent"}
    assert {span.trace_id for span in sink.spans} == {root.trace_id for root in sink.roots}
    assert len(sink.roots) == pytest.approx(60, rel=0.6)
