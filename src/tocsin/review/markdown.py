"""Markdown that untrusted text cannot break out of.

Prompts, answers and names come from telemetry, which anybody writes. Short texts are escaped; long ones go into a fence
that is longer than any run of backticks in them.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from urllib.parse import quote

_SPECIAL = re.compile(r"([\\`*_\[\]|~$])")
_BACKTICKS = re.compile(r"`+")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def inline(text: str) -> str:
    """Return text for the middle of a line: no formatting, link, image, HTML, table cell or line break comes of it."""
    flat = " ".join(_visible(text).split())
    escaped = _SPECIAL.sub(r"\\\1", flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    # GitHub turns bare addresses into links; with one letter coded they stay text and look the same.
    return escaped.replace("://", "&#58;//").replace("www.", "www&#46;").replace("@", "&#64;")


def fenced(text: str, language: str = "") -> str:
    """Return text as a code block; nothing in it can end the block."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(3, longest + 1)
    body = "\n".join(_visible(line) for line in text.splitlines())
    return f"{fence}{language}\n{body}\n{fence}"


def link(label: str, path: str) -> str:
    """Return a link to a path of this server; the path is percent-encoded, the label escaped."""
    return f"[{inline(label)}]({quote(path, safe='/?=&%#:-_.~+,')})"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table; cells are Markdown already, so whoever makes them escapes them."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def excerpt(text: str, length: int) -> str:
    """Return at most `length` characters of a text, and say so when some were left out."""
    if len(text) <= length:
        return text
    return f"{text[:length]} [... {len(text) - length} more characters]"


def _visible(text: str) -> str:
    """Replace control and format characters: those that turn the reading direction can make a text lie."""
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if character in "\t\n" or unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn"}:
        return character
    return " " if character.isspace() else _REPLACEMENT
