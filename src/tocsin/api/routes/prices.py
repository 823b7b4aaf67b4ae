"""What models cost, which calls have no price, and ranges of tasks priced again."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from tocsin.api.inputs import Id, Instant, Person, Served, Strict
from tocsin.api.problems import problem_responses
from tocsin.api.services import RepricingJob, Services
from tocsin.errors import InvalidInput, NotFound
from tocsin.ingest import PRICES_LOOK_BACK
from tocsin.model import (
    CostComparison,
    JobId,
    ModelPrice,
    PriceCaveat,
    PricePeriod,
    PriceSource,
    RateBand,
    UnpricedModel,
    Window,
)

router = APIRouter(prefix="/api/v1/prices", tags=["prices"])

_TOKENS_PER_MILLION = 1_000_000
_SUGGESTIONS = 20
"""Models without a price that are compared with known ones, most tokens first: it takes up to 50 ms each."""


class RatesView(BaseModel):
    """US dollars for a million tokens, for calls of some size at some hour."""

    above_input_tokens: int = Field(description="For calls with more input than this, cached tokens included.")
    from_second: int = Field(description="From this second of the UTC day on.")
    until_second: int
    input: float
    output: float
    cache_read: float
    cache_write: float
    cache_write_one_hour: float
    reasoning: float
    input_audio: float
    output_audio: float
    per_request_usd: float = Field(description="US dollars for the request itself.")


class PeriodView(BaseModel):
    """A price from an instant on."""

    starts_at: datetime
    ends_at: datetime | None = Field(description="When the next period begins; null while it holds.")
    is_in_force: bool = Field(description="Whether it holds now.")
    source: PriceSource | None = Field(description="null: there is no price in this time.")
    note: str = Field(description="Version of the published prices, or place in the price book.")
    rates: Sequence[RatesView]


class PriceView(BaseModel):
    """What one model costs, by the names that spans carry."""

    vendor: str
    model: str
    service_tier: str
    priced_as: str = Field(description='"<vendor>/<model>" of the published price; empty when none is known.')
    caveats: Sequence[PriceCaveat]
    is_priced: bool = Field(description="Whether a call that begins now has a price.")
    periods: Sequence[PeriodView]


class PriceList(BaseModel):
    """Every model seen."""

    items: Sequence[PriceView]


class UnpricedView(BaseModel):
    """Calls of one model from one service without a price, and what to do about it."""

    vendor: str
    model: str
    service: str
    calls: int
    input_tokens: int
    output_tokens: int
    first_seen: datetime
    last_seen: datetime
    is_priced_now: bool = Field(description="A price became known since: price the range again.")
    nearest: str | None = Field(description='The published model with the most similar name, "<vendor>/<model>".')
    price_book_entry: str = Field(description="YAML to complete and add under `prices:` of the price book.")


class UnpricedList(BaseModel):
    """Models without a price, most tokens first."""

    start: datetime
    end: datetime
    items: Sequence[UnpricedView]


class ComparisonList(BaseModel):
    """Reported beside computed cost, widest apart first."""

    start: datetime
    end: datetime
    items: Sequence[CostComparison]


class RepricingRequest(Strict):
    """Which tasks to price again."""

    start: Instant
    end: Instant
    by: Person
    dry_run: Annotated[bool, Field(description="Only say what would change.")] = False


Start = Annotated[Instant | None, Query(description="First instant; seven days before `end` by default.")]
End = Annotated[Instant | None, Query(description="End, excluded; now by default.")]


@router.get("", summary="List prices")
def list_prices(services: Served) -> PriceList:
    """Return what every model seen costs and cost, whose price it is, and since when it holds."""
    now = services.clock.now()
    return PriceList(items=[_price_view(price, now) for price in services.prices.prices()])


@router.get("/unpriced", summary="List calls without a price", responses=problem_responses(400))
def list_unpriced(services: Served, start: Start = None, end: End = None) -> UnpricedList:
    """Return models that were used and have no known price. They count as 0 in costs, which so are lower bounds."""
    window = _window(services, start, end)
    found = services.prices.unpriced(window)
    return UnpricedList(
        start=window.start,
        end=window.end,
        items=[_unpriced_view(services, one, suggest=place < _SUGGESTIONS) for place, one in enumerate(found)],
    )


@router.get("/comparisons", summary="Compare reported with computed cost", responses=problem_responses(400))
def list_comparisons(services: Served, start: Start = None, end: End = None) -> ComparisonList:
    """Return, by vendor and model, what calls said they cost beside what their tokens cost by price."""
    window = _window(services, start, end)
    return ComparisonList(start=window.start, end=window.end, items=services.prices.comparisons(window))


@router.post("/repricings", status_code=202, summary="Price a range again", responses=problem_responses(400, 409))
def start_repricing(services: Served, response: Response, body: RepricingRequest) -> RepricingJob:
    """Compute the cost of past tasks again, by the prices known now; `Location` says where its progress is."""
    job = services.repricings.start(body.start, body.end, dry_run=body.dry_run, by=body.by)
    response.headers["Location"] = f"{router.prefix}/repricings/{job.id}"
    return job


@router.get("/repricings/{id}", summary="Show a range that is priced again", responses=problem_responses(404))
def get_repricing(services: Served, job_id: Id) -> RepricingJob:
    """Return how far it is, and costs before and after."""
    job = services.repricings.job(JobId(job_id))
    if job is None:
        raise NotFound(f"there is no repricing {job_id!r}; they are forgotten when the server stops")
    return job


def _window(services: Services, start: datetime | None, end: datetime | None) -> Window:
    until = end or services.clock.now()
    since = start or until - PRICES_LOOK_BACK
    if until <= since:
        raise InvalidInput(f"start must be before end, got {since} to {until}")
    return Window(since, until)


def _price_view(price: ModelPrice, now: datetime) -> PriceView:
    ends = [*(period.starts_at for period in price.periods[1:]), None]
    return PriceView(
        vendor=price.key.vendor,
        model=price.key.model,
        service_tier=price.key.service_tier,
        priced_as=price.priced_as,
        caveats=price.caveats,
        is_priced=price.is_priced(now),
        periods=[_period_view(period, end, now) for period, end in zip(price.periods, ends, strict=True)],
    )


def _period_view(period: PricePeriod, end: datetime | None, now: datetime) -> PeriodView:
    return PeriodView(
        starts_at=period.starts_at,
        ends_at=end,
        is_in_force=period.starts_at <= now and (end is None or now < end),
        source=period.source,
        note=period.note,
        rates=[_rates_view(band) for band in period.bands],
    )


def _rates_view(band: RateBand) -> RatesView:
    def per_million(usd: float) -> float:
        # Back to the digits that were published: a rate for one token is no round number.
        return round(usd * _TOKENS_PER_MILLION, 9)

    rates = band.rates
    return RatesView(
        above_input_tokens=band.above_input_tokens,
        from_second=band.from_second,
        until_second=band.until_second,
        input=per_million(rates.input_usd),
        output=per_million(rates.output_usd),
        cache_read=per_million(rates.cache_read_usd),
        cache_write=per_million(rates.cache_write_usd),
        cache_write_one_hour=per_million(rates.cache_write_1h_usd),
        reasoning=per_million(rates.reasoning_usd),
        input_audio=per_million(rates.input_audio_usd),
        output_audio=per_million(rates.output_audio_usd),
        per_request_usd=rates.request_usd,
    )


def _unpriced_view(services: Services, found: UnpricedModel, *, suggest: bool) -> UnpricedView:
    return UnpricedView(
        vendor=found.vendor,
        model=found.model,
        service=found.service,
        calls=found.calls,
        input_tokens=found.input_tokens,
        output_tokens=found.output_tokens,
        first_seen=found.first_seen,
        last_seen=found.last_seen,
        is_priced_now=services.prices.is_priced(found.vendor, found.model, found.first_seen),
        nearest=services.prices.nearest(found.vendor, found.model) if suggest else None,
        price_book_entry=_entry(found.vendor, found.model),
    )


def _entry(vendor: str, model: str) -> str:
    return (
        f"- vendor: {_quoted(vendor or '*')}\n  model: {_quoted(model)}\n"
        "  inputPerMillion: # US dollars for a million tokens\n  outputPerMillion:\n"
    )


def _quoted(text: str) -> str:
    """Return text as a YAML scalar, which a JSON string is."""
    return json.dumps(text, ensure_ascii=False)
