"""The client against a real HTTP server that speaks the live endpoint."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tocsin.sdk import LiveReleases

NEVER_SECONDS = 3600.0
"""A poll pause no test waits for: rounds are driven by `refresh`."""


@dataclass
class Registry:
    """What the server has live, and what it was asked."""

    url: str = ""
    live: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    broken: bool = False
    statuses: list[int] = field(default_factory=list)
    asked: threading.Event = field(default_factory=threading.Event)

    def answer(self, path: str, etag: str | None) -> tuple[int, str, bytes]:
        subject = path.removeprefix("/api/v1/live/")
        if self.broken:
            return 200, '"x"', b"<html>not the registry</html>"
        if subject not in self.live:
            return 404, "", b"{}"
        version, content = self.live[subject]
        if etag == f'"{version}"':
            return 304, etag, b""
        return 200, f'"{version}"', json.dumps({"version": version, "content": content}).encode()


@pytest.fixture
def registry() -> Iterator[Registry]:
    served = Registry()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, etag, body = served.answer(self.path, self.headers.get("If-None-Match"))
            served.statuses.append(status)
            self.send_response(status)
            self.send_header("ETag", etag)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            served.asked.set()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield served
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def live(registry: Registry) -> Iterator[LiveReleases]:
    with LiveReleases(registry.url, poll_seconds=NEVER_SECONDS) as client:
        yield client


def test_default_serves_until_the_server_answers(registry: Registry, live: LiveReleases) -> None:
    before = live.prompt("support-answer", default="be kind")
    registry.live["prompt/support-answer"] = ("v1", "cite the passages")
    complete = live.refresh()
    after = live.prompt("support-answer", default="be kind")

    assert (before.version, before.content) == ("", "be kind")
    assert complete
    assert (after.version, after.content) == ("v1", "cite the passages")


def test_new_version_is_picked_up(registry: Registry, live: LiveReleases) -> None:
    registry.live["prompt/support-answer"] = ("v1", "first")
    live.prompt("support-answer")
    live.refresh()
    registry.live["prompt/support-answer"] = ("v2", "second")
    live.refresh()

    assert live.prompt("support-answer").version == "v2"


def test_unchanged_version_costs_no_body(registry: Registry, live: LiveReleases) -> None:
    registry.live["prompt/support-answer"] = ("v1", "first")
    live.prompt("support-answer")
    live.refresh()
    live.refresh()

    assert 304 in registry.statuses
    assert live.prompt("support-answer").version == "v1"


def test_last_good_version_outlives_a_withdrawn_release(registry: Registry, live: LiveReleases) -> None:
    registry.live["prompt/support-answer"] = ("v1", "first")
    live.prompt("support-answer")
    live.refresh()
    registry.live.clear()
    live.refresh()

    assert live.prompt("support-answer").version == "v1"


def test_last_good_version_outlives_a_broken_server(registry: Registry, live: LiveReleases) -> None:
    registry.live["prompt/support-answer"] = ("v1", "first")
    live.prompt("support-answer")
    live.refresh()
    registry.broken = True
    live.refresh()

    assert live.prompt("support-answer").version == "v1"


def test_default_is_the_text_of_a_version_the_server_does_not_keep(registry: Registry, live: LiveReleases) -> None:
    registry.live["prompt/support-answer"] = ("v7", None)
    live.prompt("support-answer")
    live.refresh()
    release = live.prompt("support-answer", default="be kind")

    assert (release.version, release.content) == ("v7", "be kind")


def test_subject_without_an_answer_makes_refresh_incomplete(live: LiveReleases) -> None:
    live.prompt("nobody-released-this")

    assert not live.refresh()


def test_server_that_is_down_never_raises() -> None:
    with LiveReleases("http://127.0.0.1:1", poll_seconds=NEVER_SECONDS) as client:
        assert client.prompt("support-answer", default="be kind").content == "be kind"
        assert not client.refresh()
        assert client.prompt("support-answer", default="be kind").content == "be kind"


def test_first_question_is_asked_in_the_background(registry: Registry, live: LiveReleases) -> None:
    live.release("model", "chat")

    assert registry.asked.wait(timeout=5)


def test_subject_is_quoted_in_the_path(registry: Registry, live: LiveReleases) -> None:
    registry.live["prompt/team%2Fanswer%3F"] = ("v1", "quoted")
    live.prompt("team/answer?")

    assert live.refresh()


def test_url_without_http_is_refused() -> None:
    with pytest.raises(ValueError, match="file:///etc"):
        LiveReleases("file:///etc")


def test_threads_share_one_client(registry: Registry, live: LiveReleases) -> None:
    registry.live["prompt/support-answer"] = ("v1", "first")
    live.prompt("support-answer")
    live.refresh()
    versions: list[str] = []
    threads = [
        threading.Thread(target=lambda: versions.append(live.prompt("support-answer").version)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert versions == ["v1"] * 8
