"""The live wall, as a page that loads itself again and as JSON. Supervisors only."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, json

from bot.desk.gate import Gate
from bot.desk.opening import off_now
from bot.desk.rendering import Pages
from bot.desk.roles import SUPERVISE
from bot.desk.sessions import Who
from bot.desk.shown import Names, clock_time, lasted
from bot.desk.wall import wall

AGAIN_SECONDS = 15


class WallPage:
    def __init__(self, gate: Gate, pages: Pages, names: Names) -> None:
        self._gate, self._pages, self._names = gate, pages, names

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_wall", url_prefix="/desk")
        show = self._gate.page(SUPERVISE, self.show)
        routes.add_route(show, "/wall", methods=["GET"], name="show")
        read = self._gate.api(SUPERVISE, self.read, idle=True)
        routes.add_route(read, "/api/wall", methods=["GET"], name="read")
        return routes

    async def show(self, request: Request, who: Who) -> HTTPResponse:
        found = await to_thread(wall, self._gate.parts, who)
        off = await to_thread(off_now, self._gate.parts)
        paused = request.args.get("paused") == "yes"
        page = self._pages.show(
            "wall",
            who,
            here="wall",
            found=found,
            off=off,
            names=self._names,
            lasted=lasted,
            when=clock_time,
            again=None if paused else AGAIN_SECONDS,
            warn=self._gate.parts.council.queue.warn_before_minutes,
        )
        return html(page)

    async def read(self, _: Request, who: Who) -> HTTPResponse:
        return json(await to_thread(wall, self._gate.parts, who))
