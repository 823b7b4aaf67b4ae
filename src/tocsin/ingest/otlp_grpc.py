"""OTLP over gRPC: Export of the three services on raw bytes, so that both roads store exactly what was sent.

Refusals use the codes of the OTLP specification, "OTLP/gRPC Response": RESOURCE_EXHAUSTED and UNAVAILABLE carry a
google.rpc.RetryInfo with the delay, which official exporters obey.
"""

from typing import Any, NoReturn
from urllib.parse import unquote

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from tocsin.errors import InvalidInput, Overloaded, StoreUnavailable, TocsinError
from tocsin.ingest.commit import Room
from tocsin.ingest.receiver import Receiver
from tocsin.ingest.signals import SIGNALS, OtlpSignal

_CODES = {
    InvalidInput: (grpc.StatusCode.INVALID_ARGUMENT, 400),
    Overloaded: (grpc.StatusCode.RESOURCE_EXHAUSTED, 429),
    StoreUnavailable: (grpc.StatusCode.UNAVAILABLE, 503),
}
"""Each with the HTTP status that the other road answers, for one account of both."""
_INTERNAL = (grpc.StatusCode.INTERNAL, 500)
_NANOSECONDS = 1_000_000_000


def create_otlp_grpc(receiver: Receiver) -> grpc.aio.Server:
    """Return a gRPC server with a service for each signal; the caller adds the port and starts it on its loop."""
    server = grpc.aio.server(options=[("grpc.max_receive_message_length", receiver.limits.max_body_bytes)])
    server.add_generic_rpc_handlers(tuple(_service(receiver, otlp) for otlp in SIGNALS))
    return server


def _service(receiver: Receiver, otlp: OtlpSignal) -> "grpc.GenericRpcHandler[bytes, bytes]":
    async def export(body: bytes, context: Any) -> bytes:
        sender = _address(context.peer())
        try:
            with Room(receiver.limits, receiver.ledger) as room:
                room.grow(len(body))
                response = await receiver.receive(body, otlp, sender=sender)
        except TocsinError as error:
            code, status = _CODES.get(type(error), _INTERNAL)
            receiver.refused(error, otlp, status=status, sender=sender)
            await _refuse(context, error, code, receiver.limits.retry_after_seconds)
        return response.SerializeToString()

    handler = grpc.unary_unary_rpc_method_handler(export)  # no (de)serializers: raw bytes both ways
    return grpc.method_handlers_generic_handler(otlp.grpc_service, {"Export": handler})


def _address(peer: str) -> str:
    """Return the address of a gRPC peer, as in "ipv4:10.0.0.7:41512", without its family and port."""
    return unquote(peer).partition(":")[2].rpartition(":")[0].strip("[]")


async def _refuse(context: Any, error: TocsinError, code: grpc.StatusCode, retry_after_seconds: float) -> NoReturn:
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
