"""Reads a span that someone pasted: an OTLP/JSON request, one OTLP/JSON span, or a flat map of attributes."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from tocsin.errors import InvalidInput
from tocsin.ingest.otlp_json import protobuf_of_json
from tocsin.model import SpanEvent, SpanToMap


def parse_pasted_span(pasted: Mapping[str, Any]) -> SpanToMap:
    """Return the span of a JSON object; of a request the first.

    A flat map may hold values of any type; `service.name` and what else names a resource is read from its attributes,
    too.

    Raises:
        InvalidInput: It is none of the three, or holds no span.
    """
    if "resourceSpans" in pasted:
        return _of_request(pasted)
    if isinstance(pasted.get("attributes"), list):
        return _of_request({"resourceSpans": [{"scopeSpans": [{"spans": [pasted]}]}]})
    inner = pasted.get("attributes")
    flat = {name: _text(value) for name, value in (inner if isinstance(inner, Mapping) else pasted).items()}
    name = pasted.get("name") if isinstance(inner, Mapping) else ""
    return SpanToMap(name=str(name or ""), attributes=flat, resource=flat)


def _of_request(document: Mapping[str, Any]) -> SpanToMap:
    request = ExportTraceServiceRequest.FromString(protobuf_of_json(json.dumps(document).encode()))
    for resource_spans in request.resource_spans:
        for scope_spans in resource_spans.scope_spans:
            for span in scope_spans.spans:
                return SpanToMap(
                    name=span.name,
                    scope=scope_spans.scope.name,
                    attributes=_texts(span.attributes),
                    resource=_texts(resource_spans.resource.attributes),
                    events=tuple(SpanEvent(e.time_unix_nano, e.name, _texts(e.attributes)) for e in span.events),
                    start_ns=span.start_time_unix_nano,
                    status_code=span.status.code,
                    status_message=span.status.message,
                )
    raise InvalidInput("the request holds no span: paste one with resourceSpans[].scopeSpans[].spans[]")


def _texts(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {pair.key: _text(_plain(pair.value)) for pair in attributes}


def _plain(value: AnyValue) -> Any:
    match value.WhichOneof("value"):
        case "array_value":
            return [_plain(item) for item in value.array_value.values]
        case "kvlist_value":
            return {pair.key: _plain(pair.value) for pair in value.kvlist_value.values}
        case "bytes_value":
            return json_format.MessageToDict(value)["bytesValue"]
        case None:
            return ""
        case field:
            return getattr(value, field)


def _text(value: Any) -> str:
    """Return a value as the store keeps it: text as it is, everything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
