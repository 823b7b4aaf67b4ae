"""What real emitters sent costs what their calls are known to have used, to the last digit."""

from datetime import timedelta

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.contract.telemetry.test_emitters import EMITTERS, body_of, expected
from tests.kit.otlp import NOON
from tocsin.ingest import Pricer
from tocsin.ingest.admission import admit
from tocsin.model import Task, TraceId
from tocsin.store.telemetry import TelemetryStore

pytestmark = pytest.mark.slow

MAX_VALUE = 1_000_000
# US dollars a million tokens: https://openai.com/index/gpt-4o-mini-advancing-cost-efficient-intelligence/ and
# https://openai.com/index/new-embedding-models-and-api-updates/; OpenAI takes nothing extra for writing its cache.
GPT_4O_MINI = {"input": 0.15, "cached": 0.075, "written": 0.15, "output": 0.6, "embedded": 0.02}
# Claude Sonnet 5 reads its cache at a tenth and writes it at five quarters of the input price:
# https://docs.anthropic.com/en/docs/about-claude/pricing.
CLAUDE_SONNET_5 = {"input": 2, "cached": 0.2, "written": 2.5, "output": 10, "embedded": 0}


def sealed(telemetry: TelemetryStore, body: bytes) -> list[Task]:
    """Store a request, price what it names, seal its traces."""
    admitted = admit(body, MAX_VALUE)
    assert admitted.request is not None
    telemetry.spans.write([admitted.request], NOON)
    Pricer(telemetry.prices, None).price_new_models(NOON - timedelta(hours=1), NOON)
    at = NOON + timedelta(minutes=10)
    telemetry.sealing.seal(telemetry.sealing.activity(NOON - timedelta(hours=1), at), (), at)
    message = ExportTraceServiceRequest.FromString(body)
    ids = {s.trace_id.hex() for r in message.resource_spans for scope in r.scope_spans for s in scope.spans}
    tasks = [telemetry.tasks.task(TraceId(trace_id)) for trace_id in sorted(ids)]
    return [task for task in tasks if task]


@pytest.mark.parametrize("name", EMITTERS)
def test_tasks_cost_what_their_calls_used(telemetry: TelemetryStore, name: str) -> None:
    tasks, truth = sealed(telemetry, body_of(name)), expected(name)
    cached, written = truth["cache_read"] or 0, truth.get("cache_write", 0)
    embedded = truth.get("embedding_tokens", 0)
    used = {
        "input": truth["input_tokens"] - cached - written,
        "cached": cached,
        "written": written,
        "output": truth["output_tokens"],
        "embedded": embedded,
    }
    charged = CLAUDE_SONNET_5 if name == "otel-util-genai" else GPT_4O_MINI
    assert sum(task.unpriced_calls for task in tasks) == 0
    assert sum(task.input_tokens for task in tasks) == truth["input_tokens"] + embedded
    assert sum(task.output_tokens for task in tasks) == truth["output_tokens"]
    assert sum(task.cost_usd for task in tasks) == pytest.approx(
        sum(used[of] * charged[of] for of in used) / 1_000_000, rel=1e-12
    )
