"""Every way in which emitters name a model, and whose price it gets."""

import pytest

from tocsin.ingest.prices.published import published
from tocsin.model import PriceCaveat, PriceKey

SNAPSHOT, INFERRED = PriceCaveat.SNAPSHOT, PriceCaveat.INFERRED_VENDOR
SONNET = "anthropic.claude-sonnet-4-5-20250929-v1:0"


@pytest.mark.parametrize(
    ("vendor", "model", "priced_as"),
    [
        ("openai", "gpt-4o", "openai/gpt-4o"),
        ("openai", "gpt-4o-2024-08-06", "openai/gpt-4o"),
        # Dearer than the snapshots after it: $5 and $15 (OpenAI's announcement of 2024-05-13).
        ("openai", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13"),
        ("aws.bedrock", SONNET, f"aws/regional.{SONNET}"),
        ("aws.bedrock", f"us.{SONNET}", f"aws/regional.{SONNET}"),
        ("bedrock", f"eu.{SONNET}", f"aws/regional.{SONNET}"),
        ("aws.bedrock", f"apac.{SONNET}", f"aws/regional.{SONNET}"),
        ("amazon", f"global.{SONNET}", f"aws/global.{SONNET}"),
        (
            "aws.bedrock",
            f"arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.{SONNET}",
            f"aws/regional.{SONNET}",
        ),
        ("azure.ai.openai", "gpt-4o-mini", "azure/gpt-4o-mini"),
        ("az.ai.openai", "gpt-4o", "azure/gpt-4o"),
        ("gcp.vertex_ai", "gemini-2.5-pro", "google/gemini-2.5-pro"),
        ("gcp.vertex_ai", "publishers/google/models/gemini-2.5-pro", "google/gemini-2.5-pro"),
        ("", "projects/p/locations/europe-west1/publishers/google/models/gemini-2.5-flash", "google/gemini-2.5-flash"),
        ("gcp.gemini", "models/gemini-2.5-flash", "google/gemini-2.5-flash"),
        ("gcp.gen_ai", "gemini-2.5-pro@default", "google/gemini-2.5-pro"),
        ("openrouter", "openai/gpt-4o", "openrouter/openai/gpt-4o"),
        ("", "openrouter/openai/gpt-4o", "openrouter/openai/gpt-4o"),
        ("openrouter", "deepseek/deepseek-chat:free", "openrouter/deepseek/deepseek-chat:free"),
        (
            "litellm",
            "bedrock/anthropic.claude-3-haiku-20240307-v1:0",
            "aws/regional.anthropic.claude-3-haiku-20240307-v1:0",
        ),
        ("litellm", "vertex_ai/gemini-2.5-pro", "google/gemini-2.5-pro"),
        ("litellm", "azure/gpt-4o", "azure/gpt-4o"),
        ("", "openai/gpt-4o", "openai/gpt-4o"),
        ("", "gpt-4o", "openai/gpt-4o"),
        ("", "text-embedding-3-small", "openai/text-embedding-3-small"),
        ("", "ft:gpt-4o-mini-2024-07-18:org::id", "openai/ft:gpt-4o-mini"),
        ("", "sonar", "perplexity/sonar"),
        ("", f"us.{SONNET}", f"aws/regional.{SONNET}"),
        ("", "claude-sonnet-4-5-20250929", "anthropic/claude-sonnet-4-5"),
        ("x_ai", "grok-4", "x-ai/grok-4-0709"),
        ("mistral_ai", "mistral-large-latest", "mistral/mistral-large"),
        ("openai", "ft:gpt-4o-mini-2024-07-18:org::id", "openai/ft:gpt-4o-mini"),
    ],
)
def test_a_name_means_one_published_price(vendor: str, model: str, priced_as: str) -> None:
    found = published(PriceKey(vendor, model))
    assert found is not None
    assert (found.priced_as, found.caveats) == (priced_as, ())


@pytest.mark.parametrize(
    ("vendor", "model", "priced_as", "caveats"),
    [
        ("openai", "gpt-4o-2099-01-01", "openai/gpt-4o", (SNAPSHOT,)),
        ("", "gpt-4o-20990101", "openai/gpt-4o", (SNAPSHOT,)),
        ("openai", "gpt-4o-latest", "openai/gpt-4o", (SNAPSHOT,)),
        ("openai", "claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", (INFERRED,)),
        ("openai", "anthropic/claude-sonnet-4-5", "anthropic/claude-sonnet-4-5", (INFERRED,)),
        ("acme-proxy", "gpt-4o-2099-01-01", "openai/gpt-4o", (INFERRED, SNAPSHOT)),
    ],
)
def test_a_guess_says_that_it_is_one(vendor: str, model: str, priced_as: str, caveats: tuple[PriceCaveat, ...]) -> None:
    found = published(PriceKey(vendor, model))
    assert found is not None
    assert (found.priced_as, found.caveats) == (priced_as, caveats)


@pytest.mark.parametrize(
    ("vendor", "model"),
    [
        ("openai", "gpt-99"),
        ("openai", "gpt-4o-future"),
        ("openai", "ft:gpt-4o-mini:org::id"),
        ("openai", "ft:gpt-99-2099-01-01:org::id"),
        ("openrouter", "openai/gpt-4o:free"),
        ("ollama", "gpt-4o"),
        ("vllm", "mistral-large-latest"),
        ("openai", "fail-429"),
        ("", "house-model"),
    ],
)
def test_what_nobody_publishes_has_no_price(vendor: str, model: str) -> None:
    """A fine-tuned model, a free variant and a model on one's own machines are none of the models they resemble."""
    assert published(PriceKey(vendor, model)) is None


@pytest.mark.parametrize("tier", ["", "default", "standard", "auto"])
def test_standard_tiers_have_the_standard_price(tier: str) -> None:
    found, standard = published(PriceKey("openai", "gpt-5", tier)), published(PriceKey("openai", "gpt-5"))
    assert found is not None
    assert standard is not None
    assert (found.periods, found.caveats) == (standard.periods, ())


def test_a_tier_without_a_price_of_its_own_says_so() -> None:
    found = published(PriceKey("openai", "gpt-4o", "flex"))
    assert found is not None
    assert found.caveats == (PriceCaveat.STANDARD_TIER,)
