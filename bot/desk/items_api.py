"""The desk's JSON for one item: read it, and do what commands.py names."""

from asyncio import to_thread
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot.desk import claiming, item, neutral
from bot.desk.commands import COMMANDS, Command
from bot.desk.gate import Gate, Handler
from bot.desk.roles import READ, SERVE
from bot.desk.sessions import Who
from bot.desk.shown import Names


class ItemsApi:
    def __init__(self, gate: Gate, names: Names) -> None:
        self._gate, self._names = gate, names

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_items", url_prefix="/desk/api/queue")
        read = self._gate.api(READ, self.read)
        routes.add_route(read, "/<item_id:int>", methods=["GET"], name="read")
        outside = self._gate.api(READ, self.handover)
        routes.add_route(outside, "/<item_id:int>/handover", methods=["GET"], name="handover")
        following = self._gate.api(SERVE, self.take_next)
        routes.add_route(following, "/next", methods=["POST"], name="next")
        for name, command in COMMANDS.items():
            handler = self._gate.api(command.may, self.does(command), idle=command.beside)
            path = f"/<item_id:int>/{name}"
            routes.add_route(handler, path, methods=["POST"], name=name.replace("-", "_"))
        return routes

    async def read(self, request: Request, who: Who, item_id: int) -> HTTPResponse:
        parts = self._gate.parts
        found = await to_thread(item.read, parts, self._names, who, item_id)
        await to_thread(item.looked, parts, who, item_id)
        return json(found)

    async def handover(self, request: Request, who: Who, item_id: int) -> HTTPResponse:
        """As any other desk would be handed it."""
        parts = self._gate.parts
        found = await to_thread(neutral.document, parts, self._names, who, item_id)
        await to_thread(item.looked, parts, who, item_id)
        return json(found.as_json())

    async def take_next(self, request: Request, who: Who) -> HTTPResponse:
        return json(await to_thread(claiming.take_next, self._gate.parts, who))

    def does(self, command: Command) -> Handler:
        async def handler(request: Request, who: Who, item_id: int, **_: Any) -> HTTPResponse:
            parts, given = self._gate.parts, request.ctx.form
            return json(await to_thread(command.do, parts, who, item_id, given))

        return handler
