"""OTLP over gRPC, by a real channel: the codes and details of the specification."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any, cast

import grpc
import pytest
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub

from tests.kit.ingest import Endpoint, endpoint
from tests.kit.otlp import request, root, trace_id
from tocsin.ingest import IngestLimits, create_otlp_grpc
from tocsin.model import Signal

REQUEST = request([root()], trace=trace_id(1))
EXPORT = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"


def serve(scenario: Callable[[Endpoint, str], Awaitable[None]], limits: IngestLimits | None = None) -> None:
    """Run a scenario against a server on a free port."""

    async def run() -> None:
        async with endpoint(limits) as otlp:
            server = create_otlp_grpc(otlp.receiver)
            port = server.add_insecure_port("127.0.0.1:0")
            await server.start()
            try:
                await scenario(otlp, f"127.0.0.1:{port}")
            finally:
                await server.stop(None)

    asyncio.run(run())


def stub(channel: grpc.aio.Channel) -> Any:
    """Return the generated client."""
    return TraceServiceStub(channel)  # type: ignore[no-untyped-call] # generated code


async def refusal(
    address: str, message: ExportTraceServiceRequest, compression: grpc.Compression = grpc.Compression.NoCompression
) -> grpc.aio.AioRpcError:
    """Return the error an export ends with."""
    async with grpc.aio.insecure_channel(address, compression=compression) as channel:
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await stub(channel).Export(message)
    return refused.value


def test_an_export_is_stored_byte_for_byte() -> None:
    async def scenario(otlp: Endpoint, address: str) -> None:
        async with grpc.aio.insecure_channel(address, compression=grpc.Compression.Gzip) as channel:
            answer = await stub(channel).Export(REQUEST)
        assert not answer.HasField("partial_success")
        assert otlp.spans.bodies == [REQUEST.SerializeToString()]

    serve(scenario)


def test_a_store_that_does_not_answer_is_unavailable_with_a_delay() -> None:
    async def scenario(otlp: Endpoint, address: str) -> None:
        otlp.spans.refused = {REQUEST.SerializeToString()}
        error = await refusal(address, REQUEST)
        assert error.code() is grpc.StatusCode.UNAVAILABLE
        assert retry_delay(error) == 1

    serve(scenario)


def test_full_memory_is_resource_exhausted_with_a_delay() -> None:
    async def scenario(otlp: Endpoint, address: str) -> None:
        error = await refusal(address, REQUEST)
        assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert retry_delay(error) == 2

    serve(scenario, IngestLimits(max_in_flight_bytes=10, retry_after_seconds=2))


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip])
def test_a_message_over_the_limit_is_refused_for_good_and_remembered(compression: grpc.Compression) -> None:
    """Under RESOURCE_EXHAUSTED some exporters would send it again."""

    async def scenario(otlp: Endpoint, address: str) -> None:
        error = await refusal(address, request([root(text="x" * 5_000)], trace=trace_id(1)), compression)
        assert (error.code(), otlp.spans.bodies) == (grpc.StatusCode.INVALID_ARGUMENT, [])
        account = otlp.ledger.snapshot()
        assert (account.rejected_requests, account.in_flight_bytes) == ({"too_large": 1}, 0)
        [refused] = account.refusals
        assert (refused.signal, refused.status, refused.sender) == (Signal.TRACES, 413, "127.0.0.1")
        assert refused.message == error.details() == "the body is over the limit of 4000 bytes: send smaller batches"

    serve(scenario, IngestLimits(max_body_bytes=4_000))


@pytest.mark.parametrize("compression", [grpc.Compression.NoCompression, grpc.Compression.Gzip])
def test_a_message_over_twice_the_limit_is_refused_unread(compression: grpc.Compression) -> None:
    """A bomb must not grow in memory; what gRPC itself refuses is known to nobody."""

    async def scenario(otlp: Endpoint, address: str) -> None:
        error = await refusal(address, request([root(text="x" * 9_000)], trace=trace_id(1)), compression)
        assert error.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert otlp.ledger.snapshot().rejected_requests == {}

    serve(scenario, IngestLimits(max_body_bytes=4_000))


def test_a_limit_beyond_what_grpc_counts_is_no_fault() -> None:
    async def scenario(otlp: Endpoint, address: str) -> None:
        async with grpc.aio.insecure_channel(address) as channel:
            await stub(channel).Export(REQUEST)
        assert otlp.spans.bodies == [REQUEST.SerializeToString()]

    serve(scenario, IngestLimits(max_body_bytes=2**40))


def test_bytes_that_are_no_request_are_an_invalid_argument() -> None:
    async def scenario(otlp: Endpoint, address: str) -> None:
        async with grpc.aio.insecure_channel(address) as channel:
            export = channel.unary_unary(EXPORT, bytes, bytes)
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await export(b"\xff\xff\xff")
        assert refused.value.code() is grpc.StatusCode.INVALID_ARGUMENT

    serve(scenario)


@pytest.mark.parametrize(
    ("path", "signal"),
    [
        ("/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export", Signal.TRACES),
        ("/opentelemetry.proto.collector.logs.v1.LogsService/Send", Signal.LOGS),
        ("/" + 200 * "x", Signal.TRACES),
    ],
    ids=["service", "method", "neither"],
)
@pytest.mark.parametrize("is_stream", [False, True], ids=["one message", "a stream"])
def test_a_call_of_anything_else_is_told_what_there_is_and_remembered(
    path: str, signal: Signal, is_stream: bool
) -> None:
    async def scenario(otlp: Endpoint, address: str) -> None:
        async with grpc.aio.insecure_channel(address) as channel:
            call: Any = (channel.stream_unary if is_stream else channel.unary_unary)(path, bytes, bytes)
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await call(iter([b"", b""]) if is_stream else b"")
        assert refused.value.code() is grpc.StatusCode.UNIMPLEMENTED
        account = otlp.ledger.snapshot()
        assert account.rejected_requests == {"unknown_path": 1}
        [refusal] = account.refusals
        assert (refusal.signal, refusal.status, refusal.sender) == (signal, 404, "127.0.0.1")
        assert refusal.message == refused.value.details()
        assert path[:100] in refusal.message
        assert all(service in refusal.message for service in (EXPORT.split("/")[1], "LogsService", "MetricsService"))

    serve(scenario)


def retry_delay(error: grpc.aio.AioRpcError) -> int:
    """Return the seconds a refusal asks to wait."""
    details = dict(cast("Iterable[tuple[str, bytes]]", error.trailing_metadata()))["grpc-status-details-bin"]
    info = RetryInfo()
    assert Status.FromString(details).details[0].Unpack(info)
    return int(info.retry_delay.seconds)
