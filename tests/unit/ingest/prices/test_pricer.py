"""When prices are looked up: once a model, and again when the book changes; a broken book changes nothing."""

import os
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.kit.otlp import NOON
from tests.kit.prices import price, rates
from tocsin.errors import ConfigurationError
from tocsin.ingest import BookFile, Pricer, nearest_model
from tocsin.model import ModelPrice, PriceKey

GPT, HOUSE = PriceKey("openai", "gpt-4o"), PriceKey("openai", "house-model")
BOOK = "prices: [{{vendor: openai, model: house-model, inputPerMillion: {}, outputPerMillion: 1}}]"


class SeenModels:
    """A price store that has seen some models, and keeps every put."""

    def __init__(self, *seen: PriceKey, stored: Sequence[ModelPrice] = ()) -> None:
        self.seen = list(seen)
        self.stored = {one.key: one for one in stored}
        self.puts: list[PriceKey] = []

    def put(self, prices: Iterable[ModelPrice], at: datetime) -> None:
        for one in prices:
            self.puts.append(one.key)
            self.stored[one.key] = one

    def prices(self) -> Sequence[ModelPrice]:
        return tuple(self.stored.values())

    def models_seen(self, since: datetime) -> Sequence[PriceKey]:
        return self.seen

    def input_usd(self, key: PriceKey) -> float | None:
        """Return what a million tokens of input cost now; None without a price."""
        period = self.stored[key].period(NOON)
        return round(period.bands[0].rates.input_usd * 1e6, 6) if period and period.bands else None


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "prices.yaml"
    file.write_text(BOOK.format(1))
    return file


def rewrite(book: Path, text: str) -> None:
    """Write another text, as of a second later: file systems may keep coarse times."""
    before = book.stat().st_mtime_ns
    book.write_text(text)
    os.utime(book, ns=(before + 10**9, before + 10**9))


def test_a_model_is_looked_up_once_and_stored_whether_it_has_a_price_or_not() -> None:
    store = SeenModels(GPT, HOUSE)
    pricer = Pricer(store, None)
    for _ in range(3):
        pricer.price_new_models(NOON - timedelta(hours=1), NOON)
    assert store.puts == [GPT, HOUSE]
    assert (store.input_usd(GPT), store.input_usd(HOUSE)) == (2.5, None)


def test_a_starting_server_looks_up_again_what_an_earlier_one_stored() -> None:
    store = SeenModels(stored=[price(GPT, rates(1.0, 1.0))])
    Pricer(store, None).price_new_models(NOON, NOON)
    assert store.input_usd(GPT) == 2.5


def test_a_changed_book_is_in_force_at_the_next_refresh(book: Path) -> None:
    store = SeenModels(HOUSE)
    pricer = Pricer(store, BookFile(book))
    pricer.price_new_models(NOON, NOON)
    pricer.refresh(NOON)
    assert (store.input_usd(HOUSE), store.puts) == (1, [HOUSE])
    rewrite(book, BOOK.format(2))
    pricer.refresh(NOON)
    assert (store.input_usd(HOUSE), pricer.price_now(HOUSE).is_priced(NOON)) == (2, True)


@pytest.mark.parametrize("text", ["prices: {", "prices: [{vendor: a}]"])
def test_a_broken_book_is_logged_once_and_the_last_good_one_stays(book: Path, text: str) -> None:
    store = SeenModels(HOUSE)
    pricer = Pricer(store, BookFile(book))
    pricer.price_new_models(NOON, NOON)
    rewrite(book, text)
    with capture_logs() as logs:
        pricer.refresh(NOON)
        pricer.refresh(NOON)
    assert [one["event"] for one in logs] == ["prices.book_unusable"]
    assert store.input_usd(HOUSE) == 1


def test_a_book_that_is_taken_away_stays_in_force(book: Path) -> None:
    pricer = Pricer(SeenModels(), BookFile(book))
    book.unlink()
    pricer.refresh(NOON)
    assert pricer.price_now(HOUSE).is_priced(NOON)


def test_a_server_does_not_start_with_a_broken_book(book: Path) -> None:
    book.write_text("prices: {")
    with pytest.raises(ConfigurationError):
        BookFile(book)


@pytest.mark.parametrize(
    ("vendor", "model", "nearest"),
    [
        ("openai", "gpt-4.1-mini-x", "openai/gpt-4.1-mini"),
        ("az.ai.openai", "gpt-4o-mini-x", "azure/gpt-4o-mini"),
        ("", "claude-sonnet-4-5-x", "anthropic/claude-sonnet-4-5"),
        ("openai", "zzz", None),
        ("openai", "house-model", None),
        ("", "house-model", None),
        ("openai", "ouse-gpt-4o", None),
        ("anthropic", "us.anthropic.claude-3-haiku-x", "anthropic/claude-3-haiku"),
    ],
)
def test_the_nearest_name_is_suggested(vendor: str, model: str, nearest: str | None) -> None:
    assert nearest_model(vendor, model) == nearest
