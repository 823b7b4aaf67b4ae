"""Writes OTLP requests of one signal as one atomic batch, made by concatenation and never by decoding.

Each request's bytes become one length-delimited field, followed by its digest; the receipt instant is one more field.
Requests and digests thus land in one part, which is stored whole or not at all, so a retry after a crash is still
recognized.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tocsin.clock import to_nanoseconds
from tocsin.store.telemetry.engine import Engine, ProtobufSchema

BATCH_MESSAGES = """syntax = "proto3";
message Batch { repeated Request requests = 1; fixed64 received_at = 2; }
"""
"""Opens every schema of a batch; `Request` is the signal's own, with its digest in field 1001."""

_REQUEST_TAG = b"\x0a"
_DIGEST_TAG = b"\xc9\x3e"
_RECEIVED_TAG = b"\x11"
_VARINT_BASE = 128
_SETTINGS = {
    # One insert must become one part, stored whole or not at all: never split a batch into blocks.
    "max_insert_block_size": 100_000_000,
    "min_insert_block_size_rows": 100_000_000,
    "min_insert_block_size_bytes": 10_000_000_000,
    "max_block_size": 100_000_000,
    # The views have nothing to optimize, and looking for it takes a third of a small insert.
    "query_plan_enable_optimizations": 0,
    "optimize_and_compare_chain": 0,
}


@dataclass(frozen=True, slots=True)
class OtlpRequest:
    """One valid OTLP export request of any signal, ready to be stored.

    Attributes:
        body: Its protobuf bytes.
        digest: 64-bit digest of what the client sent; names it among the requests of the last minutes.
    """

    body: bytes
    digest: int


class RequestStore(Protocol):
    """What every signal is stored by."""

    def write(self, requests: Iterable[OtlpRequest], received_at: datetime) -> None:
        """Store requests as one atomic part; raises StoreUnavailable when nothing was stored."""
        ...

    def recent_digests(self, since: datetime) -> Mapping[int, datetime]:
        """Return the digests of requests stored since an instant, each with its receipt instant."""
        ...


def write_batch(
    engine: Engine, table: str, schema: ProtobufSchema, requests: Iterable[OtlpRequest], received_at: datetime
) -> None:
    """Insert requests into a landing table as one atomic part; returns once they are stored.

    Raises:
        StoreUnavailable: Nothing was stored.
    """
    fields: list[bytes] = []
    for request in requests:
        fields += (_REQUEST_TAG, _length(len(request.body) + len(_DIGEST_TAG) + 8), request.body)
        fields += (_DIGEST_TAG, request.digest.to_bytes(8, "little"))
    fields += (_RECEIVED_TAG, to_nanoseconds(received_at).to_bytes(8, "little"))
    engine.insert_protobuf(table, b"".join(fields), schema, _SETTINGS)


def _length(value: int) -> bytes:
    """Encode a length as protobuf does: base 128, low digits first (protobuf encoding guide, "Base 128 Varints")."""
    digits = bytearray()
    while value >= _VARINT_BASE:
        digits.append(value % _VARINT_BASE + _VARINT_BASE)
        value //= _VARINT_BASE
    digits.append(value)
    return bytes(digits)
