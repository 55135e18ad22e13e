"""The chat as a plain page of forms, which works without JavaScript.

A form is answered by a redirect to the page, so that a reload never sends anything again.
"""

import hashlib
import secrets
import time
from asyncio import to_thread
from dataclasses import dataclass, replace
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, redirect

from bot.channels.web import cookie
from bot.channels.web.chat import Chat
from bot.channels.web.reading import Sent, read_after, read_form
from bot.channels.web.rendering import Extras, Pages, View, is_pending
from bot.conversation import rating
from bot.conversation.text import clean, is_empty
from bot.refusals import Problem

# Most answers come within this time, and the page then shows them at once.
ANSWER_SECONDS = 1.5
START = {"owner": "assistant", "queue": None, "open": True}


@dataclass(frozen=True)
class Place:
    """The conversation a form goes to, and the secret for the cookie when it was just begun."""

    conversation_id: str
    secret: str | None = None


class ChatPage:
    def __init__(self, chat: Chat, pages: Pages, words: Any, secure: bool) -> None:
        self._chat, self._pages, self._words, self._secure = chat, pages, words, secure

    def blueprint(self) -> Blueprint:
        routes = Blueprint("chat_page", url_prefix="/chat")
        routes.add_route(self.show, "/", methods=["GET"], name="show")
        routes.add_route(self.send, "/", methods=["POST"], name="send")
        return routes

    async def show(self, request: Request) -> HTTPResponse:
        looked = read_after(request.args.get("looked"), "looked")
        view = await to_thread(self._view, cookie.read_secret(request))
        extras = Extras(looked=looked, thanks="thanks" in request.args, nonce=nonce())
        return html(self._pages.chat(view, extras))

    async def send(self, request: Request) -> HTTPResponse:
        form = read_form(request.body, request.headers.get("content-type", ""))
        if "person" in form:
            form["text"] = self._words.person.message
        secret = cookie.read_secret(request)
        try:
            return await self._say(form, secret)
        except Problem as problem:
            return await self._explain(problem, form, secret)

    async def _say(self, form: dict[str, str], secret: str | None) -> HTTPResponse:
        if not form.keys() & {"choice", "again"} and is_empty(clean(form.get("text", ""))):
            raise Problem(400, "empty", "The message has no text.")
        place = await to_thread(self._place, form, secret)
        here = "/chat"
        if "again" not in form:
            received = await to_thread(self._chat.say, place.conversation_id, read_sent(form))
            await self._wait(place.conversation_id)
            here = f"/chat#m{received.seq}"
        answer = redirect(here, status=303)
        if place.secret:
            cookie.give(answer, place.secret, self._secure)
        return answer

    def _place(self, form: dict[str, str], secret: str | None) -> Place:
        """A conversation that is over, or a session that has run out, loses nobody's words: they
        begin a new one."""
        resumed = self._chat.resume(secret)
        if resumed and resumed.open:
            return Place(resumed.conversation_id)
        if "choice" in form:
            raise Problem(401, "no_session", "The question belongs to a chat that is over.")
        opened = self._chat.begin()
        return Place(opened.conversation_id, opened.secret)

    async def _explain(
        self, problem: Problem, form: dict[str, str], secret: str | None
    ) -> HTTPResponse:
        words = vars(self._words.errors)
        view = await to_thread(self._view, secret)
        typed = "" if form.keys() & {"choice", "person"} else form.get("text", "")
        extras = Extras(words.get(problem.code, words["unknown"]), typed, nonce=nonce())
        return html(self._pages.chat(view, extras), status=problem.status)

    async def _wait(self, conversation_id: str) -> None:
        until = time.monotonic() + ANSWER_SECONDS
        with self._chat.parts.bells.listen(conversation_id) as bell:
            while (left := until - time.monotonic()) > 0:
                if not is_pending(await to_thread(self._seen, conversation_id)):
                    return
                await bell.wait(min(left, 0.25))

    def _view(self, secret: str | None) -> View:
        resumed = self._chat.resume(secret)
        if resumed is None:
            return View([self._welcome()], START, started=False)
        view = self._seen(resumed.conversation_id)
        if view.state["open"]:
            return view
        rate = rating.asks(self._chat.parts, resumed.conversation_id)
        said = [] if cookie.is_ended(secret) else view.messages
        return replace(view, messages=said, event=view.event if said else 0, rate=rate)

    def _seen(self, conversation_id: str) -> View:
        event = self._chat.last_event(conversation_id)  # first: what comes in between is sent again
        found = self._chat.update(conversation_id)
        return View(found["messages"], found["state"], event=event)

    def _welcome(self) -> dict[str, Any]:
        """What a chat opens with, shown before there is one: looking at the page keeps nothing."""
        parts = self._chat.parts
        welcome = parts.words.say("welcome")
        return {
            "seq": 0,
            "from": "assistant",
            "name": None,
            "text": welcome,
            "choices": [],
            "image": None,
            "at": parts.moment().at,
        }


def read_sent(form: dict[str, str]) -> Sent:
    """Pressing a button twice on one page sends once. The words are part of the id, because a page
    that was kept by the browser can send different words with the same hidden field."""
    content = form.get("choice") or form.get("text", "")
    digest = hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()
    client_id = f"{form.get('client_id') or nonce()}-{digest[:16]}"
    if "choice" in form:
        return Sent(client_id, choice=form["choice"])
    return Sent(client_id, text=form["text"])


def nonce() -> str:
    return secrets.token_hex(16)
