"""Pages of lists: `{"items": [...], "next": cursor or null}`, where a cursor is opaque to the caller."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, Field

from tocsin.errors import InvalidInput

T = TypeVar("T")

MAX_LIMIT = 1000
Limit = Annotated[int, Field(ge=1, le=MAX_LIMIT, description="Most items of one page.")]
Cursor = Annotated[
    str | None, Field(max_length=500, description="The `next` of the page before; leave out for the first page.")
]


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    items: Sequence[T]
    next: str | None = Field(description="The cursor of the next page; null on the last one.")


def encode_cursor(*position: str) -> str:
    """Return an opaque cursor for the position of the last item of a page."""
    return base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, parts: int) -> Sequence[str]:
    """Return the position a cursor stands for.

    Raises:
        InvalidInput: It is not one of ours, or of another list.
    """
    try:
        position = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (binascii.Error, ValueError):
        position = None
    if not isinstance(position, list) or len(position) != parts or not all(isinstance(p, str) for p in position):
        raise foreign_cursor(cursor)
    return position


def foreign_cursor(cursor: str) -> InvalidInput:
    """Return the refusal of a cursor that is not one of ours, or of another list."""
    return InvalidInput(f"cursor {cursor!r} does not belong to this list: pass the `next` of its last page, unchanged")


def page_of(
    fetch: Callable[[int], Sequence[T]], name: Callable[[T], str], *, limit: int, cursor: str | None
) -> Page[T]:
    """Return one page of a list whose store can only give its first n items, in an order that never changes.

    Args:
        fetch: Returns the first n items.
        name: The identity of an item.
        limit: Most items of the page.
        cursor: As it came from the caller.

    Raises:
        InvalidInput: The item the cursor names is not in the list (any more).
    """
    if cursor is None:
        return _cut(fetch(limit + 1), name, limit)
    (last,) = decode_cursor(cursor, 1)
    wanted = 2 * (limit + 1)
    while True:
        items = fetch(wanted)
        at = next((index for index, item in enumerate(items) if name(item) == last), None)
        if len(items) < wanted or (at is not None and at + limit + 1 < len(items)):
            break
        wanted *= 2
    if at is None:
        raise InvalidInput(f"cursor {cursor!r} leads nowhere any more: start again without it")
    return _cut(items[at + 1 :], name, limit)


def _cut(items: Sequence[T], name: Callable[[T], str], limit: int) -> Page[T]:
    page = items[:limit]
    return Page(items=page, next=encode_cursor(name(page[-1])) if len(items) > limit else None)
