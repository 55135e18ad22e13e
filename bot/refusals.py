"""How the web process says no: one JSON shape for programs, one plain page for people.

Codes are part of the HTTP interface; `detail` is for whoever writes the other program.
"""

import logging
from collections.abc import Callable, Mapping

from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import RequestCancelled, SanicException
from sanic.response import json

from bot.workers import describe
from integrations.errors import Unavailable

log = logging.getLogger(__name__)
CODES = {
    400: "bad_request",
    401: "no_session",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    409: "conflict",
    422: "not_complete",
    413: "too_large",
    431: "too_large",
    503: "unavailable",
}

Page = Callable[[int, str], HTTPResponse]


class Problem(Exception):
    """`more` is told beside the code: who has it, what is missing."""

    def __init__(self, status: int, code: str, detail: str, **more: object) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail, self.more = status, code, detail, more


def refuse(app: Sanic, page: Page, faces: Mapping[str, Page] | None = None) -> None:
    """Every error of the app leaves through here. `faces`: pages for addresses that begin so."""

    @app.exception(Exception)
    def answer(request: Request, error: Exception) -> HTTPResponse:
        problem = as_problem(error)
        if problem.status == 500:
            log.error("%s %s: %s", request.method, route_of(request), describe(error))
        if wants_page(request):
            own = (one for start, one in (faces or {}).items() if request.path.startswith(start))
            return next(own, page)(problem.status, problem.code)
        reply = json(
            {"error": problem.code, "detail": problem.detail, **problem.more},
            status=problem.status,
            headers=dict(getattr(error, "headers", None) or {}),
        )
        reply.headers["cache-control"] = "no-store"
        return reply


def as_problem(error: Exception) -> Problem:
    if isinstance(error, Problem):
        return error
    if isinstance(error, Unavailable):
        return Problem(503, "unavailable", "The database does not answer. Try again.")
    if isinstance(error, RequestCancelled):
        return Problem(400, "bad_request", "The request was not finished.")
    status = error.status_code if isinstance(error, SanicException) else 500
    if status in CODES:
        return Problem(status, CODES[status], str(error) or CODES[status])
    if 400 <= status < 500:
        return Problem(status, "bad_request", str(error))
    return Problem(500, "failed", "Something went wrong here. It has been noted.")


def wants_page(request: Request) -> bool:
    """A browser that goes to an address asks for HTML; a program asks for anything."""
    return "text/html" in request.headers.get("accept", "")


def route_of(request: Request) -> str:
    """The pattern of the address and never the address itself, which may hold a secret."""
    return f"/{request.route.path}" if request.route else "unknown"
