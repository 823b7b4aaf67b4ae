"""OTLP over HTTP: POST /v1/{traces,logs,metrics} in protobuf or JSON, gzip or plain, answered when it is durable.

Status codes follow the OTLP specification, "OTLP/HTTP Response": 200 with partial success, 400 for what can never be
accepted, 413, 415, and 429/503 with Retry-After for what may be sent again. What is sent elsewhere is refused and
counted too, with the addresses in the answer.
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
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from tocsin.errors import InvalidInput, Overloaded, StoreUnavailable, TocsinError, TooLarge
from tocsin.ingest.commit import Room
from tocsin.ingest.misdirected import signal_of, unknown_path, wrong_method
from tocsin.ingest.otlp_json import protobuf_of_json
from tocsin.ingest.receiver import Receiver
from tocsin.ingest.refusals import RefusalReason
from tocsin.ingest.signals import SIGNALS, OtlpSignal

_UNKNOWN_PATH = 404
_WRONG_METHOD = 405
_PROTOBUF = "application/x-protobuf"
_JSON = "application/json"
_INFLATE_CHUNK = 1024 * 1024
_GZIP_WINDOW = zlib.MAX_WBITS | 16
_GZIP_MAGIC = b"\x1f\x8b"
"""What every gzip body begins with (RFC 1952, 2.3.1), and neither JSON nor protobuf, which has no wire type 7."""

_STATUS: Mapping[type[TocsinError], tuple[int, int]] = {
    InvalidInput: (400, code_pb2.INVALID_ARGUMENT),
    TooLarge: (413, code_pb2.INVALID_ARGUMENT),
    Overloaded: (429, code_pb2.RESOURCE_EXHAUSTED),
    StoreUnavailable: (503, code_pb2.UNAVAILABLE),
}


def create_otlp_http(receiver: Receiver) -> Starlette:
    """Return the ASGI application of the OTLP/HTTP endpoint, with a route for each signal."""
    app = Starlette(
        # Few exporters follow a redirect with a body, so a slash at the end is taken as it comes.
        routes=[
            Route(path, partial(_export, receiver=receiver, otlp=otlp), methods=["POST"])
            for otlp in SIGNALS
            for path in (otlp.path, f"{otlp.path}/")
        ],
        exception_handlers={HTTPException: partial(_misdirected, receiver)},
    )
    app.router.redirect_slashes = False
    return app


async def _misdirected(receiver: Receiver, request: Request, error: Exception) -> Response:
    """Answer a request to another path, or with another method; nothing else raises HTTPException here."""
    path: str = request.scope["path"]  # request.url is made of the Host header too, which may be anything
    otlp = signal_of(path)
    status = error.status_code if isinstance(error, HTTPException) else _UNKNOWN_PATH
    if status == _WRONG_METHOD:
        reason, code, text = RefusalReason.WRONG_METHOD, code_pb2.UNIMPLEMENTED, wrong_method(request.method, otlp)
    else:
        reason, code, text = RefusalReason.UNKNOWN_PATH, code_pb2.NOT_FOUND, unknown_path(path)
    receiver.refused_for(reason, text, otlp, status=status, sender=_sender(request))
    kind = _PROTOBUF if _kind(request) == _PROTOBUF else _JSON
    answer = _answer(status_pb2.Status(code=code, message=text), kind, status)
    if status == _WRONG_METHOD:
        answer.headers["allow"] = "POST"
    return answer


async def _export(request: Request, *, receiver: Receiver, otlp: OtlpSignal) -> Response:
    kind, sender = _kind(request), _sender(request)
    if kind not in (_PROTOBUF, _JSON):
        text = f"content-type {kind!r} is not OTLP: send {_PROTOBUF} or {_JSON}"
        receiver.refused_for(RefusalReason.CONTENT_TYPE, text, otlp, status=415, sender=sender)
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
        receiver.refused_for(RefusalReason.CLIENT_LEFT, "", otlp, status=499, sender=sender)
        return Response(status_code=499)
    return _answer(response, kind, 200)


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").split(";")[0].strip().lower()


def _sender(request: Request) -> str:
    return request.client.host if request.client else ""


async def _body(request: Request, receiver: Receiver, room: Room) -> bytes:
    """Return the decompressed body, holding its memory in `room` as it grows."""
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", ""):
        raise InvalidInput(f"content-encoding {encoding!r} is not supported: send gzip or none")
    declared = request.headers.get("content-length", "")
    receiver.limits.require_body_within(int(declared) if declared.isdigit() else 0)
    chunks = request.stream() if encoding != "gzip" else _inflated(request.stream())
    body = bytearray()
    async for chunk in chunks:
        room.grow(len(chunk))
        body += chunk
        receiver.limits.require_body_within(len(body))
    if encoding != "gzip" and body.startswith(_GZIP_MAGIC):
        raise InvalidInput("the body begins like gzip: send it with the header Content-Encoding: gzip")
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
