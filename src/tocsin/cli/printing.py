"""What commands print: JSON for scripts, tables for people; text that came with telemetry never steers the terminal."""

import json
import math
import sys
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import datetime

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

_UNBOUNDED = 10_000
"""Columns to print for a file or pipe, where nothing is to be cut."""
_LEAST_DOLLARS = 0.000001
"""A millionth: about one token of a cheap model."""
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0


def console() -> Console:
    """Return the terminal; as wide as the text needs when the output goes elsewhere."""
    return Console(width=None if sys.stdout.isatty() else _UNBOUNDED, highlight=False, soft_wrap=True)


def print_json(document: object) -> None:
    """Print a document as indented JSON."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str) -> None:
    """Print rows under headings; `empty` instead when there are none.

    A heading that starts with ">" aligns right; whole numbers are grouped by thousands.
    """
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column.removeprefix(">"), justify="right" if column.startswith(">") else "left")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else plain(_grouped(cell)) for cell in row))
    if table.row_count:
        # Not soft-wrapped: in a terminal, cells fold within their columns.
        console().print(table, soft_wrap=False)
    else:
        click.echo(empty)


def _grouped(cell: object) -> object:
    return f"{cell:,}" if isinstance(cell, int) else cell


def counted(count: int, one: str, many: str = "") -> str:
    """Return a number of things in words, such as "1 span"; `many` where that is not `one` with an "s"."""
    return f"{count:,} {one if count == 1 else many or f'{one}s'}"


def plain(value: object, style: str = "") -> Text:
    """Return a value as text without markup; control characters, which steer terminals, are made visible."""
    text = "" if value is None else str(value)
    return Text("".join(_visible(character) for character in text), style=style)


def _visible(character: str) -> str:
    if character in "\n\t" or unicodedata.category(character)[0] != "C":
        return character
    return f"\\x{ord(character):02x}"


def moment(instant: str | None) -> str:
    """Return an ISO 8601 instant as the API gives it, to the second and in UTC; "-" for none."""
    return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M:%S}Z" if instant else "-"


def duration(seconds: float | None) -> str:
    """Return a length of time with two units of precision at most; "-" for none."""
    if seconds is None:
        return "-"
    if seconds > 0 and round(seconds * 1000) == 0:
        return "<1 ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    for size, unit, smaller, small in ((_DAY, "d", _HOUR, "h"), (_HOUR, "h", _MINUTE, "m"), (_MINUTE, "m", 1.0, "s")):
        if seconds >= size:
            whole, rest = divmod(seconds, size)
            return f"{whole:.0f}{unit} {rest // smaller:.0f}{small}" if rest >= smaller else f"{whole:.0f}{unit}"
    return f"{seconds:.2f} s"


def share(ratio: float | None, digits: int = 1) -> str:
    """Return a ratio as a percentage; "-" for none.

    What is not quite all is never rounded up to all, and what is not quite nothing never down to nothing.
    """
    if ratio is None:
        return "-"
    step = 10.0 ** -(digits + 2)
    if 0 < ratio < step / 2:
        return f"<{step:.{digits}%}"
    if 1 - step / 2 <= ratio < 1:
        return f">{1 - step:.{digits}%}"
    return f"{ratio:.{digits}%}"


def goal(ratio: float) -> str:
    """Return a target with the digits it was given: 0.99 is "99%", 0.9995 is "99.95%"."""
    return f"{ratio * 100:.8g}%"


def times(rate: float | None) -> str:
    """Return how many times too fast something burns; "-" for none."""
    return "-" if rate is None else f"{rate:.1f}x"


def dollars(amount: float) -> str:
    """Return US dollars: to the cent from one dollar on, below it three digits that say something."""
    if amount == 0:
        return "0"
    if amount >= 1:
        return f"{amount:,.2f}"
    if amount < _LEAST_DOLLARS:
        return f"<{_LEAST_DOLLARS:.6f}"
    return f"{amount:.{2 - math.floor(math.log10(amount))}f}"


def size(count: float) -> str:
    """Return a number of bytes with the unit in which it is short."""
    for unit, bytes_in_it in (("TiB", 2**40), ("GiB", 2**30), ("MiB", 2**20), ("KiB", 2**10)):
        if count >= bytes_in_it:
            return f"{count / bytes_in_it:.1f} {unit}"
    return f"{count:.0f} B"
