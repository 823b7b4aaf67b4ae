"""OTLP over gRPC: Export of the three services on raw bytes, so that both roads store exactly what was sent.

Refusals use the codes of the OTLP specification, "OTLP/gRPC Response": RESOURCE_EXHAUSTED and UNAVAILABLE carry a
google.rpc.RetryInfo with the delay, which official exporters obey. Calls of anything else are UNIMPLEMENTED, and
counted.
"""

from typing import Any, NoReturn
from urllib.parse import unquote

import grpc
from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.duration_pb2 import Duration
from google.rpc import error_details_pb2, status_pb2

from tocsin.errors import InvalidInput, Overloaded, StoreUnavailable, TocsinError, TooLarge
from tocsin.ingest.commit import Room
from tocsin.ingest.misdirected import signal_of, unknown_call
from tocsin.ingest.receiver import Receiver
from tocsin.ingest.refusals import RefusalReason
from tocsin.ingest.signals import SIGNALS, OtlpSignal

_CODES = {
    InvalidInput: (grpc.StatusCode.INVALID_ARGUMENT, 400),
    TooLarge: (grpc.StatusCode.INVALID_ARGUMENT, 413),
    Overloaded: (grpc.StatusCode.RESOURCE_EXHAUSTED, 429),
    StoreUnavailable: (grpc.StatusCode.UNAVAILABLE, 503),
}
"""Each with the HTTP status that the other road answers, for one account of both."""
_INTERNAL = (grpc.StatusCode.INTERNAL, 500)
_NOT_FOUND = 404
"""What the other road answers to an unknown path; gRPC's own mapping of HTTP's codes makes UNIMPLEMENTED of it."""
_NANOSECONDS = 1_000_000_000
_RECEIVED_OVER_LIMIT = 2
"""How many times the limit is received: a message that gRPC itself refuses reaches no code of ours, nor any count."""
_MOST_RECEIVED = 2**31 - 1
"""Bytes of a message, as far as gRPC's option counts."""


def create_otlp_grpc(receiver: Receiver) -> grpc.aio.Server:
    """Return a gRPC server with a service for each signal; the caller adds the port and starts it on its loop."""
    most = min(_RECEIVED_OVER_LIMIT * receiver.limits.max_body_bytes, _MOST_RECEIVED)
    server = grpc.aio.server(options=[("grpc.max_receive_message_length", most)])
    server.add_generic_rpc_handlers((*(_service(receiver, otlp) for otlp in SIGNALS), _Misdirected(receiver)))
    return server


def _service(receiver: Receiver, otlp: OtlpSignal) -> "grpc.GenericRpcHandler[bytes, bytes]":
    async def export(body: bytes, context: Any) -> bytes:
        sender = _address(context.peer())
        try:
            receiver.limits.require_body_within(len(body))
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


class _Misdirected(grpc.GenericRpcHandler):  # type: ignore[type-arg] # generic in its stubs only
    """Stands behind the services and takes every call that is none of theirs."""

    def __init__(self, receiver: Receiver) -> None:
        self._receiver = receiver

    def service(self, handler_call_details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[bytes, bytes]":
        """Return the refusal of a call, whatever its kind: streaming on both sides, it reads no message."""
        path = handler_call_details.method

        async def refuse(_: Any, context: Any) -> None:
            otlp, text, sender = signal_of(path), unknown_call(path), _address(context.peer())
            self._receiver.refused_for(RefusalReason.UNKNOWN_PATH, text, otlp, status=_NOT_FOUND, sender=sender)
            await context.abort(grpc.StatusCode.UNIMPLEMENTED, text)

        return grpc.stream_stream_rpc_method_handler(refuse)


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
