"""Prices: which unit prices a model has had, from the user's price book and from what vendors publish."""

from tocsin.ingest.prices.book import PriceBook, parse_price_book, read_price_book
from tocsin.ingest.prices.lookup import price_of
from tocsin.ingest.prices.pricer import BookFile, Pricer
from tocsin.ingest.prices.repricing import Repricer, RepricingProgress
from tocsin.ingest.prices.suggestion import nearest_model
from tocsin.ingest.prices.unpriced import PRICES_LOOK_BACK, UnpricedCalls

__all__ = [
    "PRICES_LOOK_BACK",
    "BookFile",
    "PriceBook",
    "Pricer",
    "Repricer",
    "RepricingProgress",
    "UnpricedCalls",
    "nearest_model",
    "parse_price_book",
    "price_of",
    "read_price_book",
]
