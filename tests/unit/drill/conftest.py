"""A receiver of real OTLP/HTTP, so that the product is judged by the bytes it sends."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue


@dataclass(frozen=True)
class SeenSpan:
    """One span as it came over the wire."""

    trace_id: bytes
    is_root: bool
    name: str
    start_ns: int
    end_ns: int
    is_error: bool
    attributes: Mapping[str, object]
    service_version: object


@dataclass
class OtlpSink:
    """Collects what is exported to `url`."""

    url: str = ""
    spans: list[SeenSpan] = field(default_factory=list)
    received: threading.Event = field(default_factory=threading.Event)

    @property
    def roots(self) -> Sequence[SeenSpan]:
        return [span for span in self.spans if span.is_root]

    def trace(self, root: SeenSpan) -> Sequence[SeenSpan]:
        spans = [span for span in self.spans if span.trace_id == root.trace_id]
        return sorted(spans, key=lambda span: (span.start_ns, -span.end_ns))

    def take(self, body: bytes) -> None:
        for resource_spans in ExportTraceServiceRequest.FromString(body).resource_spans:
            resource = {pair.key: _value(pair.value) for pair in resource_spans.resource.attributes}
            self.spans.extend(
                SeenSpan(
                    trace_id=span.trace_id,
                    is_root=not span.parent_span_id,
                    name=span.name,
                    start_ns=span.start_time_unix_nano,
                    end_ns=span.end_time_unix_nano,
                    is_error=span.status.code == 2,
                    attributes={pair.key: _value(pair.value) for pair in span.attributes},
                    service_version=resource["service.version"],
                )
                for scope_spans in resource_spans.scope_spans
                for span in scope_spans.spans
            )
        self.received.set()


def _value(value: AnyValue) -> object:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return getattr(value, kind) if kind else None


@pytest.fixture
def sink() -> Iterator[OtlpSink]:
    """Serve an OTLP/HTTP receiver on a free port."""
    collected = OtlpSink()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collected.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    collected.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield collected
    server.shutdown()
    thread.join()
    server.server_close()
