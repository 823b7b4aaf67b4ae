"""Attribute values that are nested deeper than the engine reads: stored encoded, decoded here when they are looked at.

A map, or a list within a list, is stored as a mark, a letter for its kind and the base64 of its protobuf bytes; within
a list of scalars it stands as one JSON string of that form. Nothing that is stored can fail to be read: text that only
looks encoded stays as it is.
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any

from google.protobuf.message import DecodeError
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, ArrayValue, KeyValueList

VALUE_MARK = "\0otlp:"
"""Opens an encoded value; text from outside does not begin with NUL."""
_MARK_IN_JSON = json.dumps(VALUE_MARK).strip('"')


def readable(attributes: Mapping[str, str]) -> dict[str, str]:
    """Return attributes with every encoded value as JSON text."""
    return {key: _decoded(text) for key, text in attributes.items()}


def _decoded(text: str) -> str:
    if text.startswith(VALUE_MARK):
        return json.dumps(_plain(text), ensure_ascii=False)
    if text.startswith("[") and _MARK_IN_JSON in text:
        try:
            return json.dumps([_plain(item) for item in json.loads(text)], ensure_ascii=False)
        except ValueError:
            return text
    return text


def _plain(item: Any) -> Any:
    """Return an encoded value as plain data, anything else as it is."""
    if not isinstance(item, str) or not item.startswith(VALUE_MARK):
        return item
    kind, encoded = item[len(VALUE_MARK) : len(VALUE_MARK) + 1], item[len(VALUE_MARK) + 1 :]
    try:
        body = base64.b64decode(encoded, validate=True)
        if kind == "m":
            return _pairs(KeyValueList.FromString(body))
        if kind == "a":
            return [_value(value) for value in ArrayValue.FromString(body).values]
    except (binascii.Error, DecodeError):
        return item
    return encoded


def _pairs(pairs: KeyValueList) -> dict[str, Any]:
    return {pair.key: _value(pair.value) for pair in pairs.values}


def _value(value: AnyValue) -> Any:
    match value.WhichOneof("value"):
        case "kvlist_value":
            return _pairs(value.kvlist_value)
        case "array_value":
            return [_value(item) for item in value.array_value.values]
        case "bytes_value":
            return base64.b64encode(value.bytes_value).decode()
        case None:
            return None
        case field:
            return getattr(value, field)
