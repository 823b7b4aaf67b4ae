"""Adds the UI to a server: its assets, and its page for every path that belongs to nobody else.

The UI routes in the browser, so a deep link such as /incidents/42 must answer with the page.
"""

import secrets
from collections.abc import Callable
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Match, Mount, Route
from starlette.types import Scope

from tocsin.web.assets import Assets
from tocsin.web.page import page

DIST = Path(__file__).parent / "dist"
"""Where `npm run build` puts the UI; the wheel carries it there too."""

_NOT_PAGES = ("/api/", "/assets/", "/healthz", "/readyz", "/metrics")
_NONCE_BYTES = 16
"""128 bits, what CSP Level 3 asks of a nonce at least."""


class _PageRoute(Route):
    """Every path that is not the API's; for those it does not exist, so that 404 and 405 stay the API's to give."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and scope["path"].startswith(_NOT_PAGES):
            return Match.NONE, {}
        return super().matches(scope)


def mount_ui(
    app: Starlette, dist: Path = DIST, new_nonce: Callable[[], str] = lambda: secrets.token_urlsafe(_NONCE_BYTES)
) -> None:
    """Serve the UI from `app`. Call it after every other route is added: what they do not match becomes a page.

    Args:
        app: The server's application.
        dist: The built UI. It may be missing, also until later: then the page says how to build it.
        new_nonce: Makes the value that ties a page's styles to its policy; unguessable, new for every page.
    """

    def serve_page(_: Request) -> HTMLResponse:  # not async: it reads a file, so it belongs in the thread pool
        return page(dist, new_nonce())

    app.router.routes += [
        Mount("/assets", app=GZipMiddleware(Assets(dist)), name="ui-assets"),
        _PageRoute("/{path:path}", serve_page, name="ui", include_in_schema=False),
    ]
