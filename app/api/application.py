"""The application: routes, what they answer to a request that does not fit, the guard around."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from app import texts
from app.api import documents, problems, routes
from app.api.desk import Desk
from app.api.guard import Guard
from app.api.hosts import Hosts
from app.api.limits import Limits
from app.api.problems import ApiError, Finding
from app.domain.errors import StasiunError
from app.texts import mark, tr

_WRONG = {
    "missing": mark("This is still missing."),
    "extra_forbidden": mark("There is no such field. See /openapi.json."),
}


_DOCUMENT: Final = "/openapi.json"


def make(desk: Desk, hosts: Hosts, language: str, limits: Limits | None = None) -> Guard:
    """Make the application for one store.

    Args:
        desk: has the store; started and stopped by who made it.
        hosts: the names of this computer.
        language: where a request asks for none.
        limits: how much is taken; None: what is usual.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False)
    app.state.desk = desk
    app.include_router(routes.router)
    with texts.speaking("en"):
        document = documents.make(app)

    async def openapi(_request: Request) -> Response:
        return JSONResponse(document)

    app.add_route(_DOCUMENT, openapi, methods=["GET"], include_in_schema=False)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(StasiunError, _on_refused)
    app.add_exception_handler(Exception, _on_bug)
    scopes = {**routes.SCOPES, _DOCUMENT: None}
    return Guard(app, desk, hosts, limits or Limits(), scopes, language)


async def _on_invalid(_request: Request, error: Exception) -> Response:
    """Name every field that does not fit; what was sent is not said again."""
    found: list[dict[str, Any]] = []
    if isinstance(error, RequestValidationError):
        found = list(error.errors())
    findings = tuple(_finding(one) for one in found[:20])
    return ApiError("invalid", findings=findings).response()


def _finding(one: dict[str, Any]) -> Finding:
    names = [str(part)[:60] for part in one["loc"][1:]]
    text = tr(_WRONG.get(one["type"], mark("This value does not fit. See /openapi.json.")))
    return Finding("invalid", text, ".".join(names) or None)


async def _on_http_error(_request: Request, error: Exception) -> Response:
    """Say in the same way what the framework refuses: an unknown path, a wrong method."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    slug = {404: "unknown-path", 405: "wrong-method", 500: "bug"}.get(status, "bad-request")
    return ApiError(slug, headers=headers).response()


async def _on_refused(_request: Request, error: Exception) -> Response:
    assert isinstance(error, StasiunError)  # noqa: S101  # for the type: registered for it
    return problems.of_error(error, {"order_id": "mo_name"})


async def _on_bug(_request: Request, _error: Exception) -> Response:
    """Say it as all else is said; the guard, which it comes to next, notes it in the log."""
    return ApiError("bug").response()
