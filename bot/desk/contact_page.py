"""The form for somebody who rings, comes in or writes a letter; and the same as JSON."""

from asyncio import to_thread
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, json, redirect

from actions.topics import load_topics
from bot.conversation.callers import CHANNELS
from bot.desk import contact
from bot.desk.gate import Gate
from bot.desk.rendering import Pages, Typed
from bot.desk.roles import SERVE
from bot.desk.sessions import Who
from bot.desk.shown import Names
from bot.desk.words import in_words, source
from bot.refusals import Problem


class ContactPage:
    def __init__(self, gate: Gate, pages: Pages, names: Names) -> None:
        self._gate, self._pages, self._names = gate, pages, names

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_contact", url_prefix="/desk")
        page, api = self._gate.page, self._gate.api
        routes.add_route(page(SERVE, self.ask), "/contact", methods=["GET"], name="ask")
        routes.add_route(page(SERVE, self.take), "/contact", methods=["POST"], name="take")
        routes.add_route(api(SERVE, self.begin), "/api/contact", methods=["POST"], name="begin")
        return routes

    async def ask(self, _: Request, who: Who) -> HTTPResponse:
        return self._form(who, 200)

    async def begin(self, request: Request, who: Who) -> HTTPResponse:
        return json(await to_thread(contact.begin, self._gate.parts, who, request.ctx.form))

    async def take(self, request: Request, who: Who) -> HTTPResponse:
        form = request.ctx.form
        try:
            begun = await to_thread(contact.begin, self._gate.parts, who, form)
        except Problem as fault:
            if fault.status != 422:
                raise
            return self._form(who, 422, in_words(fault, self._pages.words), form)
        return redirect(str(begun["go"]), status=303)

    def _form(
        self, who: Who, status: int, error: str = "", typed: dict[str, Any] | None = None
    ) -> HTTPResponse:
        topics = {one.intent: one.title for one in load_topics().values()}
        shown = self._pages.show(
            "contact",
            who,
            here="contact",
            channels={slug: self._names.of("channels", slug) for slug in CHANNELS},
            topics=dict(sorted(topics.items(), key=lambda one: one[1])),
            languages=source("queue")["languages"],
            later=contact.LATER,
            error=error,
            typed=Typed(typed or {}),
        )
        return html(shown, status=status)
