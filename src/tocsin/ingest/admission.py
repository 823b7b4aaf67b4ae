"""Decides what of one OTLP request is stored: decode once with upb, refuse spans that can never be, cut huge values.

The bytes that came are the bytes that are stored, unless something had to be taken out. Decoding here costs well under
a microsecond a span; attributes are looked at only in spans larger than one attribute may be.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from tocsin.errors import InvalidInput
from tocsin.store.telemetry import OtlpRequest

_TRACE_ID_BYTES = 16
_SPAN_ID_BYTES = 8
_MAX_INSTANT_NS = 2**63 - 1
"""The engine keeps instants in signed 64-bit nanoseconds: up to the year 2262."""


@dataclass(frozen=True, slots=True)
class Admitted:
    """What of a request will be stored.

    Attributes:
        request: None when nothing is left to store.
        spans: How many spans it holds.
        rejected: Refused spans by reason.
        truncated: Attribute values that were cut.
    """

    request: OtlpRequest | None
    spans: int
    rejected: Mapping[str, int]
    truncated: int

    @property
    def message(self) -> str:
        """For the client's partial success: what was refused or cut, and why; "" when all went in as it came."""
        parts = [f"{count} spans rejected: {reason}" for reason, count in sorted(self.rejected.items())]
        if self.truncated:
            parts.append(f"{self.truncated} attribute values truncated")
        return "; ".join(parts)


def admit(body: bytes, max_attribute_bytes: int) -> Admitted:
    """Check the protobuf bytes of an ExportTraceServiceRequest.

    Raises:
        InvalidInput: The bytes are no such request.
    """
    try:
        request = ExportTraceServiceRequest.FromString(body)
    except DecodeError as error:
        raise InvalidInput(f"the body is no OTLP trace request: {error}") from error
    rejected = _remove_unacceptable(request)
    truncated = _truncate(request, max_attribute_bytes) if len(body) > max_attribute_bytes else 0
    spans = sum(len(scope.spans) for resource in request.resource_spans for scope in resource.scope_spans)
    if not spans:
        return Admitted(None, 0, rejected, truncated)
    digest = int.from_bytes(hashlib.blake2b(body, digest_size=8).digest(), "little")
    stored = request.SerializeToString() if rejected or truncated else body
    return Admitted(OtlpRequest(stored, digest), spans, rejected, truncated)


def _remove_unacceptable(request: ExportTraceServiceRequest) -> Mapping[str, int]:
    rejected: Counter[str] = Counter()
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            reasons = [_unacceptable(span) for span in scope.spans]
            if any(reasons):
                rejected.update(reason for reason in reasons if reason)
                kept = [span for span, reason in zip(scope.spans, reasons, strict=True) if not reason]
                del scope.spans[:]
                scope.spans.extend(kept)
    return rejected


def _unacceptable(span: Span) -> str:
    if len(span.trace_id) != _TRACE_ID_BYTES or not any(span.trace_id):
        return "trace_id must be 16 bytes, not all zero"
    if len(span.span_id) != _SPAN_ID_BYTES or not any(span.span_id):
        return "span_id must be 8 bytes, not all zero"
    if not 0 < span.start_time_unix_nano <= _MAX_INSTANT_NS or not 0 < span.end_time_unix_nano <= _MAX_INSTANT_NS:
        return "start and end must be nanoseconds since 1970 that a signed 64-bit number holds"
    return ""


def _truncate(request: ExportTraceServiceRequest, limit: int) -> int:
    return sum(_cut(value, limit) for value in _values(request, limit))


def _values(request: ExportTraceServiceRequest, limit: int) -> Iterator[AnyValue]:
    for resource in request.resource_spans:
        yield from (pair.value for pair in resource.resource.attributes)
        for scope in resource.scope_spans:
            for span in scope.spans:
                if span.ByteSize() > limit:
                    yield from (pair.value for pair in span.attributes)
                    yield from (pair.value for event in span.events for pair in event.attributes)


def _cut(value: AnyValue, limit: int) -> bool:
    if value.ByteSize() <= limit:
        return False
    if value.WhichOneof("value") == "string_value":
        value.string_value = value.string_value.encode()[:limit].decode(errors="ignore")
    elif value.WhichOneof("value") == "bytes_value":
        value.bytes_value = value.bytes_value[:limit]
    else:
        value.string_value = f"[dropped: {value.ByteSize()} bytes of nested values are over the limit of {limit}]"
    return True
