"""Published prices: by hand from vendors' pages, and against the library's own arithmetic for every model it knows."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from genai_prices import Usage, data_snapshot, types

from tocsin.ingest.prices.published import published
from tocsin.model import PriceKey, RateBand

NOVEMBER = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def band(vendor: str, model: str, tier: str = "", *, at: datetime = NOVEMBER, size: int = 1) -> RateBand:
    """Return what a call of this size, begun at this instant, is charged by."""
    found = published(PriceKey(vendor, model, tier))
    assert found is not None
    period = next(p for p in reversed(found.periods) if p.starts_at <= at)
    second = (at - at.replace(hour=0, minute=0, second=0)) // timedelta(seconds=1)
    fitting = [
        b
        for b in period.bands
        if (b.above_input_tokens == 0 or size > b.above_input_tokens) and b.from_second <= second < b.until_second
    ]
    return fitting[-1]


def per_million(usd: float) -> float:
    return round(usd * 1_000_000, 9)


def test_gpt_4o_mini_costs_what_openai_publishes() -> None:
    """0.15 in, 0.075 cached, 0.60 out: https://openai.com/index/gpt-4o-mini-advancing-cost-efficient-intelligence/."""
    rates = band("openai", "gpt-4o-mini").rates
    assert (per_million(rates.input_usd), per_million(rates.cache_read_usd), per_million(rates.output_usd)) == (
        0.15,
        0.075,
        0.6,
    )
    # OpenAI charges nothing extra for writing its cache, and reasoning as output.
    assert (rates.cache_write_usd, rates.reasoning_usd) == (rates.input_usd, rates.output_usd)


def test_claude_charges_for_writing_the_cache_and_more_for_keeping_it_an_hour() -> None:
    """Writes 1.25 and 2 times, reads 0.1 times the input: https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching."""
    rates = band("anthropic", "claude-sonnet-4-5").rates
    assert per_million(rates.input_usd) == 3
    assert rates.cache_write_usd == pytest.approx(1.25 * rates.input_usd)
    assert rates.cache_write_1h_usd == pytest.approx(2 * rates.input_usd)
    assert rates.cache_read_usd == pytest.approx(0.1 * rates.input_usd)


@pytest.mark.parametrize(("size", "input_usd", "output_usd"), [(200_000, 1.25, 10), (200_001, 2.5, 15)])
def test_a_long_context_raises_the_price_of_the_whole_call(size: int, input_usd: float, output_usd: float) -> None:
    """Gemini 2.5 Pro, prompts up to and above 200k tokens: https://ai.google.dev/gemini-api/docs/pricing."""
    rates = band("gcp.gemini", "gemini-2.5-pro", size=size).rates
    assert (per_million(rates.input_usd), per_million(rates.output_usd)) == (input_usd, output_usd)


def test_a_price_holds_from_the_day_the_vendor_changed_it() -> None:
    """o3 became 80 % cheaper on 2025-06-10: https://community.openai.com/t/o3-is-80-cheaper-and-introducing-o3-pro/1284925."""
    change = datetime(2025, 6, 10, tzinfo=UTC)
    before, after = band("openai", "o3", at=change - timedelta(seconds=1)), band("openai", "o3", at=change)
    assert (per_million(before.rates.input_usd), per_million(before.rates.output_usd)) == (10, 40)
    assert (per_million(after.rates.input_usd), per_million(after.rates.output_usd)) == (2, 8)


@pytest.mark.parametrize(("tier", "factor"), [("batch", 0.5), ("flex", 0.5), ("priority", 2)])
def test_a_service_tier_has_its_own_price(tier: str, factor: float) -> None:
    """GPT-5: https://platform.openai.com/docs/pricing, tabs Batch, Flex and Priority."""
    assert band("openai", "gpt-5", tier).rates.input_usd == pytest.approx(
        factor * band("openai", "gpt-5").rates.input_usd
    )


def test_hours_that_are_cheaper_count_by_the_clock() -> None:
    """DeepSeek's off-peak price of 2025, 16:30 to 00:30 UTC: https://api-docs.deepseek.com/quick_start/pricing."""
    noon, night = NOVEMBER.replace(hour=12), NOVEMBER.replace(hour=17)
    day = band("deepseek", "deepseek-reasoner", at=noon).rates
    off_peak = band("deepseek", "deepseek-reasoner", at=night).rates
    assert off_peak.input_usd < day.input_usd


def models() -> Iterator[tuple[types.Provider, types.ModelInfo]]:
    for provider in data_snapshot.get_snapshot().providers:
        for model in provider.models:
            yield provider, model


@pytest.mark.parametrize("at", [datetime(2024, 1, 1, 17, 0, tzinfo=UTC), NOVEMBER, NOVEMBER.replace(hour=2)])
def test_every_known_model_costs_what_the_library_computes(at: datetime) -> None:
    """The law that our table stands in for: rates times tokens is the library's own total, for each size of a call."""
    compared = 0
    for provider, model in models():
        found = published(PriceKey(provider.id, model.id))
        if found is None or found.priced_as != f"{provider.id}/{model.id}":
            continue  # another model of the list goes by that name, too
        for size in (1_000, 300_000):
            usage = Usage(
                input_tokens=size, cache_read_tokens=size // 2, cache_write_tokens=size // 4, output_tokens=10
            )
            truth = model.calc_price(usage, provider, genai_request_timestamp=at).total_price
            rates = band(provider.id, model.id, at=at, size=size).rates
            ours = (
                (size - size // 2 - size // 4) * rates.input_usd
                + size // 2 * rates.cache_read_usd
                + size // 4 * rates.cache_write_usd
                + 10 * rates.output_usd
                + rates.request_usd
            )
            assert ours == pytest.approx(float(truth)), (provider.id, model.id, size)
            compared += 1
    assert compared > 2_000


def test_what_is_priced_by_the_minute_has_no_price_for_tokens() -> None:
    assert published(PriceKey("openai", "whisper-1")) is None


def test_amounts_are_exact_to_the_last_published_digit() -> None:
    assert Decimal(str(per_million(band("openai", "text-embedding-3-small").rates.input_usd))) == Decimal("0.02")
