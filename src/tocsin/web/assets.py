"""The files a page refers to. Their names carry a hash of their content, so a browser may keep them for good."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

_FOR_GOOD = "public, max-age=31536000, immutable"
"""One year, the longest that caches honour in practice (RFC 9111, RFC 8246)."""


class Assets(StaticFiles):
    """Files below `dist/assets`; 404 for everything while the UI is not built."""

    def __init__(self, dist: Path) -> None:
        super().__init__(directory=dist / "assets", check_dir=False)

    async def check_config(self) -> None:
        """Answer 404 instead of failing while the folder does not exist: the page itself says what to do."""
        try:
            await super().check_config()
        except RuntimeError as absent:
            raise HTTPException(status_code=404) from absent

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return one file with the headers that let it be kept."""
        response = await super().get_response(path, scope)
        response.headers["cache-control"] = _FOR_GOOD
        response.headers["x-content-type-options"] = "nosniff"
        return response
