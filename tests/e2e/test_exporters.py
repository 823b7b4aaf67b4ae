"""Official exporters and instrumentations work unmodified against a real server."""

from collections.abc import Iterator

import httpx
import pytest
from openai import OpenAI
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter as HttpExporter
from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter

from tests.kit.model_api import ModelApi
from tests.kit.server import Server, until

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("exporters")) as running:
        yield running


def exporter(server: Server, road: str) -> SpanExporter:
    match road:
        case "grpc":
            return GrpcExporter(endpoint=server.otlp_grpc.removeprefix("http://"), insecure=True)
        case "http":
            return HttpExporter(endpoint=f"{server.otlp_http}/v1/traces")
        case _:
            return HttpExporter(endpoint=f"{server.otlp_http}/v1/traces", compression=Compression.Gzip)


def provider(server: Server, road: str) -> TracerProvider:
    made = TracerProvider(resource=Resource.create({"service.name": f"app-{road}", "service.version": "2.1"}))
    made.add_span_processor(BatchSpanProcessor(exporter(server, road)))
    return made


def stored(server: Server, trace_id: str) -> dict[str, object]:
    """Return a trace once its task is sealed."""
    for _ in until():
        answer = server.get(f"/api/v1/traces/{trace_id}")
        if answer.status_code == httpx.codes.OK and answer.json()["task"]:
            return dict(answer.json())
    raise AssertionError(f"trace {trace_id} was not sealed")


@pytest.mark.parametrize("road", ["http", "http-gzip", "grpc"])
def test_the_sdk_exports_a_trace_that_becomes_a_task(server: Server, road: str) -> None:
    tracing = provider(server, road)
    tracer = tracing.get_tracer("tests")
    with tracer.start_as_current_span("answer", attributes={"tocsin.journey": "ask"}) as outer:
        tracer.start_span("retrieve", attributes={"gen_ai.operation.name": "retrieval"}).end()
    tracing.shutdown()
    task = stored(server, format(outer.get_span_context().trace_id, "032x"))["task"]
    assert isinstance(task, dict)
    assert (task["journey"], task["service"], task["span_count"]) == ("ask", f"app-{road}", 2)
    assert task["releases"] == {f"code:app-{road}": "2.1"}


def test_the_openai_instrumentation_gives_model_tokens_and_cost(server: Server) -> None:
    tracing = provider(server, "http")
    instrumentor = OpenAIInstrumentor()
    instrumentor.instrument(tracer_provider=tracing)
    try:
        with ModelApi() as api, tracing.get_tracer("tests").start_as_current_span("answer") as outer:
            client = OpenAI(api_key="none", base_url=f"{api.url}/v1", max_retries=0)
            client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Is it open?"}])
            client.close()
    finally:
        instrumentor.uninstrument()
        tracing.shutdown()
    trace = stored(server, format(outer.get_span_context().trace_id, "032x"))
    task, spans = trace["task"], trace["spans"]
    assert isinstance(task, dict)
    assert isinstance(spans, list)
    assert (task["llm_calls"], task["input_tokens"], task["output_tokens"]) == (1, 1200, 64)
    assert task["models"] == ["gpt-4o-mini-2024-07-18"]
    assert task["cost_usd"] == pytest.approx(176 * 0.15e-6 + 1024 * 0.075e-6 + 64 * 0.6e-6)
    assert {span["kind"] for span in spans} == {"llm", "other"}
