"""A small model vendor over real HTTP: OpenAI (both of its APIs), Anthropic and Bedrock; fixed usage.

A request with tools is answered by a call of the first one until a result comes back; a model named "fail-..." is
refused for its rate.
"""

import itertools
import json
import threading
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from tests.kit import anthropic_answers, bedrock_answers, openai_answers, responses_answers

_numbers = itertools.count(1)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["content-length"])))
        number = next(_numbers)
        path = urlsplit(self.path).path
        if path.endswith("/messages"):
            self._message(request, f"msg_{number:04d}")
        elif path.endswith("/converse"):
            is_refused = "/fail-" in path
            answer = bedrock_answers.RATE_LIMITED if is_refused else bedrock_answers.conversed(request, str(number))
            self._whole(answer, 429 if is_refused else 200)
        elif request["model"].startswith("fail-"):
            self._whole(openai_answers.RATE_LIMITED, 429)
        elif path.endswith("/embeddings"):
            self._whole(openai_answers.embeddings(request))
        elif path.endswith("/responses"):
            self._whole(responses_answers.response(request, f"resp_{number:04d}"))
        elif request.get("stream"):
            pieces = openai_answers.chunks(request, f"chatcmpl-{number:04d}")
            self._stream([*(f"data: {json.dumps(piece)}\n\n" for piece in pieces), "data: [DONE]\n\n"])
        else:
            self._whole(openai_answers.completion(request, f"chatcmpl-{number:04d}"))

    def _message(self, request: Mapping[str, Any], answer_id: str) -> None:
        if request["model"].startswith("fail-"):
            self._whole(anthropic_answers.RATE_LIMITED, 429)
        elif request.get("stream"):
            pieces = anthropic_answers.events(request, answer_id)
            self._stream(f"event: {piece['type']}\ndata: {json.dumps(piece)}\n\n" for piece in pieces)
        else:
            self._whole(anthropic_answers.message(request, answer_id))

    def _whole(self, answer: Mapping[str, Any], status: int = 200) -> None:
        self._send(json.dumps(answer).encode(), "application/json", status)

    def _stream(self, events: Iterable[str]) -> None:
        self._send("".join(events).encode(), "text/event-stream", 200)

    def _send(self, body: bytes, kind: str, status: int) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it
        """Say nothing."""


class ModelApi:
    """Serves both vendors' APIs while entered; `url` is without the version path."""

    def __enter__(self) -> Self:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
