"""OTLP over HTTP: POST /v1/{traces,logs,metrics} in protobuf or JSON, gzip or plain, answered when it is durable.

Status codes follow the OTLP specification, "OTLP/HTTP Response": 200 with partial success, 400 for what can never be
accepted, 413, 415, and 429/503 with Retry-After for what may be sent again.
"""

import asyncio
import math
import zlib
from collections.abc import AsyncIterator, Mapping
from functools import partial

from google.protobuf import json_format
from google.protobuf.message import Message
from google.rpc import code_pb2, status_pb2
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tocsin.errors import InvalidInput, Overloaded, StoreUnavailable, TocsinError, TooLarge
from tocsin.ingest.commit import Room
from tocsin.ingest.otlp_json import protobuf_of_json
from tocsin.ingest.receiver import Receiver
from tocsin.ingest.signals import SIGNALS, OtlpSignal

_PROTOBUF = "application/x-protobuf"
_JSON = "application/json"
_INFLATE_CHUNK = 1024 * 1024
_GZIP_WINDOW = zlib.MAX_WBITS | 16

_STATUS: Mapping[type[TocsinError], tuple[int, int]] = {
    InvalidInput: (400, code_pb2.INVALID_ARGUMENT),
    TooLarge: (413, code_pb2.INVALID_ARGUMENT),
    Overloaded: (429, code_pb2.RESOURCE_EXHAUSTED),
    StoreUnavailable: (503, code_pb2.UNAVAILABLE),
}


def create_otlp_http(receiver: Receiver) -> Starlette:
    """Return the ASGI application of the OTLP/HTTP endpoint, with a route for each signal."""
    return Starlette(
        routes=[Route(otlp.path, partial(_export, receiver=receiver, otlp=otlp), methods=["POST"]) for otlp in SIGNALS]
    )


async def _export(request: Request, *, receiver: Receiver, otlp: OtlpSignal) -> Response:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    sender = request.client.host if request.client else ""
    if kind not in (_PROTOBUF, _JSON):
        text = f"content-type {kind!r} is not OTLP: send {_PROTOBUF} or {_JSON}"
        receiver.refused_for("unsupported content type", text, otlp, status=415, sender=sender)
        return _answer(status_pb2.Status(code=code_pb2.INVALID_ARGUMENT, message=text), _PROTOBUF, 415)
    try:
        with Room(receiver.limits, receiver.ledger) as room:
            body = await _body(request, receiver, room)
            if kind == _JSON:
                body = await asyncio.to_thread(protobuf_of_json, body, otlp)
            response = await receiver.receive(body, otlp, sender=sender)
    except TocsinError as error:
        status, code = _STATUS.get(type(error), (500, code_pb2.INTERNAL))
        receiver.refused(error, otlp, status=status, sender=sender)
        return _refusal(receiver, error, kind, status, code)
    except ClientDisconnect:
        receiver.refused_for("client went away", "", otlp, status=499, sender=sender)
        return Response(status_code=499)
    return _answer(response, kind, 200)


async def _body(request: Request, receiver: Receiver, room: Room) -> bytes:
    """Return the decompressed body, holding its memory in `room` as it grows."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise InvalidInput(f"content-encoding {encoding!r} is not supported: send gzip or none")
    limit = receiver.limits.max_body_bytes
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge(f"the body of {declared} bytes is over the limit of {limit}: send smaller batches")
    chunks = request.stream() if encoding != "gzip" else _inflated(request.stream())
    body = bytearray()
    async for chunk in chunks:
        room.grow(len(chunk))
        body += chunk
        if len(body) > limit:
            raise TooLarge(f"the body is over the limit of {limit} bytes: send smaller batches")
    return bytes(body)


async def _inflated(stream: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Decompress piece by piece, so that a small bomb is refused before it has grown.

    A gzip body may have several members, which are read as one (RFC 1952, 2.2).
    """
    inflater = zlib.decompressobj(_GZIP_WINDOW)
    try:
        async for compressed in stream:
            rest = compressed
            while rest:
                if inflater.eof:
                    inflater = zlib.decompressobj(_GZIP_WINDOW)
                yield inflater.decompress(rest, _INFLATE_CHUNK)
                rest = inflater.unconsumed_tail or inflater.unused_data
        yield inflater.flush()
    except zlib.error as error:
        raise InvalidInput(f"the body is not gzip: {error}") from error
    if not inflater.eof:
        raise InvalidInput("the gzip body ends early")


def _refusal(receiver: Receiver, error: TocsinError, kind: str, status: int, code: int) -> Response:
    response = _answer(status_pb2.Status(code=code, message=str(error)), kind, status)
    if status in (429, 503):
        delay = getattr(error, "retry_after_seconds", receiver.limits.retry_after_seconds)
        response.headers["retry-after"] = str(math.ceil(delay))
    return response


def _answer(message: Message, kind: str, status: int) -> Response:
    content = json_format.MessageToJson(message, indent=None).encode() if kind == _JSON else message.SerializeToString()
    return Response(content, status_code=status, media_type=kind)
