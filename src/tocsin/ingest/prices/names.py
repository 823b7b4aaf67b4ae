"""Which published price a span's vendor and model names mean: aliases, routes, regions and dated snapshots, as data.

Emitters name one model in many ways; each way is a row of a table here. A guess is a candidate with its caveats, and a
name that nothing here explains stays without a price.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from tocsin.model import PriceCaveat

VENDORS = {
    "aws": "aws",
    "aws.bedrock": "aws",
    "aws_bedrock": "aws",
    "amazon": "aws",
    "amazon_bedrock": "aws",
    "bedrock": "aws",
    "bedrock_converse": "aws",
    "azure": "azure",
    "azure.ai.openai": "azure",
    "azure.ai.inference": "azure",
    "az.ai.openai": "azure",
    "az.ai.inference": "azure",
    "azure_openai": "azure",
    "azure-openai": "azure",
    "azure_ai": "azure",
    "anthropic": "anthropic",
    "cohere": "cohere",
    "cohere_chat": "cohere",
    "deepseek": "deepseek",
    "fireworks": "fireworks",
    "fireworks_ai": "fireworks",
    "gcp": "google",
    "gcp.gemini": "google",
    "gcp.gen_ai": "google",
    "gcp.vertex_ai": "google",
    "gemini": "google",
    "google": "google",
    "google_genai": "google",
    "google-genai": "google",
    "google.generative-ai": "google",
    "google.vertex": "google",
    "google_vertexai": "google",
    "vertex": "google",
    "vertex_ai": "google",
    "vertex_ai_beta": "google",
    "vertexai": "google",
    "groq": "groq",
    "mistral": "mistral",
    "mistral_ai": "mistral",
    "mistralai": "mistral",
    "moonshot": "moonshotai",
    "moonshot_ai": "moonshotai",
    "moonshotai": "moonshotai",
    "openai": "openai",
    "openrouter": "openrouter",
    "perplexity": "perplexity",
    "together": "together",
    "together_ai": "together",
    "togetherai": "together",
    "voyage": "voyageai",
    "voyageai": "voyageai",
    "x-ai": "x-ai",
    "x_ai": "x-ai",
    "xai": "x-ai",
    "zai": "zai",
}
"""Names of vendors in conventions, frameworks and gateways -> the name in genai-prices."""

GATEWAYS = frozenset(
    {"", "_other", "gateway", "helicone", "langchain", "litellm", "litellm_proxy", "portkey", "vercel"}
)
"""What only passes calls on: the model's name says who answers and bills."""

SELF_HOSTED = frozenset(
    {"huggingface", "hugging_face", "llama.cpp", "lmstudio", "local", "ollama", "sglang", "tgi", "triton", "vllm"}
)
"""What runs open models on the user's own machines: what a vendor takes for the same model says nothing about it."""

_MAKERS = (
    (re.compile(r"(?:[a-z-]+\.)?(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen)\.[a-z].*"), "aws"),
    (re.compile(r"(?:ft:)?(?:chatgpt|codex|computer-use|davinci|babbage|gpt|text-embedding-(?:3|ada))-.*"), "openai"),
    (re.compile(r"text-embedding-00\d|text-multilingual-embedding-.*"), "google"),
    (re.compile(r"(?:embed|rerank)-.*"), "cohere"),
    (re.compile(r"sonar(?:-.*)?"), "perplexity"),
)
"""Names that say whose they are, where genai-prices cannot tell the vendor from the model alone."""

_PATHS = (
    (re.compile(r"(?:projects/[^/]+/locations/[^/]+/)?publishers/[^/]+/models/(?P<model>.+)"), "google"),
    (re.compile(r"models/(?P<model>.+)"), "google"),
    (re.compile(r"arn:aws[\w-]*:bedrock:.*/(?P<model>[^/]+)"), "aws"),
)
_DEFAULT_VERSION = re.compile(r"@(?:latest|default)$")
_REGION = re.compile(r"^(?:us|us-gov|eu|apac|global|jp|au|ca|in|sa|me|af)\.(?=[a-z0-9]+\.)")
_SNAPSHOTS = (
    re.compile(r"-v\d+(?::\d+)?$"),  # a version of Bedrock
    re.compile(r"[-@]20\d\d-?(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])$"),  # 2024-08-06, 20240806
    re.compile(r"-(?:0[1-9]|1[0-2])-20\d\d$"),  # 08-2024
    re.compile(r"-(?:0[1-9]|1[0-2])-?(?:0[1-9]|[12]\d|3[01])$"),  # 05-20, 0125
    re.compile(r"-00\d$"),
    re.compile(r"-latest$"),
)
_FINE_TUNED = re.compile(r"^ft:|:ft[-:]")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One reading of the names on a span.

    Attributes:
        vendor: Name in genai-prices, or the span's own where that is unknown; None: whoever offers such a model.
    """

    vendor: str | None
    model: str
    caveats: tuple[PriceCaveat, ...] = ()


def candidates(vendor: str, model: str) -> Iterator[Candidate]:
    """Yield what the names may mean, surest first.

    A fine-tuned model, and a variant after a colon such as ":free", is never taken for the model it came from: it has
    another price.
    """
    named = _named_vendor(vendor)
    if named is not None:
        yield Candidate(named, model)
    routed = _routed(named, model)
    if routed != Candidate(named, model):
        yield routed
    elsewhere = () if named is None else (PriceCaveat.INFERRED_VENDOR,)
    may_be_elsewhere = routed.vendor is not None and named not in SELF_HOSTED and named != "openrouter"
    if routed.vendor is None:
        yield _by_maker(routed.model)
    if _FINE_TUNED.search(model):
        return
    base = _without_snapshot(routed.model)
    if base != routed.model:
        yield Candidate(routed.vendor or _by_maker(base).vendor, base, (*routed.caveats, PriceCaveat.SNAPSHOT))
    if may_be_elsewhere:
        yield _by_maker(routed.model, *elsewhere)
        yield _by_maker(base, *elsewhere, PriceCaveat.SNAPSHOT)


def canonical_vendor(vendor: str) -> str:
    """Return a vendor's name in genai-prices, or the name itself where it is unknown."""
    return VENDORS.get(vendor.lower(), vendor)


def _named_vendor(vendor: str) -> str | None:
    name = vendor.lower()
    return None if name in GATEWAYS else VENDORS.get(name, name)


def _by_maker(model: str, *caveats: PriceCaveat) -> Candidate:
    """Read a model's name without a vendor: whose it is, or whoever genai-prices finds."""
    maker = next((vendor for pattern, vendor in _MAKERS if pattern.fullmatch(model.lower())), None)
    return Candidate(maker, model, caveats)


def _routed(vendor: str | None, model: str) -> Candidate:
    """Follow what stands before the model's own name: paths of clouds, and vendors that gateways write."""
    model = _DEFAULT_VERSION.sub("", model)
    for pattern, cloud in _PATHS:
        if found := pattern.fullmatch(model):
            return Candidate(vendor or cloud, found["model"])
    prefix, slash, rest = model.partition("/")
    behind = VENDORS.get(prefix.lower())
    if not slash or behind is None or vendor == "openrouter":
        return Candidate(vendor, model)
    if behind == "openrouter":
        return Candidate(behind, rest)
    inner = _routed(behind, rest)
    is_said = vendor in (None, behind)
    return Candidate(behind, inner.model, () if is_said else (PriceCaveat.INFERRED_VENDOR,))


def _without_snapshot(model: str) -> str:
    model = _REGION.sub("", model)
    for pattern in _SNAPSHOTS:
        model = pattern.sub("", model)
    return model
