"""The user's own prices: what they negotiated with a vendor, or what their own models cost them."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from tocsin.errors import ConfigurationError
from tocsin.ingest.problems import explained
from tocsin.store.telemetry import ModelPrice

_TOKENS_PER_MILLION = 1_000_000


class _Price(BaseModel):
    """US dollars for a million tokens; cached input costs like other input unless told."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, frozen=True)

    vendor: str = Field(min_length=1)
    model: str = Field(min_length=1)
    input_per_million: float = Field(ge=0)
    output_per_million: float = Field(ge=0)
    cache_read_per_million: float | None = Field(None, ge=0)
    cache_write_per_million: float | None = Field(None, ge=0)


class _Book(BaseModel):
    model_config = ConfigDict(extra="forbid")

    prices: list[_Price]


def read_price_book(file: Path) -> Mapping[tuple[str, str], ModelPrice]:
    """Return the prices of a YAML file, by the vendor and model names that spans carry.

    Raises:
        ConfigurationError: The file cannot be read or says what is not understood, or one model has two prices.
    """
    try:
        book = _Book.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"price book {str(file)!r} cannot be read: {error}") from error
    except ValidationError as error:
        raise ConfigurationError(f"price book {str(file)!r}: {explained(error)}") from error
    prices: dict[tuple[str, str], ModelPrice] = {}
    for price in book.prices:
        if (price.vendor, price.model) in prices:
            raise ConfigurationError(f"price book {str(file)!r} has two prices of {price.vendor}/{price.model}")
        prices[price.vendor, price.model] = _per_token(price)
    return prices


def _per_token(price: _Price) -> ModelPrice:
    def usd(per_million: float | None) -> float:
        return (price.input_per_million if per_million is None else per_million) / _TOKENS_PER_MILLION

    return ModelPrice(
        vendor=price.vendor,
        model=price.model,
        input_usd=usd(price.input_per_million),
        cache_read_usd=usd(price.cache_read_per_million),
        cache_write_usd=usd(price.cache_write_per_million),
        output_usd=usd(price.output_per_million),
        source="price book",
    )
