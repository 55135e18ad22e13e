"""The pages of one conversation, and the forms on them. They are whole without JavaScript: a form
that is refused comes back with what was typed, and with why."""

import json
import secrets
from asyncio import to_thread
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.response import html, raw, redirect

from actions.report.kinds import load_kinds
from bot.conversation import photos
from bot.desk import claiming, handback, item, limits, replies, requesting
from bot.desk.commands import COMMANDS, Command
from bot.desk.gate import Gate, Handler
from bot.desk.rendering import Pages, Typed
from bot.desk.roles import READ, SERVE
from bot.desk.sessions import Who
from bot.desk.shown import Names
from bot.desk.words import codes, in_words, source
from bot.refusals import Problem

PRIVATE = {"cache-control": "private, max-age=600"}
SCRIPTS = ("desk.js", "item.js")
FORMS = {
    "transfer": "transfer",
    "wrap-up": "wrap_up",
    "give-back": "give_back",
    "request": "request",
    "needs": "needs",
}


class ItemsPage:
    def __init__(self, gate: Gate, pages: Pages, names: Names) -> None:
        self._gate, self._pages, self._names = gate, pages, names
        self._parts = gate.parts

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_item_pages", url_prefix="/desk")
        show = self._gate.page(READ, self.show)
        routes.add_route(show, "/items/<item_id:int>", methods=["GET"], name="show")
        following = self._gate.page(SERVE, self.take_next)
        routes.add_route(following, "/next", methods=["POST"], name="next")
        photo = self._gate.page(READ, self.photo)
        routes.add_route(photo, "/photos/<photo_id:str>", methods=["GET"], name="photo")
        for path, page in FORMS.items():
            handler = self._gate.page(SERVE, self.asks(page))
            at = f"/items/<item_id:int>/{path}"
            routes.add_route(handler, at, methods=["GET"], name=page)
        for name, command in COMMANDS.items():
            handler = self._gate.page(command.may, self.does(command))
            at = f"/items/<item_id:int>/{name}"
            label = f"do_{name.replace('-', '_')}"
            routes.add_route(handler, at, methods=["POST"], name=label)
        return routes

    async def show(self, request: Request, who: Who, item_id: int) -> HTTPResponse:
        await to_thread(item.looked, self._parts, who, item_id)
        chosen = request.args.get("reply")
        return await self._page("item", who, item_id, chosen=chosen)

    def asks(self, page: str) -> Handler:
        async def handler(request: Request, who: Who, item_id: int) -> HTTPResponse:
            asked = await to_thread(self._asked, page, request.args.get("kind"))
            return await self._page(page, who, item_id, **asked)

        return handler

    def _approved(self) -> str:
        """What may still be sent on WhatsApp after 24 hours; nothing where none is approved."""
        approved = self._parts.settings.whatsapp_template
        return self._parts.phone_words.label("template") if approved else ""

    def _asked(self, page: str, kind: object) -> dict[str, Any]:
        """The council's own questions, once it is known what the request is about."""
        known = {one.kind: one for one in load_kinds().values()}
        if page != "request" or kind not in known:
            return {}
        chosen = known[str(kind)]
        _, questions = requesting.questions(self._parts, chosen)
        return {"kind": chosen, "questions": questions}

    def does(self, command: Command) -> Handler:
        async def handler(request: Request, who: Who, item_id: int) -> HTTPResponse:
            form = request.ctx.form
            try:
                done = await to_thread(command.do, self._parts, who, item_id, form)
            except Problem as fault:
                if fault.status == 404:
                    raise
                return await self._refused(command, who, item_id, form, fault)
            return redirect(str(done.get("go") or f"/desk/items/{item_id}"), status=303)

        return handler

    async def take_next(self, request: Request, who: Who) -> HTTPResponse:
        try:
            taken = await to_thread(claiming.take_next, self._parts, who)
        except Problem as fault:
            if fault.code not in ("nobody_waits", limits.FULL, limits.AFTER_CRISIS):
                raise
            return redirect(f"/desk?done={fault.code}", status=303)
        return redirect(str(taken["go"]), status=303)

    async def photo(self, request: Request, who: Who, photo_id: str) -> HTTPResponse:
        found = await to_thread(photos.for_staff, self._parts, photo_id)
        if found is None:
            raise NotFound("There is no such photo.")
        return raw(found.data, content_type=found.kind, headers=PRIVATE)

    async def _refused(
        self, command: Command, who: Who, item_id: int, form: dict[str, str], fault: Problem
    ) -> HTTPResponse:
        said = self.error(fault)
        name = "note" if command is COMMANDS["notes"] else "text"
        typed = Typed({**form, name: form.get("text", "")}) if command.page == "item" else form
        if command.page == "item" and name == "note":
            typed = Typed({"note": form.get("text", "")})
        asked = await to_thread(self._asked, command.page, form.get("kind"))
        return await self._page(
            command.page,
            who,
            item_id,
            **asked,
            status=fault.status,
            error=said,
            typed=Typed(typed),
            places=fault.more.get("places", []),
        )

    def error(self, fault: Problem) -> str:
        """Why it was refused, in words for whoever typed it."""
        return in_words(fault, self._pages.words)

    async def _page(
        self, page: str, who: Who, item_id: int, status: int = 200, chosen: str | None = None,
        **values: Any,
    ) -> HTTPResponse:  # fmt: skip
        found = await to_thread(item.read, self._parts, self._names, who, item_id)
        ready = replies.for_item(who, self._parts.council, found)
        inserted = next((one["text"] for one in ready if one["id"] == chosen), None)
        if inserted is not None:
            values.setdefault("typed", Typed({"text": inserted}))
        shown = {
            **found,
            "replies": ready,
            "nonce": secrets.token_hex(16),
            "state_json": json.dumps(found["state"]),
            "script_words": json.dumps(source("item"), ensure_ascii=False),
            "teams": self._parts.council.teams,
            "codes": codes(),
            "steps": source("safety")["steps"],
            "kinds": load_kinds().values(),
            "tasks": handback.choices(),
            "needs_outcome": bool(found["safety"]) and not found["safety"]["outcome"],
            "places": [],
            "kind": None,
            "approved": self._approved(),
            "questions": (),
            "every_need": source("needs")["needs"],
            "languages": source("queue")["languages"],
            "scripts": SCRIPTS if page == "item" else (),
            **values,
        }
        return html(self._pages.show(page, who, **shown), status=status)
