"""A connection to a Tocsin server, on the standard library: an HTTP client package would double the start-up time."""

import http.client
import json
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import click

Json = dict[str, Any]
"""A decoded JSON object; its shape is what docs/api.md promises."""
Query = Mapping[str, object]
_TIMEOUT_SECONDS = 60.0


class RequestFailed(click.ClickException):
    """The server could not be reached, or said no; exit code 1."""


class Connection:
    """One server; a connection a request, for commands make few.

    Args:
        url: Base URL, e.g. "http://127.0.0.1:8040".

    Raises:
        click.UsageError: It is no HTTP URL.
    """

    def __init__(self, url: str) -> None:
        try:
            parts = urlsplit(url)
            is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:  # a port above 65535, a bracket that is never closed
            is_usable = False
        if not is_usable:
            raise click.UsageError(f"--server {url!r} is no URL such as http://127.0.0.1:8040")
        self.url = url.rstrip("/")
        self._parts = parts

    def get(self, path: str, query: Query | None = None) -> Json:
        """Return the JSON object at a path.

        Raises:
            RequestFailed: There is no such thing, or no answer.
        """
        return _decoded(self._request("GET", path, query=query))

    def text(self, path: str) -> str:
        """Return the text at a path; fails as `get` does."""
        return self._request("GET", path).decode()

    def post(self, path: str, body: Mapping[str, object]) -> Json:
        """Post a JSON object and return the answer; fails as `get` does."""
        return _decoded(self._request("POST", path, body=body))

    def put(self, path: str, body: Mapping[str, object]) -> Json:
        """Put a JSON object and return the answer; fails as `get` does."""
        return _decoded(self._request("PUT", path, body=body))

    def _request(
        self, method: str, path: str, *, query: Query | None = None, body: Mapping[str, object] | None = None
    ) -> bytes:
        target = self._parts.path.rstrip("/") + path + _encoded(query or {})
        content = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json, text/markdown"}
        if content is not None:
            headers["Content-Type"] = "application/json"
        connection = self._open()
        try:
            connection.request(method, target, content, headers)
            answer = connection.getresponse()
            said = answer.read()
        except (OSError, http.client.HTTPException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            raise RequestFailed(
                f"no answer from {self.url} ({reason}): is `tocsin up` running there?"
                " Another server is named with --server or TOCSIN_SERVER."
            ) from error
        finally:
            connection.close()
        if answer.status >= HTTPStatus.BAD_REQUEST:
            raise RequestFailed(_problem(answer.status, said))
        return said

    def _open(self) -> http.client.HTTPConnection:
        host, port = str(self._parts.hostname), self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(
                host, port, timeout=_TIMEOUT_SECONDS, context=ssl.create_default_context()
            )
        return http.client.HTTPConnection(host, port, timeout=_TIMEOUT_SECONDS)


def segment(text: str) -> str:
    """Return a text as one segment of a path."""
    return quote(text, safe="")


def _encoded(query: Query) -> str:
    given = {name: value for name, value in query.items() if value not in (None, (), "")}
    return f"?{urlencode(given, doseq=True)}" if given else ""


def _decoded(said: bytes) -> Json:
    try:
        return dict(json.loads(said))
    except (ValueError, TypeError) as error:
        raise RequestFailed(f"the answer is no JSON object, so this is no Tocsin server: {said[:80]!r}") from error


def _problem(status: int, said: bytes) -> str:
    try:
        detail = json.loads(said)["detail"]
    except (ValueError, KeyError, TypeError):
        detail = said[:200].decode(errors="replace")
    return f"{detail or HTTPStatus(status).phrase} (status {status})"
