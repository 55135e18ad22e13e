"""Ways in. A door proves who somebody is; what they may do is their account's role.

`LocalDoor` asks for a name and a password. One for OpenID Connect has its own routes (the way to
the council's identity provider, and back), finds the account by its `subject`, and calls `admit`.
"""

import asyncio
import logging
import secrets
from asyncio import to_thread
from typing import Protocol
from urllib.parse import urlsplit

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty, html, json, redirect

from bot.channels.web.reading import read_object
from bot.conversation.parts import Parts
from bot.desk import accounts, sessions
from bot.desk.cookie import DOOR, DOOR_SECONDS, Cookies
from bot.desk.gate import ANYBODY, FIELD, Gate, fields
from bot.desk.rendering import Pages
from bot.desk.sessions import Who
from bot.refusals import Problem
from integrations.store.desk_models import Staff

log = logging.getLogger(__name__)
HOME = "/desk"
AT_ONCE = 2  # checking a password takes a whole core for a moment, which residents need too


class Door(Protocol):
    """`blueprint` holds its routes under /desk/sign-in."""

    def blueprint(self) -> Blueprint: ...


async def admit(parts: Parts, cookies: Cookies, person: Staff, answer: HTTPResponse) -> Who:
    """Every door ends here: a new session, whose secret is new too."""
    secret = await to_thread(sessions.begin, parts, person)
    cookies.give(answer, secret)
    who = await to_thread(sessions.look, parts, secret)
    if who is None:
        raise Problem(401, "not_authorised", "The account may not be used.")
    return who


class LocalDoor:
    def __init__(self, gate: Gate, pages: Pages) -> None:
        self._gate, self._pages = gate, pages
        self._parts, self._cookies = gate.parts, gate.cookies
        self._checking = asyncio.Semaphore(AT_ONCE)

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_door", url_prefix="/desk")
        routes.add_route(self.ask, "/sign-in", methods=["GET"], name="ask")
        routes.add_route(self.take, "/sign-in", methods=["POST"], name="take")
        routes.add_route(self.leave, "/sign-out", methods=["POST"], name="leave")
        routes.add_route(self.take_json, "/api/sign-in", methods=["POST"], name="take_json")
        routes.add_route(self.leave_json, "/api/sign-out", methods=["POST"], name="leave_json")
        return routes

    async def ask(self, request: Request) -> HTTPResponse:
        return self._form(request, 200, to=request.args.get("next") or HOME)

    async def take(self, request: Request) -> HTTPResponse:
        """The form's own token comes from a cookie of its own: nobody can sign a browser in as
        somebody else from another site."""
        form = fields(request)
        wanted = sessions.csrf_of(self._cookies.read(request, DOOR) or secrets.token_urlsafe())
        to = own_address(form.get("next", ""))
        if not sessions.same(form.get(FIELD, ""), wanted):
            return self._form(request, 403, to, "stale_form", form.get("username", ""))
        person = await self._check(form.get("username", ""), form.get("password", ""))
        if person is None:
            return self._form(request, 401, to, "wrong", form.get("username", ""))
        answer = redirect(to, status=303)
        await admit(self._parts, self._cookies, person, answer)
        self._cookies.take_back(answer, DOOR)
        return answer

    async def take_json(self, request: Request) -> HTTPResponse:
        """JSON cannot be posted from a form of another site, and guards.py looks at Origin."""
        given = read_object(request.body)
        if not request.headers.get("content-type", "").startswith("application/json"):
            raise Problem(400, "bad_request", "Send application/json.")
        person = await self._check(str(given.get("username")), str(given.get("password")))
        if person is None:
            raise Problem(401, "wrong", "The name or the password is not right.")
        answer = json(None, status=201)
        who = await admit(self._parts, self._cookies, person, answer)
        told = json({"name": who.name, "role": who.role, "csrf": who.csrf})
        answer.body = told.body
        return answer

    async def leave(self, request: Request) -> HTTPResponse:
        return await self._gate.page(ANYBODY, self._end)(request) or empty()

    async def leave_json(self, request: Request) -> HTTPResponse:
        return await self._gate.api(ANYBODY, self._end)(request) or empty()

    async def _end(self, request: Request, who: Who) -> HTTPResponse:
        await to_thread(sessions.end, self._parts, who)
        page = not request.path.startswith("/desk/api")
        answer = redirect("/desk/sign-in", status=303) if page else empty()
        self._cookies.take_back(answer)
        answer.headers["clear-site-data"] = '"storage"'
        return answer

    async def _check(self, username: str, password: str) -> Staff | None:
        async with self._checking:
            checked = await to_thread(accounts.check, self._parts, username, password)
        if checked.locked:
            log.error("desk: an account was locked after %s wrong passwords", accounts.TRIES)
        return checked.person

    def _form(
        self, request: Request, status: int, to: str, wrong: str = "", typed: str = ""
    ) -> HTTPResponse:
        secret = self._cookies.read(request, DOOR) or secrets.token_urlsafe()
        page = self._pages.show(
            "sign_in", csrf=sessions.csrf_of(secret), to=own_address(to), wrong=wrong, typed=typed
        )
        answer = html(page, status=status)
        self._cookies.give(answer, secret, DOOR, DOOR_SECONDS)
        return answer


def own_address(given: str) -> str:
    """A page of the desk and of nothing else, however the address was written."""
    parts = urlsplit(given)
    ours = not parts.scheme and not parts.netloc and parts.path.startswith("/desk")
    return parts.path if ours and not parts.path.startswith("/desk/sign-") else HOME
