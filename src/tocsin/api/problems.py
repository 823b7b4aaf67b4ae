"""Every error as a problem document (RFC 9457), mapped from the error tree in this one place; never a stack trace."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from tocsin.api.services import DocumentsRefused
from tocsin.errors import (
    Conflict,
    DependencyError,
    InvalidInput,
    NotFound,
    OperatorError,
    Overloaded,
    TocsinError,
    TooLarge,
)

_log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"

_STATUS: Sequence[tuple[type[TocsinError], HTTPStatus]] = (
    (InvalidInput, HTTPStatus.BAD_REQUEST),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (Overloaded, HTTPStatus.TOO_MANY_REQUESTS),
    (DependencyError, HTTPStatus.SERVICE_UNAVAILABLE),
    (OperatorError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""First match wins, so a leaf stands before its branch. What is not here is a defect of ours: 500."""

_NAMES: Mapping[int, str] = {
    HTTPStatus.BAD_REQUEST: "invalid-input",
    HTTPStatus.NOT_FOUND: "not-found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method-not-allowed",
    HTTPStatus.CONFLICT: "conflict",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too-large",
    HTTPStatus.TOO_MANY_REQUESTS: "overloaded",
    HTTPStatus.SERVICE_UNAVAILABLE: "unavailable",
}


_EXAMPLE_INSTANT = "2026-11-20T09:30:00Z"
_IDS: Mapping[str, str] = {
    "^[0-9a-f]{32}$": "is no trace id: 32 hexadecimal digits in lower case",
    "^([0-9a-f]{16})?$": "is no span id: 16 hexadecimal digits in lower case",
}
"""What a pattern asks for, in words."""
_OTLP_PATHS = frozenset({"/v1/traces", "/v1/logs", "/v1/metrics"})
_WRONG_PORT = "this is the address of the UI and the API; telemetry goes to the OTLP/HTTP address, port 4318 by default"


class ProblemDetail(BaseModel):
    """One of several things that are wrong with a request."""

    place: str = Field(description="Where: a key path such as body.scope.service, or file and line of a document.")
    message: str = Field(description="What is wrong, and what to do.")


class Problem(BaseModel):
    """An error (RFC 9457)."""

    type: str = Field(description="Names the kind of problem; stable.", examples=["tag:tocsin.dev,2026:not-found"])
    title: str = Field(description="The kind of problem in words.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    detail: str = Field(description="What went wrong this time, and what to do.", examples=["no incident 'inc_1'"])
    errors: list[ProblemDetail] = Field(default=[], description="Each single problem, where there are several.")


def problem(
    status: int, detail: str, *, errors: Sequence[ProblemDetail] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """Return a problem document as a response."""
    body = Problem(
        type=f"tag:tocsin.dev,2026:{_NAMES.get(status, 'error')}",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        errors=list(errors),
    )
    return JSONResponse(body.model_dump(), status_code=status, headers=headers, media_type=MEDIA_TYPE)


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what an endpoint declares in OpenAPI about the problems it may answer with."""
    return {status: _declared(HTTPStatus(status).phrase) for status in statuses}


def _declared(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


ANY_PROBLEM: dict[int | str, dict[str, Any]] = {"default": _declared("Any other problem")}


def install_problems(app: FastAPI) -> None:
    """Have the application answer every error with a problem document."""
    app.add_exception_handler(TocsinError, _of_ours)
    app.add_exception_handler(RequestValidationError, _of_validation)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _of_anything)


async def _of_ours(request: Request, error: Exception) -> JSONResponse:
    status = next((status for kind, status in _STATUS if isinstance(error, kind)), None)
    if status is None:
        return await _of_anything(request, error)
    if isinstance(error, DependencyError | OperatorError):
        _log.warning("request_failed", method=request.method, path=request.url.path, error=str(error))
    errors = []
    if isinstance(error, DocumentsRefused):
        errors = [
            ProblemDetail(place=one.place, message=f"{one.document}: {one.message}".removeprefix(": "))
            for one in error.problems
        ]
    headers = {"Retry-After": str(ceil(error.retry_after_seconds))} if isinstance(error, Overloaded) else None
    return problem(status, str(error), errors=errors, headers=headers)


async def _of_validation(_: Request, error: Exception) -> JSONResponse:
    errors = [_explained(one) for one in error.errors()] if isinstance(error, RequestValidationError) else []
    detail = "; ".join(f"{one.place}: {one.message}" for one in errors)
    return problem(HTTPStatus.BAD_REQUEST, detail, errors=errors)


def _explained(error: Mapping[str, Any]) -> ProblemDetail:
    place = ".".join(str(part) for part in error["loc"])
    match error["type"]:
        case "extra_forbidden":
            message = "unknown key; remove it or mend its spelling"
        case "missing":
            message = "is required"
        case "json_invalid":
            message = f"is not valid JSON: {error['ctx']['error']}"
        case "value_error":
            message = str(error["ctx"]["error"])
        case "model_attributes_type":
            message = "must be a JSON object, sent with Content-Type: application/json"
        case "dict_type" | "model_type":
            message = f"must be a JSON object, got {_cut(error['input'])}"
        case "string_pattern_mismatch" if error["ctx"]["pattern"] in _IDS:
            message = f"{_IDS[error['ctx']['pattern']]}, got {_cut(error['input'])}"
        case "timezone_aware":
            message = f"needs a time zone: write {_EXAMPLE_INSTANT}, got {_cut(error['input'])}"
        case kind if kind.startswith(("datetime", "date_")):
            message = f"is no instant such as {_EXAMPLE_INSTANT}, got {_cut(error['input'])}"
        case _:
            message = f"{error['msg']}, got {_cut(error['input'])}"
    return ProblemDetail(place=place, message=message)


def _cut(value: object, characters: int = 200) -> str:
    shown = repr(value)
    return shown if len(shown) <= characters else f"{shown[:characters]}..."


async def _of_http(request: Request, error: Exception) -> JSONResponse:
    """Answer what the framework itself refuses: no such path, no such method, a body that is too large."""
    status, headers = HTTPStatus.INTERNAL_SERVER_ERROR.value, None
    if isinstance(error, HTTPException):
        status, headers = error.status_code, error.headers
    if request.url.path in _OTLP_PATHS:
        return problem(HTTPStatus.NOT_FOUND, _WRONG_PORT)
    details = {
        HTTPStatus.NOT_FOUND: f"there is nothing at {request.url.path!r}; the API is described in /api/v1/openapi.json",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.url.path!r} does not take {request.method}",
    }
    detail = details.get(HTTPStatus(status), str(getattr(error, "detail", "")))
    return problem(status, detail, headers=headers)


async def _of_anything(request: Request, error: Exception) -> JSONResponse:
    _log.error("request_broke", method=request.method, path=request.url.path, exc_info=error)
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, "Tocsin itself failed; its log has the reason. Please report it as a defect."
    )
