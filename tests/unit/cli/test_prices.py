"""`tocsin prices`: tables for people, JSON for scripts, and what to do next."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.kit.api import ApiWorld
from tests.kit.prices import price, rates, since
from tests.kit.tasks import MONDAY
from tests.unit.cli.conftest import Run
from tocsin.cli import main
from tocsin.model import ALWAYS, CostComparison, PriceKey, RateBand, RepricedTasks, UnpricedModel

DAY = timedelta(days=1)
RANGE = ("--start", "2026-01-01T00:00:00Z", "--end", "2026-01-02T00:00:00Z")


@pytest.fixture
def full(world: ApiWorld) -> None:
    """A model with a past price and a long context, one without a price, and a reported cost."""
    night = RateBand(rates=rates(3e-6, 6e-6), above_input_tokens=200_000, from_second=3_600, until_second=7_200)
    periods = since(ALWAYS, rates(9e-6, 9e-6)), since(MONDAY - DAY, rates(1e-6, 2e-6), night)
    world.prices.listed = [price(PriceKey("openai", "gpt-4o"), *periods)]
    world.prices.gaps = [
        UnpricedModel(
            vendor="openai",
            model="gpt-99",
            service="assistant",
            calls=3,
            input_tokens=100,
            output_tokens=10,
            first_seen=MONDAY - DAY,
            last_seen=MONDAY,
        )
    ]
    world.prices.compared = [
        CostComparison(vendor="openai", model="gpt-4o", calls=2, priced_calls=2, reported_usd=2.0, computed_usd=1.0)
    ]


@pytest.mark.usefixtures("full")
@pytest.mark.parametrize("command", ["list", "unpriced", "compare"])
def test_json_is_what_the_api_gives(run: Run, command: str) -> None:
    result = run("prices", command, "--json")
    assert result.exit_code == 0, result.output
    assert len(json.loads(result.stdout)["items"]) == 1


@pytest.mark.usefixtures("full")
def test_the_list_shows_what_holds_now_and_for_which_calls(run: Run) -> None:
    now, past = run("prices", "list").stdout, run("prices", "list", "--all").stdout
    assert "input above 200,000 tokens, 01:00 to 02:00 UTC" in now
    assert (len(now.splitlines()), len(past.splitlines())) == (3, 4)


@pytest.mark.usefixtures("full")
def test_models_without_a_price_come_with_what_to_do(run: Run) -> None:
    output = run("prices", "unpriced").stdout
    assert "openai/gpt-4o" in output
    assert 'model: "gpt-99"' in output
    assert "tocsin prices reprice --start" in output


def test_nothing_unpriced_says_so(run: Run) -> None:
    assert run("prices", "unpriced", *RANGE).stdout == (
        "No call without a price from 2026-01-01 00:00:00Z to 2026-01-02 00:00:00Z.\n"
    )


@pytest.mark.usefixtures("full")
def test_costs_apart_are_told_as_a_share_of_what_was_reported(run: Run) -> None:
    assert "-50.0%" in run("prices", "compare", *RANGE).stdout


def test_pricing_again_tells_what_it_came_to(run: Run, world: ApiWorld) -> None:
    world.repricings.result = RepricedTasks(
        tasks=5, changed=2, kept=1, cost_before_usd=1.0, cost_after_usd=3.0, unpriced_before=4, unpriced_after=0
    )
    result = run("prices", "reprice", *RANGE, "--by", "mira", "--dry-run")
    assert result.exit_code == 0, result.output
    assert result.stdout == (
        "5 tasks, 2 would change.\nCost: 1.00 -> 3.00 US dollars.\nCalls without a price: 4 -> 0.\n"
        "1 tasks keep their cost: their spans are gone, in whole or in part.\n"
    )
    (job,) = world.repricings.jobs.values()
    assert (job.by, job.dry_run) == ("mira", True)


def test_a_failure_to_price_again_is_told(run: Run, world: ApiWorld) -> None:
    world.repricings.error = "the disk is full"
    result = run("prices", "reprice", *RANGE, "--by", "mira")
    assert (result.exit_code, "the disk is full" in result.stderr) == (1, True)


def test_a_book_is_checked_without_a_server_and_shown_beside_published_prices(tmp_path: Path) -> None:
    book = tmp_path / "prices.yaml"
    book.write_text(
        "prices: [{vendor: openai, model: gpt-4o, inputPerMillion: 2, outputPerMillion: 8, until: 2026-05-01}]"
    )
    result = CliRunner().invoke(main, ["prices", "check", str(book), "--json"])
    (one,) = json.loads(result.stdout)["prices"]
    assert (one["from"], one["until"], one["input"], one["published_input"]) == (None, "2026-05-01", 2, 2.5)
    assert (
        "1 price is fine; in US dollars for a million tokens."
        in CliRunner().invoke(main, ["prices", "check", str(book)]).stdout
    )


def test_a_book_that_cannot_be_used_is_refused(tmp_path: Path) -> None:
    book = tmp_path / "prices.yaml"
    book.write_text("prices: [{vendor: openai}]")
    result = CliRunner().invoke(main, ["prices", "check", str(book)])
    assert (result.exit_code, "inputPerMillion" in result.stderr) == (1, True)
