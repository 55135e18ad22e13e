"""Whether somebody takes work now. Who is away counts for no promise to those who wait."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, redirect

from bot.desk import given as read
from bot.desk.doors import own_address
from bot.desk.gate import Gate
from bot.desk.roles import SERVE
from bot.desk.sessions import Who
from integrations.store import audit, presence
from integrations.store.audit import Deed


class StatusPage:
    def __init__(self, gate: Gate) -> None:
        self._gate = gate

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_status", url_prefix="/desk")
        page, api = self._gate.page(SERVE, self.take), self._gate.api(SERVE, self.take_json)
        routes.add_route(page, "/status", methods=["POST"], name="take")
        routes.add_route(api, "/api/status", methods=["POST"], name="take_json")
        return routes

    async def take(self, request: Request, who: Who) -> HTTPResponse:
        await to_thread(self._become, who, request.ctx.form)
        return redirect(own_address(request.ctx.form.get("back", "")), status=303)

    async def take_json(self, request: Request, who: Who) -> HTTPResponse:
        return json({"status": await to_thread(self._become, who, request.ctx.form)})

    def _become(self, who: Who, given: dict[str, str]) -> str:
        status = read.one_of(given, "status", presence.STATUSES)
        parts = self._gate.parts
        moment = parts.moment()
        with parts.store.begin() as tx:
            presence.become(tx, who.id, status, moment)
            deed = Deed(action="status", staff_id=who.id, name=who.name, after={"status": status})
            audit.write(tx, deed, moment)
        parts.bells.ring("desk")
        return status
