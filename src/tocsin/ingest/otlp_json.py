"""OTLP/JSON to the same protobuf bytes that every other road carries.

OTLP's JSON mapping departs from protobuf's: trace and span ids are hexadecimal, not base64 (OTLP specification, "JSON
Protobuf Encoding"). Base64 ids of exporters that follow protobuf instead are accepted too: their length tells.
"""

import base64
import json
from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tocsin.errors import InvalidInput

_HEX_LENGTH = {"traceId": 32, "spanId": 16, "parentSpanId": 16}


def protobuf_of_json(body: bytes) -> bytes:
    """Return the protobuf bytes of an OTLP/JSON trace request.

    Raises:
        InvalidInput: The body is no JSON, or no trace request.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(f"the body is not JSON: {error}") from error
    if not isinstance(document, dict):
        raise InvalidInput(f"the body must be a JSON object with 'resourceSpans', got {type(document).__name__}")
    try:
        for holder in _id_holders(document):
            _rewrite_ids(holder)
        request = json_format.ParseDict(document, ExportTraceServiceRequest(), ignore_unknown_fields=True)
    except (json_format.ParseError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise InvalidInput(f"the JSON is no OTLP trace request: {error}") from error
    return request.SerializeToString()


def _id_holders(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for resource_spans in document.get("resourceSpans") or ():
        for scope_spans in resource_spans.get("scopeSpans") or ():
            for span in scope_spans.get("spans") or ():
                yield span
                yield from span.get("links") or ()


def _rewrite_ids(holder: dict[str, Any]) -> None:
    for field, length in _HEX_LENGTH.items():
        value = holder.get(field)
        if isinstance(value, str) and len(value) == length:
            holder[field] = base64.b64encode(bytes.fromhex(value)).decode()
