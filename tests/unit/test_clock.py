"""Instants and lengths of time, between Python, nanoseconds, files and people."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tocsin.clock import format_duration, from_nanoseconds, parse_duration, to_nanoseconds


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(days=290 * 365)))
def test_an_instant_survives_the_way_through_nanoseconds(since: timedelta) -> None:
    instant = datetime(1970, 1, 1, tzinfo=UTC) + since
    assert from_nanoseconds(to_nanoseconds(instant)) == instant


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=-5), "0 s"),
        (timedelta(seconds=90), "1 min 30 s"),
        (timedelta(minutes=5), "5 min"),
        (timedelta(hours=6), "6 h"),
        (timedelta(days=3, hours=1), "3 d 1 h"),
    ],
)
def test_a_length_is_said_in_the_units_people_use(length: timedelta, said: str) -> None:
    assert format_duration(length) == said


@pytest.mark.parametrize("text", ["", "5", "m", "-5m", "5 parsecs", "1h30m"])
def test_what_is_no_duration_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(ValueError, match="such as '5m'"):
        parse_duration(text)
