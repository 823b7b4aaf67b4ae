"""Negotiated prices: read from YAML, refused with the key that is wrong."""

from pathlib import Path

import pytest

from tocsin.errors import ConfigurationError
from tocsin.ingest import read_price_book


def write(folder: Path, text: str) -> Path:
    file = folder / "prices.yaml"
    file.write_text(text)
    return file


def test_prices_are_per_token_and_cached_input_costs_like_input_unless_told(tmp_path: Path) -> None:
    book = read_price_book(
        write(
            tmp_path,
            "prices:\n- {vendor: openai, model: gpt-4o, inputPerMillion: 2, outputPerMillion: 8,"
            " cacheReadPerMillion: 0.5}",
        )
    )
    price = book["openai", "gpt-4o"]
    assert (price.input_usd, price.output_usd) == pytest.approx((2e-6, 8e-6))
    assert (price.cache_read_usd, price.cache_write_usd) == pytest.approx((0.5e-6, 2e-6))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("prices: [{vendor: a, model: b, inputPerMillion: 1}]", "outputPerMillion"),
        ("prices: [{vendor: a, model: b, inputPerMillion: -1, outputPerMillion: 1}]", "inputPerMillion"),
        ("prices: [{vendor: a, model: b, inputPerMillion: 1, outputPerMillion: 1, colour: red}]", "colour"),
        ("prices: {", "cannot be read"),
        (
            "prices:\n- &p {vendor: a, model: b, inputPerMillion: 1, outputPerMillion: 1}\n- *p",
            "two prices of a/b",
        ),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(ConfigurationError, match=named):
        read_price_book(write(tmp_path, text))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="nowhere"):
        read_price_book(tmp_path / "nowhere.yaml")
