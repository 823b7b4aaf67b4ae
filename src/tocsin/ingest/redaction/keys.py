"""Which attribute names a rule means: exact ones and ones with `*` for any run of characters."""

from collections.abc import Callable, Sequence

import re2

MOST_REMEMBERED = 20_000
"""Attribute names whose verdict is remembered; instrumentation uses a few hundred, hostile clients any number."""


def matcher(patterns: Sequence[str]) -> Callable[[str], bool]:
    """Return what tells whether one of the patterns matches a whole name; linear in the name's length."""
    exact = frozenset(pattern for pattern in patterns if "*" not in pattern)
    wild = [".*".join(re2.escape(piece) for piece in pattern.split("*")) for pattern in patterns if "*" in pattern]
    either = re2.compile(f"(?s:{'|'.join(wild)})") if wild else None

    def matches(name: str) -> bool:
        return name in exact or (either is not None and either.fullmatch(name) is not None)

    return matches


def literal_of(pattern: str) -> str:
    """Return the longest text that every name the pattern matches contains."""
    return max(pattern.split("*"), key=len)
