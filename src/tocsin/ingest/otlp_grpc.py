"""OTLP over gRPC: TraceService/Export on raw bytes, so that both roads store exactly what was sent.

Refusals use the codes of the OTLP specification, "OTLP/gRPC Response": RESOURCE_EXHAUSTED and UNAVAILABLE carry a
google.rpc.RetryInfo with the delay, which official exporters obey.
"""

from typing import Any, NoReturn

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from tocsin.errors import InvalidInput, Overloaded, StoreUnavailable, TocsinError
from tocsin.ingest.commit import Room
from tocsin.ingest.receiver import Receiver

_SERVICE = "opentelemetry.proto.collector.trace.v1.TraceService"
_CODES = {
    InvalidInput: grpc.StatusCode.INVALID_ARGUMENT,
    Overloaded: grpc.StatusCode.RESOURCE_EXHAUSTED,
    StoreUnavailable: grpc.StatusCode.UNAVAILABLE,
}
_NANOSECONDS = 1_000_000_000


def create_otlp_grpc(receiver: Receiver) -> grpc.aio.Server:
    """Return a gRPC server with the trace service; the caller adds the port and starts it on its loop."""

    async def export(body: bytes, context: Any) -> bytes:
        try:
            with Room(receiver.limits, receiver.ledger) as room:
                room.grow(len(body))
                response = await receiver.receive(body)
        except TocsinError as error:
            receiver.ledger.rejected_request(type(error).__name__)
            await _refuse(context, error, receiver.limits.retry_after_seconds)
        return response.SerializeToString()

    handler = grpc.unary_unary_rpc_method_handler(export)  # no (de)serializers: raw bytes both ways
    server = grpc.aio.server(options=[("grpc.max_receive_message_length", receiver.limits.max_body_bytes)])
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_SERVICE, {"Export": handler}),))
    return server


async def _refuse(context: Any, error: TocsinError, retry_after_seconds: float) -> NoReturn:
    code = _CODES.get(type(error), grpc.StatusCode.INTERNAL)
    trailing: tuple[tuple[str, bytes], ...] = ()
    if code in (grpc.StatusCode.RESOURCE_EXHAUSTED, grpc.StatusCode.UNAVAILABLE):
        delay = getattr(error, "retry_after_seconds", retry_after_seconds)
        retry = error_details_pb2.RetryInfo(
            retry_delay=Duration(seconds=int(delay), nanos=int(delay % 1 * _NANOSECONDS))
        )
        detail = AnyMessage()
        detail.Pack(retry)
        status = status_pb2.Status(code=code.value[0], message=str(error), details=[detail])
        trailing = (("grpc-status-details-bin", status.SerializeToString()),)
    await context.abort(code, str(error), trailing)
    raise AssertionError("abort always raises")
