"""Tocsin's REST API as any script would use it."""

from collections.abc import Mapping
from typing import Any

import httpx

from tocsin.drill.demo.failure import DemoFailed

Json = dict[str, Any]
"""A decoded JSON object. Its shape is the server's promise; a broken one fails the demo with the request's name."""
_TIMEOUT_SECONDS = 10.0


class Api:
    """A client of one server."""

    def __init__(self, server_url: str) -> None:
        # Loopback only: a proxy of the environment must not come between.
        self._http = httpx.Client(base_url=server_url, timeout=_TIMEOUT_SECONDS, trust_env=False)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def is_ready(self) -> bool:
        """Return whether the server answers and says it is ready."""
        try:
            return self._http.get("/readyz").is_success
        except httpx.TransportError:
            return False

    def get(self, path: str, **query: str) -> Json:
        """Return the JSON object at a path below /api/v1.

        Raises:
            DemoFailed: Anything but success.
        """
        return dict(self._request("GET", path, query=query).json())

    def items(self, path: str, **query: str) -> list[Json]:
        """Return the items of the first page of a list."""
        return list(self.get(path, **query)["items"])

    def text(self, path: str) -> str | None:
        """Return the text at a path, or None while there is none."""
        response = self._http.get(f"/api/v1{path}")
        return response.text if response.is_success else None

    def post(self, path: str, body: Mapping[str, object]) -> Json:
        """Post a JSON object and return the answer."""
        return dict(self._request("POST", path, body=body).json())

    def _request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: Mapping[str, object] | None = None,
    ) -> httpx.Response:
        try:
            response = self._http.request(method, f"/api/v1{path}", params=query, json=body)
        except httpx.TransportError as error:
            raise DemoFailed(f"{method} {path}: the server did not answer ({error})") from error
        if not response.is_success:
            raise DemoFailed(f"{method} {path}: {response.status_code} {response.text[:500]}")
        return response
