"""The ways out of a chat: ending it, taking a copy, and leaving the page at once."""

import logging
from asyncio import to_thread, wait_for

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import html, json, redirect, text

from bot.channels.web import cookie
from bot.channels.web.chat import Chat
from bot.channels.web.rendering import Pages
from bot.refusals import wants_page
from integrations.errors import Unavailable

# Clear-Site-Data (W3C): what the browser keeps of this address, whatever page it came from.
CLEAR = '"cache", "cookies", "storage"'
REVOKED_SECONDS = 1.0
log = logging.getLogger(__name__)


class Leaving:
    def __init__(self, chat: Chat, pages: Pages, file_name: str, secure: bool) -> None:
        self._chat, self._pages, self._file_name, self._secure = chat, pages, file_name, secure

    def blueprint(self) -> Blueprint:
        routes = Blueprint("chat_leaving", url_prefix="/chat")
        routes.add_route(self.end, "/end", methods=["POST"], name="end")
        routes.add_route(self.transcript, "/transcript.txt", methods=["GET"], name="transcript")
        routes.add_route(self.leave, "/leave", methods=["POST"], name="leave")
        routes.add_route(self.left, "/leave", methods=["GET"], name="left")
        return routes

    async def end(self, request: Request) -> HTTPResponse:
        """The browser gets a new key, to save a copy with; the old one opens nothing any more."""
        secret = cookie.read_secret(request)
        resumed = await to_thread(self._chat.require, secret)
        fresh = await to_thread(self._chat.end, resumed, cookie.ENDED)
        if wants_page(request):
            answer = redirect("/chat", status=303)
        else:
            answer = json(await to_thread(self._chat.update, resumed.conversation_id))
        cookie.give(answer, fresh, self._secure)
        return answer

    async def transcript(self, request: Request) -> HTTPResponse:
        resumed = await to_thread(self._chat.require, cookie.read_secret(request))
        found = await to_thread(self._chat.update, resumed.conversation_id)
        attached = {"content-disposition": f'attachment; filename="{self._file_name}"'}
        return text(self._pages.transcript(found["messages"]), headers=attached)

    async def leave(self, request: Request) -> HTTPResponse:
        """Nothing may stand between a resident and the way out, not even a database that is slow or
        away: the browser then forgets its key at once, and the key runs out by itself."""
        revoked = to_thread(self._chat.leave, cookie.read_secret(request))
        try:
            await wait_for(revoked, REVOKED_SECONDS)
        except (Unavailable, TimeoutError) as fault:
            log.error("a session was not revoked in time: %s", type(fault).__name__)
        answer = html(self._pages.left(), headers={"clear-site-data": CLEAR})
        cookie.take_back(answer, self._secure)
        return answer

    async def left(self, _: Request) -> HTTPResponse:
        return html(self._pages.left())
