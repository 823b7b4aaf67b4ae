"""Negotiated prices: read from YAML, chosen by name, tier and date, refused with the key that is wrong."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tocsin.errors import ConfigurationError
from tocsin.ingest import PriceBook, price_of, read_price_book
from tocsin.ingest.prices import parse_price_book
from tocsin.model import ModelPrice, PriceKey, PriceSource

MAY = datetime(2026, 5, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
EMPTY_PERIOD = """
prices:
- {vendor: a, model: b, inputPerMillion: 1, outputPerMillion: 1, from: 2026-02-01, until: 2026-02-01}
"""
DATED = """
prices:
- {vendor: openai, model: gpt-4o, inputPerMillion: 2, outputPerMillion: 8, from: 2026-05-01, until: 2026-06-01}
- {vendor: openai, model: gpt-4o, inputPerMillion: 1, outputPerMillion: 4, from: 2026-06-01, serviceTier: batch}
"""


def write(folder: Path, text: str) -> Path:
    file = folder / "prices.yaml"
    file.write_text(text)
    return file


def of(text: str, vendor: str, model: str, tier: str = "") -> ModelPrice:
    return price_of(PriceKey(vendor, model, tier), parse_price_book(text))


def input_per_million(price: ModelPrice, at: datetime) -> float | None:
    period = price.period(at)
    return round(period.bands[0].rates.input_usd * 1_000_000, 6) if period and period.bands else None


def test_a_class_that_is_not_told_costs_like_the_one_it_is_part_of(tmp_path: Path) -> None:
    text = "prices:\n- {vendor: a, model: b, inputPerMillion: 2, outputPerMillion: 8, cacheReadPerMillion: 0.5}"
    (price,) = read_price_book(write(tmp_path, text)).prices
    rates = price.bands[0].rates
    assert (rates.input_usd, rates.output_usd, rates.cache_read_usd) == pytest.approx((2e-6, 8e-6, 0.5e-6))
    assert (rates.cache_write_usd, rates.cache_write_1h_usd, rates.input_audio_usd) == (rates.input_usd,) * 3
    assert (rates.reasoning_usd, rates.output_audio_usd) == (rates.output_usd,) * 2


def test_a_negotiated_price_holds_between_its_dates_and_the_published_one_around_it() -> None:
    price = of(DATED, "openai", "gpt-4o")
    instants = [MAY - SECOND, MAY, MAY + timedelta(days=31) - SECOND, MAY + timedelta(days=31)]
    assert [input_per_million(price, at) for at in instants] == [2.5, 2, 2, 2.5]
    assert [period.source for period in price.periods] == [
        PriceSource.PUBLISHED,
        PriceSource.NEGOTIATED,
        PriceSource.PUBLISHED,
    ]


def test_a_price_of_a_tier_is_not_the_price_of_another() -> None:
    june = MAY + timedelta(days=40)
    assert input_per_million(of(DATED, "openai", "gpt-4o", "batch"), june) == 1
    assert input_per_million(of(DATED, "openai", "gpt-4o"), june) == 2.5


def test_an_unknown_model_has_no_price_outside_the_dates_of_its_own() -> None:
    text = "prices: [{vendor: me, model: house, inputPerMillion: 1, outputPerMillion: 1, from: 2026-05-01}]"
    price = of(text, "me", "house")
    assert (price.is_priced(MAY - SECOND), price.is_priced(MAY)) == (False, True)


@pytest.mark.parametrize(
    ("model", "expected"), [("gpt-4o", 1), ("gpt-4o-2024-08-06", 2), ("gpt-4o-mini", 3), ("gpt-4.1", 4)]
)
def test_the_price_that_is_most_closely_meant_wins(model: str, expected: float) -> None:
    text = """
prices:
- {vendor: "*", model: "*", inputPerMillion: 4, outputPerMillion: 1}
- {vendor: openai, model: "gpt-4o*", inputPerMillion: 3, outputPerMillion: 1}
- {vendor: openai, model: "gpt-4o-20*", inputPerMillion: 2, outputPerMillion: 1}
- {vendor: openai, model: gpt-4o, inputPerMillion: 1, outputPerMillion: 1}
"""
    assert input_per_million(of(text, "openai", model), MAY) == expected


@pytest.mark.parametrize(
    ("vendor", "model"), [("azure.ai.openai", "gpt-4o"), ("litellm", "azure/gpt-4o"), ("azure", "gpt-4o")]
)
def test_one_price_covers_all_names_of_a_vendor_and_its_routes(vendor: str, model: str) -> None:
    text = "prices: [{vendor: azure, model: gpt-4o, inputPerMillion: 7, outputPerMillion: 1}]"
    assert input_per_million(of(text, vendor, model), MAY) == 7


def test_a_long_context_has_rates_of_its_own() -> None:
    text = """
prices:
- vendor: me
  model: house
  inputPerMillion: 1
  outputPerMillion: 2
  longContext:
  - {aboveInputTokens: 100000, inputPerMillion: 3, outputPerMillion: 4}
"""
    (price,) = parse_price_book(text).prices
    assert [(band.above_input_tokens, round(band.rates.input_usd * 1e6)) for band in price.bands] == [
        (0, 1),
        (100_000, 3),
    ]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prices: [{vendor: a, model: b, inputPerMillion: 1}]", "outputPerMillion"),
        ("prices: [{vendor: a, model: b, inputPerMillion: -1, outputPerMillion: 1}]", "inputPerMillion"),
        ("prices: [{vendor: a, model: b, inputPerMillion: .inf, outputPerMillion: 1}]", "inputPerMillion"),
        ("prices: [{vendor: a, model: b, inputPerMillion: 1, outputPerMillion: 1, colour: red}]", "colour"),
        ("prices: {", "cannot be read"),
        ("prices: [{vendor: a, model: b, inputPerMillion: 1, outputPerMillion: 1, from: soon}]", "from"),
        (EMPTY_PERIOD, "must be after"),
        (
            "prices:\n- &p {vendor: a, model: b, inputPerMillion: 1, outputPerMillion: 1}\n- *p",
            "two prices of a/b at the same time .price 1 and price 2.",
        ),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read_price_book(write(tmp_path, text))


def test_prices_that_follow_each_other_are_no_doubles() -> None:
    text = """
prices:
- {vendor: a, model: b, inputPerMillion: 1, outputPerMillion: 1, until: 2026-05-01}
- {vendor: a, model: b, inputPerMillion: 2, outputPerMillion: 1, from: 2026-05-01}
"""
    price = of(text, "a", "b")
    assert [input_per_million(price, at) for at in (MAY - SECOND, MAY)] == [1, 2]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        read_price_book(tmp_path / "nowhere.yaml")


def test_an_empty_book_has_no_say() -> None:
    assert PriceBook().of(PriceKey("openai", "gpt-4o")) == []
