"""Thirty days of realistic traces, made inside the engine: ten million spans over OTLP would take many times longer.

Spans are written by INSERT ... SELECT (query_spans.sql), with the columns that the normalizer would have filled.
Everything after that is the product's own: the activity view, and the statement that seals traces into tasks.
"""

import random
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from string import Template

from tests.kit.prices import price, rates
from tocsin.clock import to_nanoseconds
from tocsin.model import PriceKey
from tocsin.store.telemetry import TelemetryStore

SPANS_PER_TRACE = 8
DAYS = 30
SEED = 7
RARE_WORD = "zanzibar"
"""Stands in one of 5,000 questions: some eight a day at ten million spans."""
_TRACES_PER_SEAL = 5_000
_INSTANT = timedelta(microseconds=1)
_CORPUS_WORDS = 120_000
_SYLLABLES = re.split(" ", "ba co de fi gu ha jo ke li mo nu pa ri so tu va we xi yo qua ster ment ing er al")
_PRICES = {
    PriceKey("openai", "gpt-4o"): rates(2.5e-6, 10e-6, read=1.25e-6),
    PriceKey("openai", "gpt-4o-mini"): rates(1.5e-7, 6e-7, read=7.5e-8),
    PriceKey("anthropic", "claude-sonnet-4-5"): rates(3e-6, 15e-6, read=3e-7, write=3.75e-6),
}
"""The fourth model, house-7b, has none, as happens."""


def fill(store: TelemetryStore, spans: int, until: datetime) -> Iterator[str]:
    """Write `spans` spans that end in the thirty days before `until`, seal them; yields a line of progress a day."""
    engine = store._engine  # noqa: SLF001 - data is made below the front door
    store.prices.put([price(key, charged) for key, charged in _PRICES.items()], until - timedelta(days=DAYS))
    engine.execute("CREATE TABLE bench_corpus (text String) ENGINE = Memory")
    engine.insert("bench_corpus", ("text",), [(corpus(),)])
    traces = spans // SPANS_PER_TRACE
    start = until - timedelta(days=DAYS)
    for day in range(DAYS):
        first, last = traces * day // DAYS, traces * (day + 1) // DAYS
        begins = start + timedelta(days=day)
        engine.execute(_spans_sql(first, last - first, begins))
        sealed = seal_day(store, begins - _INSTANT, begins + timedelta(days=1) - _INSTANT)
        yield f"day {day + 1} of {DAYS}: {(last - first) * SPANS_PER_TRACE:,} spans, {sealed:,} tasks"
    engine.execute("DROP TABLE bench_corpus")


def seal_day(store: TelemetryStore, start: datetime, end: datetime) -> int:
    """Seal what was received in a day as the sealer would, some thousand traces at once; return how many."""
    activity = sorted(store.sealing.activity(start, end), key=lambda trace: trace.last_received_at)
    fresh = [trace for trace in activity if trace.has_root]
    for at in range(0, len(fresh), _TRACES_PER_SEAL):
        part = fresh[at : at + _TRACES_PER_SEAL]
        store.sealing.seal(part, [], part[-1].last_received_at + timedelta(seconds=6))
    return len(fresh)


def corpus() -> str:
    """Return prose of made-up words, a common few and many rare ones, as language has them (Zipf)."""
    rng = random.Random(SEED)
    words = ["".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4))) for _ in range(8_000)]
    weights = [1 / rank for rank in range(1, len(words) + 1)]
    return " ".join(rng.choices(words, weights, k=_CORPUS_WORDS))


def _spans_sql(first: int, traces: int, begins: datetime) -> str:
    template = Template((Path(__file__).parent / "query_spans.sql").read_text(encoding="utf-8"))
    return template.substitute(
        rare_word=RARE_WORD,
        seed=SEED,
        first=first,
        traces=traces,
        begins_ns=to_nanoseconds(begins),
        step_ns=86_400_000_000_000 // max(traces, 1),
        day=(begins - datetime(2020, 1, 1, tzinfo=UTC)).days,
    )
