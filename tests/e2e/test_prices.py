"""A real server: a model without a price is listed, priced by a changed book, and its past priced again."""

from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from tests.kit.otlp import chat, request, root, trace_id
from tests.kit.server import Server, until
from tocsin.clock import SystemClock

pytestmark = pytest.mark.slow

BOOK = "prices: [{vendor: openai, model: %s, inputPerMillion: 1, outputPerMillion: 10}]"


def answer(server: Server, path: str) -> dict[str, object]:
    """Return what a server says at a path."""
    return dict(server.get(f"/api/v1/prices{path}").raise_for_status().json())


def test_a_price_that_becomes_known_is_taken_over_by_the_past(tmp_path: Path) -> None:
    book = tmp_path / "prices.yaml"
    book.write_text(BOOK % "other-model")
    began = SystemClock().now() - timedelta(minutes=1)
    message = request([root(), chat(model="house-model")], trace=trace_id(1), at=began)
    with Server(tmp_path / "data", TOCSIN_PRICE_BOOK=str(book), TOCSIN_TICK="1s") as server:
        headers = {"Content-Type": "application/x-protobuf"}
        httpx.post(f"{server.otlp_http}/v1/traces", content=message.SerializeToString(), headers=headers)
        for _ in until():
            if items := answer(server, "/unpriced")["items"]:
                break
        assert isinstance(items, list)
        assert [(one["model"], one["calls"], one["is_priced_now"]) for one in items] == [("house-model", 1, False)]
        book.write_text(BOOK % "house-model")
        for _ in until():
            priced = answer(server, "")["items"]
            assert isinstance(priced, list)
            if priced[0]["is_priced"]:
                break
        window = {"start": (began - timedelta(hours=1)).isoformat(), "end": (began + timedelta(hours=1)).isoformat()}
        started = httpx.post(f"{server.url}/api/v1/prices/repricings", json=window | {"by": "mira"}).json()
        for _ in until():
            job = answer(server, f"/repricings/{started['id']}")
            if job["state"] != "running":
                break
        assert job["state"] == "done"
        assert job["result"] == {
            "tasks": 1,
            "changed": 1,
            "kept": 0,
            "cost_before_usd": 0,
            "cost_after_usd": pytest.approx(0.002),
            "unpriced_before": 1,
            "unpriced_after": 0,
        }
        assert answer(server, "/unpriced")["items"] == []
        assert server.get("/api/v1/audit").raise_for_status().text.count("prices.repriced") == 1
