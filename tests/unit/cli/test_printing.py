"""How numbers and times look."""

import pytest

from tocsin.cli.printing import counted, dollars, duration, goal, moment, print_table, share, times


@pytest.mark.parametrize(("count", "shown"), [(0, "0 spans"), (1, "1 span"), (2_000, "2,000 spans")])
def test_things_are_counted_in_words(count: int, shown: str) -> None:
    assert counted(count, "span") == shown


def test_what_follows_the_number_may_be_more_than_a_noun() -> None:
    assert [counted(count, "price is", "prices are") for count in (1, 2)] == ["1 price is", "2 prices are"]


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0, "0 ms"),
        (0.00008, "<1 ms"),
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


@pytest.mark.parametrize(
    ("ratio", "digits", "shown"),
    [
        (0.0, 1, "0.0%"),
        (0.0004, 1, "<0.1%"),
        (0.0006, 1, "0.1%"),
        (0.99999, 2, ">99.99%"),
        (0.9996, 0, ">99%"),
        (1.0, 2, "100.00%"),
        (-6.058, 1, "-605.8%"),
    ],
)
def test_a_share_is_never_rounded_to_nothing_or_to_all(ratio: float, digits: int, shown: str) -> None:
    assert share(ratio, digits) == shown


def test_a_target_keeps_its_own_digits() -> None:
    assert [goal(0.99), goal(0.9995), goal(0.99999)] == ["99%", "99.95%", "99.999%"]


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (0.0, "0"),
        (4e-9, "<0.000001"),
        (0.0000021, "0.00000210"),
        (0.00208, "0.00208"),
        (0.6117, "0.612"),
        (12.5, "12.50"),
        (1234.5, "1,234.50"),
    ],
)
def test_an_amount_below_a_dollar_keeps_three_digits(amount: float, shown: str) -> None:
    assert dollars(amount) == shown


def test_large_counts_are_grouped_in_tables(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(("model", ">tokens"), [("2026", 2_343_449)], empty="")
    assert capsys.readouterr().out.splitlines()[1].split() == ["2026", "2,343,449"]
