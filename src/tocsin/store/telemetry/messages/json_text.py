"""JSON from outside: read as far as it can be, never raising; what cannot be read stays text."""

import json
import re

from tocsin.store.telemetry.messages.binary import without_bytes

MAX_DEPTH = 64
"""Levels of nesting that are still read. Messages have about ten; more is a mistake or an attack on our stack."""
_ENCODINGS = 3
"""JSON within a JSON string within one is met (a serialized value serialized again by its exporter); more is not."""
_LONE_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
"""May stand for half a character, which no text in UTF-8 can hold."""


def loaded(text: str) -> object:
    """Return the JSON value in a text, decoded again while it is a string of JSON; the text itself when it is none."""
    value: object = text
    for _ in range(_ENCODINGS):
        if not isinstance(value, str) or value[:64].lstrip()[:1] not in ("[", "{", '"'):
            break
        try:
            decoded = json.loads(value)
        except (ValueError, RecursionError):
            break
        if _is_deep(value, decoded):
            break
        value = _encodable(value, decoded)
    return value


def shown(value: object) -> str:
    """Return a value as text: strings as they are, nothing as "", anything else as JSON; bytes by their size only."""
    if value is None:
        return ""
    return without_bytes(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def fields_of(value: object) -> dict[str, object]:
    """Return a JSON object, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def items_of(value: object) -> list[object]:
    """Return a JSON array, or an empty one for anything else."""
    return value if isinstance(value, list) else []


def text_of(value: object) -> str:
    """Return a string, or "" for anything else."""
    return value if isinstance(value, str) else ""


def first_text(fields: dict[str, object], names: tuple[str, ...]) -> str:
    """Return the first of these fields that is a string and not empty, or ""."""
    return next((text for name in names if (text := text_of(fields.get(name)))), "")


def first_value(fields: dict[str, object], names: tuple[str, ...]) -> object:
    """Return the first of these fields that is there and not null, or None."""
    return next((fields[name] for name in names if fields.get(name) is not None), None)


def _is_deep(text: str, value: object) -> bool:
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in _children(node)]
        if not level:
            return False
    return True


def _children(node: object) -> list[object]:
    return list(node.values()) if isinstance(node, dict) else items_of(node)


def _encodable(text: str, value: object) -> object:
    """Return a value whose strings can all be written as UTF-8."""
    if not _LONE_SURROGATE.search(text):
        return value
    encoded = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return json.loads(encoded)
