"""Flattened attributes ("a.0.b.1.c") put together again."""

from collections.abc import Mapping

_MAX_INDEX_DIGITS = 6
_MAX_LEVELS = 16
"""OpenInference needs nine; more is no convention's."""


def unflattened(attributes: Mapping[str, str], prefix: str) -> list[object]:
    """Return the list whose items are flattened below `prefix`, in order of their indexes; empty when there is none.

    Indexes may be missing; other names beside them are somebody else's. Where a name is both a value and a level, the
    level counts.
    """
    start = f"{prefix}."
    root: dict[str, object] = {}
    for name, text in attributes.items():
        if name.startswith(start):
            _place(root, name[len(start) :].split(".", _MAX_LEVELS), text)
    return [_nested(root[name]) for name in _indexes(root)]


def _place(level: dict[str, object], path: list[str], text: str) -> None:
    for step in path[:-1]:
        below = level.get(step)
        if not isinstance(below, dict):
            below = level[step] = {}
        level = below
    if not isinstance(level.get(path[-1]), dict):
        level[path[-1]] = text


def _nested(value: object) -> object:
    """Return a level as a list when all its names are indexes, as an object otherwise."""
    if not isinstance(value, dict):
        return value
    indexes = _indexes(value)
    if value and len(indexes) == len(value):
        return [_nested(value[name]) for name in indexes]
    return {name: _nested(below) for name, below in value.items()}


def _indexes(level: dict[str, object]) -> list[str]:
    """Return the names that are indexes, in their order."""
    found = [name for name in level if name.isascii() and name.isdigit() and len(name) <= _MAX_INDEX_DIGITS]
    return sorted(found, key=int)
