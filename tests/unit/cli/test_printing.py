"""How numbers and times look."""

import pytest

from tocsin.cli.printing import dollars, duration, moment, share, times


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0, "0 ms"),
        (0.0123, "12 ms"),
        (1.5, "1.50 s"),
        (59.99, "59.99 s"),
        (60, "1m"),
        (95, "1m 35s"),
        (3600, "1h"),
        (5400, "1h 30m"),
        (86_400, "1d"),
        (2_592_000, "30d"),
    ],
)
def test_a_duration_has_two_units_at_most(seconds: float, shown: str) -> None:
    assert duration(seconds) == shown


def test_a_moment_is_in_utc_to_the_second() -> None:
    assert moment("2026-11-20T09:30:15.123456Z") == "2026-11-20 09:30:15Z"
    assert moment(None) == "-"


def test_what_is_not_known_is_no_number() -> None:
    assert (share(None), times(None)) == ("-", "-")
    assert (share(0.95), times(14.44)) == ("95.0%", "14.4x")


def test_small_amounts_keep_their_digits() -> None:
    assert (dollars(0.00002), dollars(12.5)) == ("0.00002", "12.50")
