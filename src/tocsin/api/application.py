"""Puts the API together: routes, problem documents, limits. The composition root mounts the UI beside it."""

from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from tocsin import __version__
from tocsin.api.body_limit import BodyLimit
from tocsin.api.description import TAGS, description_of
from tocsin.api.problems import ANY_PROBLEM, install_problems
from tocsin.api.routes import ROUTERS
from tocsin.api.services import Services

MAX_BODY_BYTES = 8 * 1024 * 1024
"""Of one request: the largest release (1 MiB) fits however its JSON is escaped, and no request fills the memory."""


def create_api(services: Services) -> FastAPI:
    """Return the API over the given services, as an ASGI application."""
    app = _application()
    app.state.services = services
    return app


def openapi_document() -> dict[str, Any]:
    """Return the OpenAPI document of the API; needs no services."""
    return description_of(_application())


def _application() -> FastAPI:
    app = FastAPI(
        title="Tocsin",
        version=__version__,
        summary="SRE for AI: objectives, incidents, hypotheses and bounded response.",
        openapi_url="/api/v1/openapi.json",
        openapi_tags=TAGS,
        docs_url=None,  # the interactive pages load scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        responses=ANY_PROBLEM,
        # The watcher does not report on itself through whatever exporter its process happens to find.
        telemetry={"tracing": False, "metrics": False, "logs": False, "operation_spans": False},
    )
    for router in ROUTERS:
        app.include_router(router)
    install_problems(app)
    app.add_middleware(BodyLimit, max_bytes=MAX_BODY_BYTES)
    app.openapi = partial(description_of, app)  # type: ignore[method-assign] # FastAPI's way to extend the document
    return app


def _operation_id(route: APIRoute) -> str:
    first, *rest = route.name.split("_")
    return first + "".join(word.title() for word in rest)
