"""The page that looks up a home and its bin days, beside a conversation."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html

from bot.desk import homes, item
from bot.desk.gate import Gate
from bot.desk.homes import Home
from bot.desk.rendering import Pages
from bot.desk.roles import SERVE
from bot.desk.sessions import Who
from bot.desk.shown import Names

LONGEST = 200


class HomesPage:
    def __init__(self, gate: Gate, pages: Pages, names: Names) -> None:
        self._gate, self._pages, self._names = gate, pages, names

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_homes", url_prefix="/desk")
        show = self._gate.page(SERVE, self.show)
        routes.add_route(show, "/items/<item_id:int>/home", methods=["GET"], name="show")
        return routes

    async def show(self, request: Request, who: Who, item_id: int) -> HTTPResponse:
        parts = self._gate.parts
        found = await to_thread(item.read, parts, self._names, who, item_id)
        place = (request.args.get("place") or "")[:LONGEST]
        which = (request.args.get("which") or "")[:LONGEST]
        home = await to_thread(homes.look_up, parts, place, which) if place.strip() else Home()
        days = [(name, f"{day:%A %-d %B}") for name, day in home.days]
        return html(self._pages.show("home", who, **found, home=home, place=place, days=days))
