"""Pages of a list add up to the list, whatever comes in while one reads it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.api.paging import decode_cursor, encode_cursor, page_of
from tocsin.errors import InvalidInput


def _read_all(items: list[str], limit: int) -> list[str]:
    read: list[str] = []
    cursor: str | None = None
    while True:
        page = page_of(lambda n: items[:n], str, limit=limit, cursor=cursor)
        read += page.items
        cursor = page.next
        if cursor is None:
            return read


@given(st.integers(0, 40), st.integers(1, 15))
def test_pages_add_up_to_the_list(size: int, limit: int) -> None:
    items = [str(number) for number in range(size)]
    assert _read_all(items, limit) == items


def test_what_comes_in_at_the_front_moves_nothing() -> None:
    items = ["5", "4", "3", "2", "1"]
    first = page_of(lambda n: items[:n], str, limit=2, cursor=None)
    newer = ["9", "8", "7", "6", *items]
    second = page_of(lambda n: newer[:n], str, limit=2, cursor=first.next)
    assert [*first.items, *second.items] == ["5", "4", "3", "2"]


def test_a_cursor_whose_item_is_gone_is_refused() -> None:
    with pytest.raises(InvalidInput, match="start again"):
        page_of(lambda n: ["2", "1"][:n], str, limit=1, cursor=encode_cursor("3"))


@given(st.text())
def test_a_cursor_that_is_none_of_ours_is_refused_and_nothing_else_happens(cursor: str) -> None:
    with pytest.raises(InvalidInput, match="cursor"):
        decode_cursor(cursor, 3)


@given(st.text(), st.text())
def test_a_cursor_gives_back_what_it_was_made_of(first: str, second: str) -> None:
    assert decode_cursor(encode_cursor(first, second), 2) == [first, second]
