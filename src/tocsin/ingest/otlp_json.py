"""OTLP/JSON to the same protobuf bytes that every other road carries.

OTLP's JSON mapping departs from protobuf's: trace and span ids are hexadecimal, not base64 (OTLP specification, "JSON
Protobuf Encoding"). What exporters that follow protobuf instead send is accepted too: base64 ids, whose length tells,
and names in snake case.
"""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import DecodeError

from tocsin.errors import InvalidInput
from tocsin.ingest.signals import TRACES, OtlpSignal
from tocsin.model import Signal

_HEX_LENGTH = {"traceId": 32, "spanId": 16, "parentSpanId": 16}
_ITEMS: Mapping[Signal, tuple[str, str, str]] = {
    Signal.TRACES: ("resourceSpans", "scopeSpans", "spans"),
    Signal.LOGS: ("resourceLogs", "scopeLogs", "logRecords"),
    Signal.METRICS: ("resourceMetrics", "scopeMetrics", "metrics"),
}
_CAPITAL = re.compile("[A-Z]")
_HALF = re.compile("[\ud800-\udfff]")
_SIGNS_OF_HALVES = (b"\\ud", b"\\uD", b"\xed", b"\0")
"""One of these stands in every body that holds a half: escapes, UTF-8 as nobody should write it, UTF-16."""
_POINT_HOLDERS = ("gauge", "sum", "histogram", "exponentialHistogram")
"""Kinds of metric whose points carry exemplars."""


def protobuf_of_json(body: bytes, otlp: OtlpSignal = TRACES) -> bytes:
    """Return the protobuf bytes of an OTLP/JSON request.

    Raises:
        InvalidInput: The body is no JSON, or no request of that signal.
    """
    try:
        document = _whole_characters(json.loads(body), body)
    except (ValueError, RecursionError) as error:
        hint = "; it is OTLP in protobuf: send it with content-type application/x-protobuf"
        raise InvalidInput(f"the body is not JSON: {error}{hint if _is_protobuf(body, otlp) else ''}") from error
    outermost = _ITEMS[otlp.signal][0]
    if not isinstance(document, dict):
        raise InvalidInput(f"the body must be a JSON object with {outermost!r}, got {type(document).__name__}")
    try:
        for holder in _id_holders(document, otlp.signal):
            _rewrite_ids(holder)
        request = json_format.ParseDict(document, otlp.request(), ignore_unknown_fields=True)
    except (json_format.ParseError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise InvalidInput(f"the JSON is no OTLP {otlp.noun} request: {error}") from error
    return request.SerializeToString()


def _is_protobuf(body: bytes, otlp: OtlpSignal) -> bool:
    try:
        return bool(otlp.resources(otlp.request.FromString(body)))
    except DecodeError:
        return False


def _whole_characters(document: Any, body: bytes) -> Any:
    """Return a document with U+FFFD for halves of characters, which UTF-8 cannot say and protobuf cannot hold.

    JavaScript makes them: a text that is cut to a length there is cut between UTF-16 units.
    """
    if not any(sign in body for sign in _SIGNS_OF_HALVES):
        return document
    return json.loads(_HALF.sub("\ufffd", json.dumps(document, ensure_ascii=False)))


def _id_holders(document: Mapping[str, Any], signal: Signal) -> Iterator[dict[str, Any]]:
    resources, scopes, items = _ITEMS[signal]
    for resource in _objects(document, resources):
        for scope in _objects(resource, scopes):
            for item in _objects(scope, items):
                if signal is Signal.METRICS:
                    yield from _exemplars(item)
                else:
                    yield item
                    yield from _objects(item, "links")


def _exemplars(metric: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for kind in _POINT_HOLDERS:
        data = _value(metric, kind) or {}
        if not isinstance(data, dict):
            raise TypeError(f"{kind!r} must be an object, got {data!r:.50}")
        for point in _objects(data, "dataPoints"):
            yield from _objects(point, "exemplars")


def _objects(holder: Mapping[str, Any], field: str) -> Sequence[dict[str, Any]]:
    """Return the objects of an array, none where it is missing; raises TypeError when it is no such thing."""
    found = _value(holder, field) or ()
    if not isinstance(found, list | tuple):
        raise TypeError(f"{field!r} must be an array of objects, got {found!r:.50}")
    for one in found:
        if not isinstance(one, dict):
            raise TypeError(f"{field!r} must be an array of objects, got {one!r:.50} in it")
    return found


def _value(holder: Mapping[str, Any], field: str) -> Any:
    return holder.get(field, holder.get(_proto_name(field)))


@cache
def _proto_name(field: str) -> str:
    return _CAPITAL.sub(lambda letter: f"_{letter[0].lower()}", field)


def _rewrite_ids(holder: dict[str, Any]) -> None:
    for field, length in _HEX_LENGTH.items():
        for name in (field, _proto_name(field)):
            value = holder.get(name)
            if isinstance(value, str) and len(value) == length:
                holder[name] = base64.b64encode(bytes.fromhex(value)).decode()
