"""The whole price of one model: the price book where it speaks, published prices where it does not, day by day."""

from collections.abc import Sequence
from datetime import datetime

from tocsin.ingest.prices.book import BookPrice, PriceBook
from tocsin.ingest.prices.names import candidates
from tocsin.ingest.prices.published import published
from tocsin.model import ALWAYS, FOREVER, ModelPrice, PriceKey, PricePeriod, PriceSource


def price_of(key: PriceKey, book: PriceBook) -> ModelPrice:
    """Return every price that a model ever had, as far as it is known; periods without bands where it had none."""
    routed = {(one.vendor or key.vendor, one.model) for one in candidates(key.vendor, key.model) if not one.caveats}
    booked = book.of(key, routed)
    listed = published(key)
    underneath = listed.periods if listed else ()
    edges = {ALWAYS, *(period.starts_at for period in underneath)}
    for price in booked:
        edges |= {price.start, price.end} - {FOREVER}
    return ModelPrice(
        key=key,
        periods=_merged([_period(edge, booked, underneath) for edge in sorted(edges)]),
        priced_as=listed.priced_as if listed else "",
        caveats=listed.caveats if listed else (),
    )


def _period(at: datetime, booked: Sequence[BookPrice], underneath: Sequence[PricePeriod]) -> PricePeriod:
    for price in booked:
        if price.start <= at < price.end:
            return PricePeriod(at, price.bands, PriceSource.NEGOTIATED, f"price book, {price.place}")
    for period in reversed(underneath):
        if period.starts_at <= at:
            return PricePeriod(at, period.bands, period.source, period.note)
    return PricePeriod(at, (), None)


def _merged(periods: Sequence[PricePeriod]) -> Sequence[PricePeriod]:
    """Leave out periods that say what the one before them says."""
    kept: list[PricePeriod] = []
    for period in periods:
        last = kept[-1] if kept else None
        if last is None or (last.bands, last.source, last.note) != (period.bands, period.source, period.note):
            kept.append(period)
    return tuple(kept)
