"""A server that tells the demo's course from a script, so that each way of going wrong can be staged."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from tests.unit.drill.demo.world import Json, incident

NOTHING = 404


@dataclass
class ScriptedTocsin:
    """The state of its world, moved on by what the demo does to it; fields may be set to make it go wrong."""

    url: str = ""
    bad_release_live: bool = False
    approved: bool = False
    false_alarm: bool = False
    rolls_back: bool = True
    incident: Json = field(default_factory=incident)
    final_action_state: str = "verified"
    posted: list[tuple[str, Json]] = field(default_factory=list)
    commands: list[Sequence[str]] = field(default_factory=list)

    def command(self, arguments: Sequence[str]) -> str:
        """Stand in for the `tocsin` console script."""
        self.commands.append(arguments)
        if arguments[0] == "approve":
            self.approved = True
        return f"did {arguments[0]}\n"

    def post(self, path: str, body: Json) -> Json:
        self.posted.append((path, body))
        if path.endswith("/live"):
            self.bad_release_live = True
        return {"id": "chg-42"}

    def get(self, path: str) -> Any:
        match path.removeprefix("/api/v1").split("/")[1:]:
            case ["journeys"]:
                return {"items": [_journey("answer-question"), _journey("order-status")]}
            case ["incidents"]:
                return {"items": [self.incident] if self.bad_release_live or self.false_alarm else []}
            case ["incidents", _]:
                return self._progressed()
            case ["incidents", _, "postmortem"]:
                return f"# inc-1: support-answer v2 broke {self.incident['blast_radius']['example_failures'][0]}"
            case ["live", "prompt", _]:
                back = not self.bad_release_live or (self.approved and self.rolls_back)
                return {"version": "v1" if back else "v2"}
            case ["traces"]:
                return {"items": [{"trace_id": "fresh"}]}
            case _:
                return NOTHING

    def _progressed(self) -> Json:
        if not self.approved:
            return self.incident
        action = {**self.incident["actions"][0], "state": self.final_action_state}
        return {**self.incident, "state": "resolved", "actions": [action]}


def _journey(name: str) -> Json:
    return {"journey": name, "tasks": 500, "successes": 498, "failures": 2, "p95_seconds": 1.4, "cost_usd": 0.05}


@contextmanager
def scripted_tocsin() -> Iterator[ScriptedTocsin]:
    """Serve the script over real HTTP on a free port."""
    script = ScriptedTocsin()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(script.get(urlsplit(self.path).path))

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer(script.post(self.path.removeprefix("/api/v1"), body))

        def _answer(self, answer: Any) -> None:
            content = (answer if isinstance(answer, str) else json.dumps(answer)).encode()
            self.send_response(NOTHING if answer == NOTHING else 200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    script.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield script
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
