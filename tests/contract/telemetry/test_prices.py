"""Prices in the engine: chosen by name, tier, date, size and hour of a call, multiplied by class of token."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.contract.telemetry.test_tasks import seal, sealed_task, write
from tests.kit.otlp import NOON, SpanSpec, chat, request, root, trace_id
from tests.kit.prices import price, rates, since
from tocsin.ingest import Ledger, Pricer, UnpricedCalls
from tocsin.model import (
    ALWAYS,
    PriceKey,
    PricePeriod,
    PriceSource,
    RateBand,
    RepricedTasks,
    TraceId,
    Window,
)
from tocsin.store.telemetry import SealedCost, TelemetryStore
from tocsin.store.telemetry.upkeep.migrate import migrations

pytestmark = pytest.mark.slow

HOUR = timedelta(hours=1)
DAY = Window(NOON - 12 * HOUR, NOON + 12 * HOUR)
MINI = PriceKey("openai", "gpt-4o")
CHEAP, DEAR = rates(1e-6, 2e-6), rates(10e-6, 20e-6)


def span_cost(telemetry: TelemetryStore, span: SpanSpec) -> float | None:
    """Store one call and return what it costs as read back."""
    write(telemetry, request([root(), span], trace=trace_id(1)), at=NOON)
    trace = telemetry.tasks.trace(TraceId(trace_id(1)))
    assert trace is not None
    return next(one.cost_usd for one in trace.spans if one.vendor)


def test_what_was_put_reads_back_whole(telemetry: TelemetryStore) -> None:
    night = RateBand(rates=CHEAP, above_input_tokens=5, from_second=60, until_second=120)
    whole = price(MINI, since(ALWAYS, DEAR, night), since(NOON))
    telemetry.prices.put([price(MINI, CHEAP)], NOON)
    telemetry.prices.put([whole], NOON + HOUR)
    assert telemetry.prices.prices() == (whole,)


def test_a_call_costs_what_held_when_it_began(telemetry: TelemetryStore) -> None:
    """Three periods: dear until the call began, cheap from that very instant on, none an hour later."""
    telemetry.prices.put([price(MINI, since(ALWAYS, DEAR), since(NOON, CHEAP), since(NOON + HOUR))], NOON)
    costs: list[float | None] = []
    for number, at in enumerate([NOON - HOUR, NOON + timedelta(minutes=1), NOON + 2 * HOUR], start=1):
        costs.append(sealed_task(telemetry, root(), chat(), number=number, at=at).cost_usd)
    assert costs == pytest.approx([1_000 * 10e-6 + 100 * 20e-6, 1_000 * 1e-6 + 100 * 2e-6, 0])
    last = telemetry.tasks.task(TraceId(trace_id(3)))
    assert last is not None
    assert last.unpriced_calls == 1


@pytest.mark.parametrize(("tokens", "expected"), [(999, CHEAP), (1_000, DEAR)])
def test_a_long_context_is_charged_at_its_own_rate_for_all_tokens(
    telemetry: TelemetryStore, tokens: int, expected: object
) -> None:
    """The threshold counts all input; what has more than 999 tokens is long."""
    bands = RateBand(rates=CHEAP), RateBand(rates=DEAR, above_input_tokens=999)
    telemetry.prices.put([price(MINI, *bands)], NOON)
    cost = span_cost(telemetry, chat(gen_ai__usage__input_tokens=tokens, gen_ai__usage__output_tokens=0))
    assert cost == pytest.approx(tokens * (DEAR if expected is DEAR else CHEAP).input_usd)


def test_hours_of_the_day_choose_among_bands(telemetry: TelemetryStore) -> None:
    noon = NOON.hour * 3_600
    bands = RateBand(rates=CHEAP, until_second=noon), RateBand(rates=DEAR, from_second=noon)
    telemetry.prices.put([price(MINI, *bands)], NOON)
    before = sealed_task(telemetry, root(), chat(), number=1, at=NOON - HOUR)
    after = sealed_task(telemetry, root(), chat(), number=2, at=NOON)
    assert after.cost_usd == pytest.approx(10 * before.cost_usd)


CHARGED = rates(1.0, 10.0, read=0.1, write=2.0, write_1h=4.0, reasoning=20.0, audio=(5.0, 50.0), request=1_000.0)
EACH_CLASS: Mapping[str, tuple[Mapping[str, int], float]] = {
    "plain": ({"input_tokens": 100, "output_tokens": 10}, 100 + 100),
    "cached": ({"input_tokens": 100, "cache_read.input_tokens": 60, "output_tokens": 10}, 40 + 6 + 100),
    "cache written": ({"input_tokens": 100, "cache_creation.input_tokens": 20, "output_tokens": 0}, 80 + 40),
    "cached tokens beside the input": ({"input_tokens": 10, "cache_read.input_tokens": 60, "output_tokens": 0}, 10 + 6),
    "reasoning": ({"input_tokens": 0, "output_tokens": 10, "reasoning.output_tokens": 4}, 60 + 80),
    "reasoning beyond the output": ({"input_tokens": 0, "output_tokens": 10, "reasoning.output_tokens": 40}, 200),
    "input alone": ({"input_tokens": 7}, 7),
}


@pytest.mark.parametrize("case", EACH_CLASS)
def test_each_class_of_token_has_its_own_rate(telemetry: TelemetryStore, case: str) -> None:
    used, expected = EACH_CLASS[case]
    telemetry.prices.put([price(MINI, CHARGED)], NOON)
    call = chat()
    given = {f"gen_ai.usage.{name}": count for name, count in used.items()}
    others = {name: value for name, value in call.attributes.items() if not name.startswith("gen_ai.usage.")}
    assert span_cost(telemetry, replace(call, attributes=others | given)) == pytest.approx(expected + 1_000)


def test_a_service_tier_is_priced_by_itself(telemetry: TelemetryStore) -> None:
    telemetry.prices.put([price(MINI, DEAR), price(PriceKey(*MINI[:2], "flex"), CHEAP)], NOON)
    plain = sealed_task(telemetry, root(), chat(), number=1)
    flex = sealed_task(telemetry, root(), chat(openai__response__service_tier="flex"), number=2)
    assert plain.cost_usd == pytest.approx(10 * flex.cost_usd)


def test_models_are_priced_before_their_tasks_are_sealed_and_again_when_a_server_starts(
    telemetry: TelemetryStore,
) -> None:
    """gpt-4o: $2.50 and $10 a million (https://openai.com/api/pricing)."""
    telemetry.prices.put([price(MINI, DEAR)], NOON - HOUR)
    write(telemetry, request([root(), chat(), chat(3, model="house-model")], trace=trace_id(1)), at=NOON)
    Pricer(telemetry.prices, None).price_new_models(NOON - HOUR, NOON)
    seal(telemetry, NOON + timedelta(seconds=1))
    task = telemetry.tasks.task(TraceId(trace_id(1)))
    assert task is not None
    assert task.cost_usd == pytest.approx(1_000 * 2.5e-6 + 100 * 10e-6)
    assert task.unpriced_calls == 1


def test_unpriced_calls_are_listed_by_model_and_service(telemetry: TelemetryStore) -> None:
    telemetry.prices.put([price(MINI, CHEAP)], NOON)
    sealed_task(telemetry, root(), chat(), chat(model="house-model", number=3), number=1)
    sealed_task(telemetry, root(), chat(model="house-model"), number=2, at=NOON + HOUR)
    (found,) = telemetry.pricing_gaps.unpriced(DAY)
    ledger = Ledger()
    UnpricedCalls(telemetry.pricing_gaps, ledger).tick(DAY.end)
    assert ledger.snapshot().unpriced_models == {"openai/house-model": 2}
    assert (found.vendor, found.model, found.service, found.calls) == ("openai", "house-model", "assistant", 2)
    assert (found.input_tokens, found.output_tokens) == (2_000, 200)
    assert (found.first_seen, found.last_seen) == (NOON, NOON + HOUR + timedelta(seconds=2))
    assert telemetry.pricing_gaps.unpriced(Window(NOON + 2 * HOUR, NOON + 3 * HOUR)) == ()


def test_reported_costs_stand_beside_computed_ones(telemetry: TelemetryStore) -> None:
    """A reported zero says nothing, and a call without a price cannot be compared."""
    telemetry.prices.put([price(MINI, CHEAP)], NOON)
    said = [chat(number=2, gen_ai__usage__cost=0.5), chat(number=3, gen_ai__usage__cost=0)]
    unknown = chat(number=4, model="house-model", gen_ai__usage__cost=0.1)
    write(telemetry, request([root(), *said, unknown], trace=trace_id(1)), at=NOON)
    first, second = telemetry.pricing_gaps.comparisons(DAY)
    assert (first.model, first.calls, first.priced_calls, first.reported_usd) == ("gpt-4o", 1, 1, 0.5)
    assert first.computed_usd == pytest.approx(1_000 * 1e-6 + 100 * 2e-6)
    assert (second.model, second.priced_calls, second.reported_usd, second.computed_usd) == ("house-model", 0, 0, 0)


def priced_again(telemetry: TelemetryStore, *, dry_run: bool = False) -> RepricedTasks:
    """Price every task of the day again, two at a time."""
    total = RepricedTasks()
    after: SealedCost | None = None
    while chunk := telemetry.repricing.sealed_costs(DAY, after, 2):
        total, after = total + telemetry.repricing.reprice(chunk, dry_run=dry_run), chunk[-1]
    return total


def sealed_and_then_dearer(telemetry: TelemetryStore, instants: Sequence[datetime]) -> None:
    """Seal a task at each instant at the cheap price; then it turns out that the dear one held."""
    telemetry.prices.put([price(MINI, CHEAP)], NOON)
    for number, at in enumerate(instants, start=1):
        sealed_task(telemetry, root(tocsin__journey="ask"), chat(), number=number, at=at)
    telemetry.prices.put([price(MINI, DEAR)], NOON + HOUR)


def test_pricing_again_changes_the_cost_and_nothing_else_and_does_so_once(telemetry: TelemetryStore) -> None:
    sealed_and_then_dearer(telemetry, [NOON, NOON, NOON + HOUR])
    before = [telemetry.tasks.task(TraceId(trace_id(n))) for n in (1, 2, 3)]
    assert telemetry.repricing.extent(DAY) == (3, NOON + timedelta(seconds=10))
    assert priced_again(telemetry, dry_run=True).changed == 3
    assert [telemetry.tasks.task(TraceId(trace_id(n))) for n in (1, 2, 3)] == before
    done = priced_again(telemetry)
    assert (done.tasks, done.changed, done.kept) == (3, 3, 0)
    assert done.cost_after_usd == pytest.approx(10 * done.cost_before_usd)
    for number, old in enumerate(before, start=1):
        new = telemetry.tasks.task(TraceId(trace_id(number)))
        assert old is not None
        assert new is not None
        assert new.cost_usd == pytest.approx(10 * old.cost_usd)
        assert sum(one.cost_usd for one in new.usage) == pytest.approx(new.cost_usd)
        assert replace(new, cost_usd=0, usage=()) == replace(old, cost_usd=0, usage=())
    assert priced_again(telemetry).changed == 0


def test_a_task_whose_spans_are_gone_keeps_its_cost(telemetry: TelemetryStore) -> None:
    sealed_and_then_dearer(telemetry, [NOON, NOON + HOUR])
    telemetry._engine.execute(
        "DELETE FROM spans WHERE trace_id = {id:String} AND parent_span_id != ''", {"id": trace_id(1)}
    )
    done = priced_again(telemetry)
    assert (done.tasks, done.changed, done.kept) == (2, 1, 1)
    assert done.cost_after_usd == pytest.approx(done.cost_before_usd * 5.5)
    kept = telemetry.tasks.task(TraceId(trace_id(1)))
    assert kept is not None
    assert kept.cost_usd == pytest.approx(1_000 * 1e-6 + 100 * 2e-6)


def test_a_task_sealed_again_after_it_was_read_wins_over_pricing_it_again(telemetry: TelemetryStore) -> None:
    """The root comes late and moves the task to another minute, between the look and the rewriting."""
    telemetry.prices.put([price(MINI, CHEAP)], NOON)
    write(telemetry, request([chat()], trace=trace_id(1)), at=NOON)
    seal(telemetry, NOON + timedelta(seconds=1))
    telemetry.prices.put([price(MINI, DEAR)], NOON + HOUR)
    seen = telemetry.repricing.sealed_costs(DAY, None, 10)
    write(telemetry, request([replace(root(), length=timedelta(minutes=3))], trace=trace_id(1)), at=NOON + 3 * HOUR)
    seal(telemetry, NOON + 4 * HOUR, again=True)
    telemetry.repricing.reprice(seen, dry_run=False)
    rows = telemetry.repricing.sealed_costs(DAY, None, 10)
    assert [(row.minute, row.span_count) for row in rows] == [(NOON + timedelta(minutes=3), 2)]


def statements_on(table: str, migration: str) -> Sequence[str]:
    """Return the statements of a numbered file that name a table."""
    lines = dict(migrations())[migration].splitlines()
    text = "\n".join(line for line in lines if not line.startswith("--"))
    return [statement for statement in text.split(";") if table in statement]


def test_prices_of_an_earlier_version_hold_since_ever(telemetry: TelemetryStore) -> None:
    (made,) = statements_on("model_prices", "0001_telemetry.sql")
    copied, dropped = statements_on("model_prices", "0004_prices.sql")
    telemetry._engine.execute(made)
    telemetry._engine.execute(
        "INSERT INTO model_prices SELECT 'openai', 'gpt-4o', 1e-6, 0.5e-6, 2e-6, 3e-6, 'price book', now64(9)"
    )
    telemetry._engine.execute(copied)
    telemetry._engine.execute(dropped)
    (kept,) = telemetry.prices.prices()
    expected = rates(1e-6, 3e-6, read=0.5e-6, write=2e-6)
    assert kept.periods == (PricePeriod(ALWAYS, (RateBand(rates=expected),), PriceSource.NEGOTIATED, "price book"),)
