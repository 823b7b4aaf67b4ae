"""Bytes that stand in a text as base64: found, and replaced by what they are and how large they are."""

import re

_DATA_URL = r"data:(?P<type>[\w.+-]{1,100}/[\w.+-]{1,100})?(?:;[\w.+=-]{1,100}){0,5};base64,[A-Za-z0-9+/_=-]*"
# From the start of a run only: a run looked at from each of its characters would take quadratic time.
_RUN = r"(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{1024,}={0,2}"
_BYTES = re.compile(f"{_DATA_URL}|{_RUN}")
_ALPHABET = (re.compile("[A-Z]"), re.compile("[a-z]"), re.compile("[0-9]"))
"""What a thousand characters of base64 hold, and a long word, a number or a hexadecimal digest do not."""


def decoded_size(base64_text: str) -> int:
    """Return how many bytes a base64 text stands for (RFC 4648, section 4: four characters for three bytes)."""
    return len(base64_text.rstrip("=")) * 3 // 4


def size_text(size: int) -> str:
    """Return a number of bytes in words."""
    return f"{size:,} bytes"


def without_bytes(text: str) -> str:
    """Return a text with every data URL and every long run of base64 replaced by its type and size."""
    return _BYTES.sub(_described, text)


def data_url_type(url: str) -> str | None:
    """Return the media type a data URL names ("" when it names none), or None when it is no such URL."""
    match = re.match(_DATA_URL, url)
    return (match["type"] or "") if match else None


def _described(match: re.Match[str]) -> str:
    found = match[0]
    if not found.startswith("data:") and not all(kind.search(found) for kind in _ALPHABET):
        return found
    size = size_text(decoded_size(found.rpartition(",")[2]))
    return f"({match['type']}, {size})" if match["type"] else f"({size})"
