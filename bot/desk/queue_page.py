"""The first page of the desk: who waits for a person. Who may see no conversation begins with what
they may see."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, redirect

from bot.desk.gate import ANYBODY, Gate
from bot.desk.lists import floor, lists
from bot.desk.rendering import Pages
from bot.desk.roles import READ
from bot.desk.sessions import Who
from bot.desk.shown import Names

SCRIPTS = ("desk.js", "queue.js")


class QueuePage:
    def __init__(self, gate: Gate, pages: Pages, names: Names) -> None:
        self._gate, self._pages, self._names = gate, pages, names

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_queue", url_prefix="/desk")
        show = self._gate.page(ANYBODY, self.show)
        routes.add_route(show, "/", methods=["GET"], name="show")
        return routes

    async def show(self, request: Request, who: Who) -> HTTPResponse:
        if not who.may(READ):
            return redirect("/desk/people", status=303)
        found = lists(who, await to_thread(floor, self._gate.parts, self._names))
        done = request.args.get("done") or ""
        shown = self._pages.show(
            "queue",
            who,
            here="queue",
            scripts=SCRIPTS,
            lists=found,
            now=self._gate.parts.now(),
            done=done if done in vars(self._pages.words.queue.done) else "",
        )
        return html(shown)
