"""The one cookie of the chat: it holds the session's secret and nothing else.

It is kept by the browser until it is closed, is never readable by a script, and exists only once
a resident has begun a chat (strictly necessary, Privacy and Electronic Communications
Regulations 2003, regulation 6(4)(b)).
"""

from sanic import HTTPResponse, Request

NAME = "doorstep_chat"
PATH = "/chat"
# The key given when a resident ends a chat begins so: the page then shows nothing of it again.
ENDED = "ended-"


def read_secret(request: Request) -> str | None:
    return request.cookies.get(NAME) or None


def give(response: HTTPResponse, secret: str, secure: bool) -> None:
    response.add_cookie(NAME, secret, path=PATH, httponly=True, samesite="Lax", secure=secure)


def take_back(response: HTTPResponse, secure: bool) -> None:
    response.add_cookie(
        NAME, "", path=PATH, max_age=0, httponly=True, samesite="Lax", secure=secure
    )


def is_ended(secret: str | None) -> bool:
    return secret is not None and secret.startswith(ENDED)
