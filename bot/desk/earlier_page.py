"""An earlier conversation of the same resident, for who deals with the present one. Where somebody
was in danger, the reader says why first; every reading is written down."""

from asyncio import to_thread
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html

from bot.desk import entries, holding
from bot.desk.gate import Gate
from bot.desk.rendering import Pages
from bot.desk.roles import READ
from bot.desk.sessions import Who
from bot.refusals import Problem
from integrations.store import audit, conversations

MOST = 20


class EarlierPage:
    def __init__(self, gate: Gate, pages: Pages) -> None:
        self._gate, self._pages = gate, pages

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_earlier", url_prefix="/desk")
        at = "/items/<item_id:int>/earlier/<conversation:str>"
        for method, handler in (("GET", self.ask), ("POST", self.read)):
            guarded = self._gate.page(READ, handler)
            routes.add_route(guarded, at, methods=[method], name=handler.__name__)
        return routes

    async def ask(
        self, request: Request, who: Who, item_id: int, conversation: str
    ) -> HTTPResponse:
        return await self._show(who, item_id, conversation, "")

    async def read(
        self, request: Request, who: Who, item_id: int, conversation: str
    ) -> HTTPResponse:
        reason = str(request.ctx.form.get("reason", "")).strip()
        return await self._show(who, item_id, conversation, reason)

    async def _show(self, who: Who, item_id: int, conversation: str, reason: str) -> HTTPResponse:
        found = await to_thread(self._find, who, item_id, conversation, reason)
        return html(self._pages.show("earlier", who, item_id=item_id, **found))

    def _find(self, who: Who, item_id: int, wanted: str, reason: str) -> dict[str, Any]:
        parts, moment = self._gate.parts, self._gate.parts.moment()
        with parts.store.begin() as tx:
            item = holding.find(tx, who, item_id)
            now = conversations.get(tx, item.conversation_id)
            known = conversations.earlier(tx, now, MOST) if now else []
            if wanted not in [one.id for one in known]:
                raise Problem(404, "not_found", "There is no such conversation.")
            sensitive = conversations.had_alarm(tx, wanted)
            if sensitive and not reason:
                return {"conversation": wanted, "asks": True, "entries": []}
            rows = entries.of_conversation(tx, wanted)
            deed = audit.Deed(
                action="looked",
                staff_id=who.id,
                name=who.name,
                conversation_id=wanted,
                subject=f"from item {item_id}",
                reason=reason or None,
            )
            audit.write(tx, deed, moment)
        return {"conversation": wanted, "asks": False, "entries": rows}
