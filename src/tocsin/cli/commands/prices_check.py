"""`tocsin prices check`: what is wrong with a price book, found without a server."""

from datetime import datetime, timedelta
from pathlib import Path

import click

from tocsin.cli.options import json_option
from tocsin.cli.printing import counted, print_json, print_table
from tocsin.errors import ConfigurationError
from tocsin.ingest import PriceBook, price_of, read_price_book
from tocsin.model import ALWAYS, FOREVER, PriceKey

_COLUMNS = ("vendor", "model", "tier", "from", "until", ">input", ">output", ">published input", ">published output")
_TOKENS_PER_MILLION = 1_000_000
_MOMENT = timedelta(microseconds=1)
"""Before the end of a price, it holds still: then the published one is looked up."""


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@json_option
def command(*, file: Path, as_json: bool) -> None:
    """Check the price book in FILE, and show its prices beside the published ones.

    Exits with 1 when it cannot be used, after saying why.
    """
    try:
        book = read_price_book(file)
    except ConfigurationError as error:
        raise click.ClickException(str(error)) from error
    prices = [
        {
            "vendor": one.vendor,
            "model": one.model,
            "service_tier": one.service_tier,
            "from": _day(one.start),
            "until": _day(one.end),
            "input": _per_million(one.bands[0].rates.input_usd),
            "output": _per_million(one.bands[0].rates.output_usd),
            **_published(one.vendor, one.model, one.service_tier or "", one.end - _MOMENT),
        }
        for one in book.prices
    ]
    if as_json:
        print_json({"prices": prices})
        return
    print_table(_COLUMNS, [["-" if cell is None else cell for cell in one.values()] for one in prices], empty="Empty.")
    click.echo(f"{counted(len(prices), 'price is', 'prices are')} fine; in US dollars for a million tokens.")


def _day(instant: datetime) -> str | None:
    """Return a date; none for the beginning and the end of all time."""
    return None if instant in (ALWAYS, FOREVER) else f"{instant:%Y-%m-%d}"


def _published(vendor: str, model: str, tier: str, at: datetime) -> dict[str, float | None]:
    period = price_of(PriceKey(vendor, model, tier), PriceBook()).period(at)
    rates = period.bands[0].rates if period and period.bands else None
    return {
        "published_input": _per_million(rates.input_usd) if rates else None,
        "published_output": _per_million(rates.output_usd) if rates else None,
    }


def _per_million(usd: float) -> float:
    return round(usd * _TOKENS_PER_MILLION, 9)
