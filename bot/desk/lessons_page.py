"""The lessons as a page and as JSON, for supervisors and data protection."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, json, redirect

from bot.desk import lessons
from bot.desk.gate import Gate
from bot.desk.rendering import Pages
from bot.desk.roles import COUNT
from bot.desk.sessions import Who
from bot.desk.shown import Names
from bot.refusals import Problem
from integrations.store.lessons import DANGER, MISSED

ADDRESS = "/desk/lessons"


class LessonsPage:
    def __init__(self, gate: Gate, pages: Pages, names: Names) -> None:
        self._gate, self._pages, self._names = gate, pages, names
        self._parts = gate.parts

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_lessons", url_prefix="/desk")
        page, api = self._gate.page, self._gate.api
        one = "/lessons/<lesson_id:int>"
        routes.add_route(page(COUNT, self.show), "/lessons", methods=["GET"], name="show")
        routes.add_route(page(COUNT, self.take), one, methods=["POST"], name="take")
        routes.add_route(api(COUNT, self.read), "/api/lessons", methods=["GET"], name="read")
        routes.add_route(api(COUNT, self.decide), f"/api{one}", methods=["POST"], name="decide")
        return routes

    async def show(self, request: Request, who: Who) -> HTTPResponse:
        return await self._page(who, done=request.args.get("done") == "decided")

    async def read(self, _: Request, who: Who) -> HTTPResponse:
        return json(vars(await to_thread(lessons.listed, self._parts, who)))

    async def decide(self, request: Request, who: Who, lesson_id: int) -> HTTPResponse:
        await to_thread(lessons.decide, self._parts, who, lesson_id, request.ctx.form)
        return json({})

    async def take(self, request: Request, who: Who, lesson_id: int) -> HTTPResponse:
        form = request.ctx.form
        given = {"verdict": form.get("verdict") or form.get("meant")}
        try:
            await to_thread(lessons.decide, self._parts, who, lesson_id, given)
        except Problem as problem:
            if problem.status not in (409, 422):
                raise
            return await self._page(who, status=problem.status, wrong=problem.code)
        return redirect(f"{ADDRESS}?done=decided", status=303)

    async def _page(
        self, who: Who, status: int = 200, wrong: str = "", *, done: bool = False
    ) -> HTTPResponse:
        words = self._pages.words.learning
        page = self._pages.show(
            "lessons",
            who,
            here="lessons",
            found=await to_thread(lessons.listed, self._parts, who),
            names=self._names,
            wrong=getattr(words.errors, wrong, ""),
            done=done,
            meanings=[one for one in lessons.verdicts(MISSED) if one != lessons.DISMISSED],
            days=lessons.DAYS[DANGER],
            shown=lessons.SHOWN,
        )
        return html(page, status=status)
