"""Prices, gaps and repricing over HTTP."""

from datetime import timedelta

import pytest
import yaml
from starlette.testclient import TestClient

from tests.kit.api import ApiWorld
from tests.kit.prices import price, rates, since
from tests.kit.tasks import MONDAY
from tocsin.model import ALWAYS, CostComparison, PriceKey, RateBand, RepricedTasks, UnpricedModel, Window

KEY = PriceKey("openai", "gpt-4o")
DAY = timedelta(days=1)
RANGE = {"start": "2026-01-01T00:00:00Z", "end": "2026-01-02T00:00:00Z", "by": "mira"}


def gap(model: str = 'house "model"', vendor: str = "openai") -> UnpricedModel:
    return UnpricedModel(
        vendor=vendor,
        model=model,
        service="assistant",
        calls=3,
        input_tokens=100,
        output_tokens=10,
        first_seen=MONDAY - DAY,
        last_seen=MONDAY,
    )


def test_prices_are_listed_by_the_million_with_their_dates(world: ApiWorld, client: TestClient) -> None:
    long = RateBand(rates=rates(2e-6, 4e-6), above_input_tokens=200_000)
    coming = since(MONDAY + DAY)
    world.prices.listed = [price(KEY, since(ALWAYS, rates(0.15e-6, 0.6e-6, read=0.075e-6), long), coming)]
    (one,) = client.get("/api/v1/prices").json()["items"]
    now, then = one["periods"]
    assert (one["vendor"], one["model"], one["is_priced"]) == ("openai", "gpt-4o", True)
    assert [(r["above_input_tokens"], r["input"], r["cache_read"]) for r in now["rates"]] == [
        (0, 0.15, 0.075),
        (200_000, 2, 2),
    ]
    assert (now["ends_at"], now["is_in_force"], then["is_in_force"]) == (then["starts_at"], True, False)
    assert (then["ends_at"], then["source"], then["rates"]) == (None, None, [])


def test_what_has_no_price_comes_with_an_entry_to_complete(world: ApiWorld, client: TestClient) -> None:
    world.prices.gaps = [gap(), gap("gpt-4o"), gap("nameless", vendor="")]
    world.prices.listed = [price(KEY, rates(1e-6, 1e-6))]
    document = client.get("/api/v1/prices/unpriced").json()
    unknown, known, nameless = document["items"]
    assert yaml.safe_load(unknown["price_book_entry"]) == [
        {"vendor": "openai", "model": 'house "model"', "inputPerMillion": None, "outputPerMillion": None}
    ]
    assert yaml.safe_load(nameless["price_book_entry"])[0]["vendor"] == "*"
    assert (unknown["nearest"], unknown["is_priced_now"], known["is_priced_now"]) == ("openai/gpt-4o", False, True)
    assert world.prices.windows == [Window(MONDAY - 7 * DAY, MONDAY)]


def test_reported_and_computed_costs_are_told_apart(world: ApiWorld, client: TestClient) -> None:
    world.prices.compared = [
        CostComparison(vendor="openai", model="gpt-4o", calls=2, priced_calls=1, reported_usd=2.0, computed_usd=1.0)
    ]
    document = client.get("/api/v1/prices/comparisons?start=2026-01-01T00:00:00Z&end=2026-01-02T00:00:00Z").json()
    assert document["start"] == "2026-01-01T00:00:00Z"
    assert document["items"] == [
        {
            "vendor": "openai",
            "model": "gpt-4o",
            "calls": 2,
            "priced_calls": 1,
            "reported_usd": 2.0,
            "computed_usd": 1.0,
        }
    ]


@pytest.mark.parametrize("path", ["unpriced", "comparisons"])
def test_a_window_that_ends_before_it_begins_is_refused(client: TestClient, path: str) -> None:
    answer = client.get(f"/api/v1/prices/{path}?start=2026-01-02T00:00:00Z&end=2026-01-01T00:00:00Z")
    assert answer.status_code == 400
    assert "before end" in answer.json()["detail"]


def test_a_range_is_priced_again_in_the_background(world: ApiWorld, client: TestClient) -> None:
    world.repricings.result = RepricedTasks(tasks=5, changed=2, kept=1, cost_before_usd=1.0, cost_after_usd=3.0)
    started = client.post("/api/v1/prices/repricings", json=RANGE | {"dry_run": True})
    assert started.status_code == 202
    assert (started.json()["state"], started.json()["dry_run"], started.json()["by"]) == ("running", True, "mira")
    job = client.get(started.headers["Location"]).json()
    assert (job["state"], job["tasks_total"], job["result"]["changed"], job["result"]["kept"]) == ("done", 5, 2, 1)


def test_nobody_prices_again_without_a_name(client: TestClient) -> None:
    answer = client.post("/api/v1/prices/repricings", json={key: RANGE[key] for key in ("start", "end")})
    assert answer.status_code == 400


def test_an_unknown_repricing_is_not_found(client: TestClient) -> None:
    assert client.get("/api/v1/prices/repricings/job_9").status_code == 404
