"""The user's own prices: what they negotiated with a vendor, or what their own models cost them, with dates."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from tocsin.clock import midnight
from tocsin.errors import ConfigurationError
from tocsin.ingest.documents import explained
from tocsin.ingest.prices.names import canonical_vendor
from tocsin.model import ALWAYS, FOREVER, PriceKey, RateBand, Rates

_TOKENS_PER_MILLION = 1_000_000
_Usd = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class _Rates(BaseModel):
    """US dollars for a million tokens; a class that is not told costs like the one it is a part of."""

    model_config = ConfigDict(extra="forbid", alias_generator=to_camel, frozen=True)

    input_per_million: _Usd
    output_per_million: _Usd
    cache_read_per_million: _Usd | None = None
    cache_write_per_million: _Usd | None = None
    cache_write_one_hour_per_million: _Usd | None = None
    reasoning_per_million: _Usd | None = None
    input_audio_per_million: _Usd | None = None
    output_audio_per_million: _Usd | None = None
    per_request: _Usd = 0.0

    def rates(self) -> Rates:
        """Return the same for one token."""

        def usd(*amounts: float | None) -> float:
            return next(amount for amount in amounts if amount is not None) / _TOKENS_PER_MILLION

        written = (self.cache_write_per_million, self.input_per_million)
        return Rates(
            input_usd=usd(self.input_per_million),
            output_usd=usd(self.output_per_million),
            cache_read_usd=usd(self.cache_read_per_million, self.input_per_million),
            cache_write_usd=usd(*written),
            cache_write_1h_usd=usd(self.cache_write_one_hour_per_million, *written),
            reasoning_usd=usd(self.reasoning_per_million, self.output_per_million),
            input_audio_usd=usd(self.input_audio_per_million, self.input_per_million),
            output_audio_usd=usd(self.output_audio_per_million, self.output_per_million),
            request_usd=self.per_request,
        )


class _LongContext(_Rates):
    """Rates of the whole call once its input, cached tokens included, is above a number of tokens."""

    above_input_tokens: Annotated[int, Field(gt=0)]


class _Price(_Rates):
    """One price of the book."""

    vendor: str = Field(min_length=1)
    model: str = Field(min_length=1)
    service_tier: str | None = None
    start: date | None = Field(None, alias="from")
    end: date | None = Field(None, alias="until")
    long_context: tuple[_LongContext, ...] = ()

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.start is not None and self.end is not None and self.end <= self.start:
            raise ValueError(f"'until' {self.end} must be after 'from' {self.start}")
        return self


class _Book(BaseModel):
    model_config = ConfigDict(extra="forbid")

    prices: list[_Price]


@dataclass(frozen=True, slots=True)
class BookPrice:
    """One price of the book.

    Attributes:
        vendor, model: Names or patterns in which `*` stands for any run of characters.
        service_tier: None for every tier that has no price of its own here.
        start, end: It holds for start <= t < end.
        place: Where it stands, such as "price 2".
    """

    vendor: str
    model: str
    service_tier: str | None
    start: datetime
    end: datetime
    bands: Sequence[RateBand]
    place: str

    def covers(self, names: Iterable[tuple[str, str]], tier: str) -> bool:
        """Return whether it is the price of a model that goes by any of these names of vendor and model."""
        return self.service_tier in (None, tier) and any(
            _matches(self.vendor, vendor) and _matches(self.model, model) for vendor, model in names
        )

    @property
    def rank(self) -> tuple[bool, int, int]:
        """How closely it is meant: its own tier first, then the more letters are spelled out."""
        spelled = [name.replace("*", "") for name in (self.model, self.vendor)]
        # A whole name beats any pattern.
        exact = sum("*" not in name for name in (self.model, self.vendor))
        return (self.service_tier is not None, exact, len(spelled[0]) * 1_000 + len(spelled[1]))


class PriceBook:
    """Prices that win over published ones; an empty book has none."""

    def __init__(self, prices: Sequence[BookPrice] = ()) -> None:
        self.prices = tuple(prices)

    def of(self, key: PriceKey, names: Iterable[tuple[str, str]] = ()) -> Sequence[BookPrice]:
        """Return the prices meant for a model, the most closely meant first.

        It may go by other `names` of vendor and model, too, such as without the route of a gateway.
        """
        all_names = {(key.vendor, key.model), (canonical_vendor(key.vendor), key.model), *names}
        found = [price for price in self.prices if price.covers(all_names, key.service_tier)]
        return sorted(found, key=lambda price: price.rank, reverse=True)


def read_price_book(file: Path) -> PriceBook:
    """Return the prices of a YAML file.

    Raises:
        ConfigurationError: The file cannot be read or says what is not understood, or two prices hold for the same
            names at the same time.
    """
    try:
        return parse_price_book(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ConfigurationError(f"price book {str(file)!r} cannot be read: {error}") from error
    except ValidationError as error:
        raise ConfigurationError(f"price book {str(file)!r}: {explained(error)}") from error
    except ConfigurationError as error:
        raise ConfigurationError(f"price book {str(file)!r} {error}") from error


def parse_price_book(text: str) -> PriceBook:
    """Return the prices of a YAML text; raises YAMLError, ValidationError, ConfigurationError."""
    book = _Book.model_validate(yaml.safe_load(text))
    prices = [_book_price(price, f"price {number}") for number, price in enumerate(book.prices, start=1)]
    _refuse_doubles(prices)
    return PriceBook(prices)


def _book_price(price: _Price, place: str) -> BookPrice:
    longer = sorted(price.long_context, key=lambda one: one.above_input_tokens)
    return BookPrice(
        vendor=price.vendor,
        model=price.model,
        service_tier=price.service_tier,
        start=midnight(price.start) if price.start else ALWAYS,
        end=midnight(price.end) if price.end else FOREVER,
        bands=(
            RateBand(rates=price.rates()),
            *(RateBand(rates=one.rates(), above_input_tokens=one.above_input_tokens) for one in longer),
        ),
        place=place,
    )


def _refuse_doubles(prices: Sequence[BookPrice]) -> None:
    by_names: dict[tuple[str, str, str | None], list[BookPrice]] = {}
    for price in prices:
        known = by_names.setdefault((price.vendor, price.model, price.service_tier), [])
        for other in known:
            if other.start < price.end and price.start < other.end:
                raise ConfigurationError(
                    f"has two prices of {price.vendor}/{price.model} at the same time ({other.place} and"
                    f" {price.place}): end one with 'until' before the other begins"
                )
        known.append(price)


def _matches(pattern: str, name: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in pattern.split("*")), name) is not None
