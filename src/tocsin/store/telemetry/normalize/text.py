"""Text inside SQL: literals of views cannot be bound as parameters, so they are written out, escaped."""

from collections.abc import Iterable


def quoted(text: str) -> str:
    """Return a text as an SQL literal."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


_SHORT = 4
"""Up to here an array is written out."""
_SEPARATOR = "|"


def array(texts: Iterable[str]) -> str:
    """Return texts as an SQL array.

    A long one is written as one text that the engine splits while it analyses the query: an array's elements are each
    analysed, and the view that holds them is analysed with every insert.
    """
    every = list(texts)
    if len(every) <= _SHORT or any(_SEPARATOR in text for text in every):
        return f"[{', '.join(quoted(text) for text in every)}]"
    return f"splitByChar({quoted(_SEPARATOR)}, {quoted(_SEPARATOR.join(every))})"
