"""Who may do what at the desk: nothing is reached but through here.

A handler says what its caller must be allowed to do (roles.py). Whoever is not signed in is led to
the sign-in page, or told 401; a change without the session's own token is refused.
"""

from asyncio import to_thread
from collections.abc import Awaitable, Callable
from functools import wraps
from typing import Any
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.response import redirect

from bot.channels.web.reading import read_form, read_object
from bot.conversation.parts import Parts
from bot.desk import sessions
from bot.desk.cookie import Cookies
from bot.desk.sessions import Who
from bot.guards import SAFE_METHODS
from bot.refusals import Problem

Handler = Callable[..., Awaitable[HTTPResponse | None]]
FIELD, HEADER = "csrf", "x-csrf-token"
SIGN_IN = "/desk/sign-in"
ANYBODY = "anybody"  # who is signed in


class Gate:
    def __init__(self, parts: Parts, cookies: Cookies) -> None:
        self.parts, self.cookies = parts, cookies

    def page(self, what: str, handler: Handler) -> Handler:
        """For somebody at a browser: forms carry the token in a field."""

        @wraps(handler)
        async def guarded(request: Request, **named: Any) -> HTTPResponse | None:
            who = await self.who(request)
            if who is None:
                back = request.path if request.method in SAFE_METHODS else "/desk"
                return redirect(f"{SIGN_IN}?next={quote(back)}", status=303)
            allow(who, what)
            if request.method not in SAFE_METHODS:
                request.ctx.form = fields(request)
                check(request.ctx.form.pop(FIELD, ""), who)
            return await handler(request, who=who, **named)

        return guarded

    def api(self, what: str, handler: Handler, *, idle: bool = False) -> Handler:
        """For a script: writes carry the token in a header. `idle`: it calls by itself, and does
        not show that anybody is there."""

        @wraps(handler)
        async def guarded(request: Request, **named: Any) -> HTTPResponse | None:
            who = await self.who(request, use=not idle)
            if who is None:
                raise Problem(401, "not_authorised", "Sign in first.")
            allow(who, what)
            if request.method not in SAFE_METHODS:
                check(request.headers.get(HEADER, ""), who)
                request.ctx.form = read_object(request.body) if request.body.strip() else {}
            return await handler(request, who=who, **named)

        return guarded

    async def who(self, request: Request, *, use: bool = True) -> Who | None:
        secret = self.cookies.read(request)
        return await to_thread(sessions.look, self.parts, secret, use=use)


def allow(who: Who, what: str) -> None:
    if what != ANYBODY and not who.may(what):
        raise Problem(403, "not_allowed", "Your role may not do this.")


def check(given: str, who: Who) -> None:
    if not sessions.same(given, who.csrf):
        raise Problem(403, "stale_form", "The form has no valid token. Load the page again.")


def fields(request: Request) -> dict[str, str]:
    return read_form(request.body, request.headers.get("content-type", ""))
