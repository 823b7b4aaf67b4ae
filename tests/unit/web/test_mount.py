"""The UI's page answers every path that belongs to nobody else, and only those."""

from pathlib import Path

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tocsin.web import mount_ui

INDEX = '<html><style nonce="__TOCSIN_NONCE__"></style><script src="/assets/app-1a2b.js"></script></html>'
SCRIPT = "export const answer = 42;" * 100


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text(INDEX, encoding="utf-8")
    (tmp_path / "assets" / "app-1a2b.js").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def _client(dist: Path) -> TestClient:
    app = FastAPI()

    @app.get("/api/v1/slos")
    def slos() -> list[str]:
        return []

    @app.post("/api/v1/outcomes")
    def outcomes() -> None:
        return None

    nonces = iter(["first", "second"])
    mount_ui(app, dist, lambda: next(nonces))
    return TestClient(app)


@pytest.mark.parametrize("path", ["/", "/incidents/inc_42", "/traces?outcome=failure", "/slos/api/latency"])
def test_a_deep_link_answers_with_the_page(dist: Path, path: str) -> None:
    response = _client(dist).get(path)
    assert response.status_code == 200
    assert "/assets/app-1a2b.js" in response.text


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/metrics", "/healthz", "/readyz", "/assets/gone.js"])
def test_a_path_of_the_server_is_never_answered_with_a_page(dist: Path, path: str) -> None:
    assert _client(dist).get(path).status_code == 404


def test_the_api_keeps_its_own_routes_and_refusals(dist: Path) -> None:
    client = _client(dist)
    assert client.get("/api/v1/slos").json() == []
    assert client.get("/api/v1/outcomes").status_code == 405
    assert client.post("/api/v1/slos").status_code == 405
    assert client.post("/api/v1/nothing").status_code == 404


def test_every_page_carries_its_own_nonce_in_policy_and_text(dist: Path) -> None:
    client = _client(dist)
    for nonce in ("first", "second"):
        response = client.get("/")
        assert f'<style nonce="{nonce}">' in response.text
        assert f"style-src 'self' 'nonce-{nonce}'" in response.headers["content-security-policy"]


def test_the_policy_lets_no_foreign_or_inline_script_run(dist: Path) -> None:
    directives = _client(dist).get("/").headers["content-security-policy"].split("; ")
    assert "default-src 'none'" in directives
    assert "script-src 'self'" in directives
    assert not any("unsafe" in directive or "http" in directive for directive in directives)


def test_the_page_is_asked_for_again_and_the_assets_are_kept(dist: Path) -> None:
    client = _client(dist)
    assert client.get("/").headers["cache-control"] == "no-cache"
    asset = client.get("/assets/app-1a2b.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-encoding"] == "gzip"
    assert asset.text == SCRIPT


def test_a_file_outside_of_the_assets_is_not_served(dist: Path) -> None:
    response = _client(dist).get("/assets/..%2findex.html")
    assert response.status_code == 404


def test_without_a_build_the_page_says_how_to_make_one(tmp_path: Path) -> None:
    client = _client(tmp_path / "dist")
    response = client.get("/incidents/inc_42")
    assert response.status_code == 503
    assert "make ui" in response.text
    assert "__TOCSIN_NONCE__" not in response.text
    assert client.get("/assets/app-1a2b.js").status_code == 404


def test_a_build_made_while_the_server_runs_is_served(tmp_path: Path) -> None:
    client = _client(tmp_path)
    assert client.get("/").status_code == 503
    (tmp_path / "index.html").write_text(INDEX, encoding="utf-8")
    assert client.get("/").status_code == 200
