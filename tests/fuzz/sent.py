"""Turns fuzz input into an OTLP request: the first byte says where it goes and how it travels, the rest is its body."""

import gzip
import zlib
from dataclasses import dataclass

from google.protobuf import json_format

from tests.kit.hostile import GOOD
from tocsin.ingest.signals import SIGNALS, OtlpSignal

_PROTOBUF = "application/x-protobuf"
_JSON = "application/json"
_KINDS = (_PROTOBUF, _JSON, "application/json; charset=utf-8", "text/plain")
_TRAVELS = ("plain", "gzip", "two members", "torn", "claims gzip", "deflate")


@dataclass(frozen=True)
class Sent:
    """One request as it goes over the wire.

    Attributes:
        content: The body, compressed where it travels so.
        inside: What was compressed; None where the content is no whole compressed body.
    """

    otlp: OtlpSignal
    kind: str
    encoding: str
    content: bytes
    inside: bytes | None

    @property
    def is_protobuf(self) -> bool:
        """Whether the endpoint will read it as protobuf bytes that we know."""
        return self.kind == _PROTOBUF and self.encoding in ("identity", "gzip") and self.inside is not None


def sent(data: bytes) -> Sent:
    """Return the request that some fuzz input stands for; every input stands for one."""
    choice, body = (data[0], data[1:]) if data else (0, b"")
    choice, signal = divmod(choice, len(SIGNALS))
    travel, kind = divmod(choice, len(_KINDS))
    encoding, content, inside = _travelling(_TRAVELS[travel % len(_TRAVELS)], body)
    return Sent(SIGNALS[signal], _KINDS[kind], encoding, content, inside)


def _travelling(how: str, body: bytes) -> tuple[str, bytes, bytes | None]:
    half = len(body) // 2
    match how:
        case "gzip":
            return "gzip", _zipped(body), body
        case "two members":
            return "gzip", _zipped(body[:half]) + _zipped(body[half:]), body
        case "torn":
            return "gzip", _zipped(body)[: half + 1], None
        case "claims gzip":
            return "gzip", body, None
        case "deflate":
            return "deflate", zlib.compress(body), body
        case _:
            return "identity", body, body


def _zipped(body: bytes) -> bytes:
    return gzip.compress(body, compresslevel=1, mtime=0)


def seeds() -> dict[str, bytes]:
    """Return inputs worth starting from, by name: a good request of each signal, each way it can travel."""
    found = {}
    for choice in range(len(SIGNALS) * len(_KINDS) * len(_TRAVELS)):
        otlp = SIGNALS[choice % len(SIGNALS)]
        good = GOOD[otlp.signal]
        if sent(bytes([choice])).kind != _PROTOBUF:
            good = json_format.MessageToJson(otlp.request.FromString(good), indent=None).encode()
        found[f"seed-{choice:02}"] = bytes([choice]) + good
    return found
