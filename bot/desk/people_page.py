"""The accounts, as pages and as JSON, for administrators alone."""

from asyncio import to_thread
from collections.abc import Callable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, json, redirect

from bot.desk import people
from bot.desk.gate import Gate
from bot.desk.rendering import Pages
from bot.desk.roles import ACCOUNTS, ROLES
from bot.desk.sessions import Who
from bot.desk.shown import Names
from bot.refusals import Problem

ADDRESS = "/desk/people"
Does = Callable[[Who, dict[str, Any], str], people.Result]


class PeoplePage:
    def __init__(self, gate: Gate, pages: Pages, names: Names) -> None:
        self._gate, self._pages, self._names = gate, pages, names
        self._parts = gate.parts

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_people", url_prefix="/desk")
        page, api, parts = self._gate.page, self._gate.api, self._parts
        routes.add_route(page(ACCOUNTS, self.show), "/people", methods=["GET"], name="show")
        routes.add_route(page(ACCOUNTS, self.one), "/people/<key:str>", methods=["GET"], name="one")
        routes.add_route(api(ACCOUNTS, self.read), "/api/people", methods=["GET"], name="read")
        does: tuple[tuple[str, Does, str], ...] = (
            ("", lambda who, form, _: people.make(parts, who, form), "made"),
            ("/change", lambda who, form, key: people.change(parts, who, key, form),
             "account_changed"),
            ("/password", lambda who, _, key: people.new_password(parts, who, key), "password"),
            ("/close", lambda who, _, key: people.close(parts, who, key), "account_closed"),
            ("/reopen", lambda who, _, key: people.reopen(parts, who, key), "account_reopened"),
        )  # fmt: skip
        for end, do, done in does:
            path = f"/people/<key:str>{end}" if end else "/people"
            form, call = self._form(do, done), self._call(do)
            routes.add_route(page(ACCOUNTS, form), path, methods=["POST"], name=done)
            routes.add_route(
                api(ACCOUNTS, call), f"/api{path}", methods=["POST"], name=f"{done}_json"
            )
        return routes

    async def show(self, request: Request, who: Who) -> HTTPResponse:
        return await self._page(who, "", done=request.args.get("done") or "")

    async def one(self, request: Request, who: Who, key: str) -> HTTPResponse:
        return await self._page(who, key, done=request.args.get("done") or "")

    async def read(self, _: Request, who: Who) -> HTTPResponse:
        return json({"people": await to_thread(people.listed, self._parts)})

    def _call(self, do: Does) -> Any:
        async def handler(request: Request, who: Who, key: str = "") -> HTTPResponse:
            return json(await to_thread(do, who, request.ctx.form, key))

        return handler

    def _form(self, do: Does, done: str) -> Any:
        async def handler(request: Request, who: Who, key: str = "") -> HTTPResponse:
            form = request.ctx.form
            try:
                made = await to_thread(do, who, form, key)
            except Problem as problem:
                if problem.status not in (409, 422):
                    raise
                return await self._page(who, key, problem.status, wrong=problem.code, typed=form)
            if "password" in made:  # shown in this answer and nowhere else
                return await self._page(who, made["id"], told=made)
            return redirect(f"{ADDRESS}/{key}?done={done}", status=303)

        return handler

    async def _page(
        self,
        who: Who,
        key: str,
        status: int = 200,
        done: str = "",
        wrong: str = "",
        typed: dict[str, str] | None = None,
        told: people.Result | None = None,
    ) -> HTTPResponse:
        found = await to_thread(people.one, self._parts, key) if key else None
        words = self._pages.words.people
        page = self._pages.show(
            "person" if key else "people",
            who,
            here="people",
            people=[] if key else await to_thread(people.listed, self._parts),
            person=found,
            roles=tuple(ROLES),
            teams={slug: self._names.of("team", slug) for slug in self._parts.council.teams},
            done=getattr(words.done, done, ""),
            wrong=getattr(words.errors, wrong, ""),
            typed=typed,
            told=told,
        )
        return html(page, status=status, headers={"cache-control": "no-store"})
