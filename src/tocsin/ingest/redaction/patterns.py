"""Patterns in RE2's syntax, which match in linear time: one alone, or many asked at once at some 800 MB a second."""

from collections.abc import Sequence
from typing import Any

import re2

_MOST_MEMORY = 64 * 1024 * 1024
"""Bytes of the automaton. RE2 says "nothing matches" when it cannot hold one state, so there is room for thousands."""


def compiled(pattern: str) -> Any:
    """Return a pattern ready to be searched for.

    Raises:
        re2.error: It is none of RE2's.
    """
    return re2.compile(pattern, options=_quiet())


class PatternSet:
    """Tells which of many patterns match somewhere in a text, in one pass."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._every = frozenset(range(len(patterns)))
        self._set = _compiled_together(patterns)

    def matching(self, text: str | bytes) -> frozenset[int]:
        """Return the numbers of patterns that match somewhere; of all, where they are too many to be asked together."""
        if self._set is None:
            return self._every
        return frozenset(self._set.Match(text) or ())


def _compiled_together(patterns: Sequence[str]) -> re2.Set | None:
    options = _quiet()
    options.max_mem = _MOST_MEMORY
    together = re2.Set.SearchSet(options)
    if not patterns:
        return None
    try:
        for pattern in patterns:
            together.Add(pattern)
        together.Compile()
    except re2.error:
        return None
    return together


def _quiet() -> re2.Options:
    """Return options by which RE2 writes nothing to the standard error about a pattern that it cannot read."""
    options = re2.Options()
    options.log_errors = False
    return options
