"""The hours and the switches, as a page and as JSON: staff read them, supervisors change them."""

from asyncio import to_thread
from collections.abc import Callable
from datetime import date
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, json, redirect

from bot.desk import closing
from bot.desk.gate import Gate
from bot.desk.opening import standing
from bot.desk.rendering import Pages
from bot.desk.roles import READ, SUPERVISE
from bot.desk.sessions import Who
from bot.desk.shown import Names, clock_time
from bot.refusals import Problem

ADDRESS = "/desk/opening"


class OpeningPage:
    def __init__(self, gate: Gate, pages: Pages, names: Names) -> None:
        self._gate, self._pages, self._names = gate, pages, names
        self._parts = gate.parts

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_opening", url_prefix="/desk")
        page, api = self._gate.page, self._gate.api
        routes.add_route(page(READ, self.show), "/opening", methods=["GET"], name="show")
        routes.add_route(api(READ, self.read), "/api/opening", methods=["GET"], name="read")
        for path, do, name, done in (
            ("/closures", self._close, "close", "closed"),
            ("/closures/<closure_id:int>/end", self._reopen, "reopen", "opened"),
            ("/switches/<what:str>", self._switch, "switch", "off"),
        ):
            form, call = self._form(do, done), self._call(do)
            routes.add_route(page(SUPERVISE, form), path, methods=["POST"], name=name)
            routes.add_route(
                api(SUPERVISE, call), f"/api{path}", methods=["POST"], name=f"{name}_json"
            )
        return routes

    async def show(self, request: Request, who: Who) -> HTTPResponse:
        return await self._page(who, done=request.args.get("done") or "")

    async def read(self, _: Request, who: Who) -> HTTPResponse:
        return json(vars(await to_thread(standing, self._parts)))

    def _close(self, who: Who, form: dict[str, Any]) -> dict[str, Any]:
        return {"id": closing.close(self._parts, who, form)}

    def _reopen(self, who: Who, form: dict[str, Any], closure_id: int) -> dict[str, Any]:
        closing.reopen(self._parts, who, closure_id)
        return {}

    def _switch(self, who: Who, form: dict[str, Any], what: str) -> dict[str, Any]:
        closing.switch(self._parts, who, what, form)
        return {}

    def _call(self, do: Callable[..., dict[str, Any]]) -> Any:
        async def handler(request: Request, who: Who, **named: Any) -> HTTPResponse:
            return json(await to_thread(do, who, request.ctx.form, **named))

        return handler

    def _form(self, do: Callable[..., dict[str, Any]], done: str) -> Any:
        async def handler(request: Request, who: Who, **named: Any) -> HTTPResponse:
            form = request.ctx.form
            try:
                await to_thread(do, who, form, **named)
            except Problem as problem:
                if problem.status not in (409, 422):
                    raise
                return await self._page(who, status=problem.status, wrong=problem.code, typed=form)
            what = "on" if form.get("off") == "false" else done
            return redirect(f"{ADDRESS}?done={what}", status=303)

        return handler

    async def _page(
        self,
        who: Who,
        status: int = 200,
        done: str = "",
        wrong: str = "",
        typed: dict[str, str] | None = None,
    ) -> HTTPResponse:
        found = await to_thread(standing, self._parts)
        words = self._pages.words.opening
        page = self._pages.show(
            "opening",
            who,
            here="opening",
            standing=found,
            names=self._names,
            when=lambda at: clock_time(at, dated=True),
            day=lambda text: f"{date.fromisoformat(text):%A %-d %B %Y}",
            done=getattr(words.done, done, ""),
            wrong=getattr(words.errors, wrong, ""),
            typed=typed or {},
        )
        return html(page, status=status)
