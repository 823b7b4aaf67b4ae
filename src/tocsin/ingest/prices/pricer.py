"""Keeps the engine's price list ahead of sealing.

Looking a price up takes some milliseconds, so it is done once for each model that shows up, and again when the
price book changes; the engine multiplies.
"""

import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol

import structlog

from tocsin.errors import ConfigurationError
from tocsin.ingest.prices.book import PriceBook, read_price_book
from tocsin.ingest.prices.lookup import price_of
from tocsin.model import ModelPrice, PriceKey

_log = structlog.get_logger()


class PriceStore(Protocol):
    """Where prices are kept; `tocsin.store.telemetry` implements it."""

    def put(self, prices: Iterable[ModelPrice], at: datetime) -> None:
        """Store prices; a later one for the same key replaces an earlier one."""
        ...

    def prices(self) -> Sequence[ModelPrice]:
        """Return every price in force and every model known to have none."""
        ...

    def models_seen(self, since: datetime) -> Sequence[PriceKey]:
        """Return what decides the price of the model calls received since an instant."""
        ...


class BookFile:
    """A price book that is read again when its file changes.

    Raises:
        ConfigurationError: The file cannot be used at first; later on, the last good book stays in force.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._seen = self._stamp()
        self.book = read_price_book(file)

    def reread(self) -> bool:
        """Read the file again if it changed; return whether there is a new book."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        self._seen = stamp
        try:
            self.book = read_price_book(self._file)
        except ConfigurationError as error:
            _log.error("prices.book_unusable", file=str(self._file), error=str(error), in_force="the last good book")
            return False
        _log.info("prices.book_read", file=str(self._file), prices=len(self.book.prices))
        return True

    def _stamp(self) -> tuple[int, int, int] | None:
        try:
            found = self._file.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


class Pricer:
    """Looks prices up; safe to call from any thread.

    Args:
        book: Negotiated prices, which win over published ones; None for none.
    """

    def __init__(self, store: PriceStore, book: BookFile | None) -> None:
        self._store = store
        self._book = book
        self._lock = threading.Lock()
        self._known: dict[PriceKey, ModelPrice] = {}
        self._has_stored = False

    def refresh(self, at: datetime) -> None:
        """Read the price book again if it changed, and look every known model up in it."""
        with self._lock:
            if self._book is not None and self._book.reread():
                self._look_up(list(self._known), at)

    def price_new_models(self, since: datetime, at: datetime) -> None:
        """Look up models received since an instant that have not been seen before."""
        with self._lock:
            if not self._has_stored:
                # What another version or another book said before this start is looked up again.
                self._look_up([price.key for price in self._store.prices()], at)
                self._has_stored = True
            self._look_up([key for key in self._store.models_seen(since) if key not in self._known], at)

    def price_now(self, key: PriceKey) -> ModelPrice:
        """Return what is known of a model's price, seen or not, without storing it."""
        return price_of(key, self._in_force())

    def _in_force(self) -> PriceBook:
        return self._book.book if self._book is not None else PriceBook()

    def _look_up(self, keys: Sequence[PriceKey], at: datetime) -> None:
        found = [price_of(key, self._in_force()) for key in keys]
        self._store.put(found, at)
        self._known |= {price.key: price for price in found}
