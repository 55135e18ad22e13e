"""Photos over HTTP: sent by the resident, shown to them, and to whoever has a signed address."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import NotFound
from sanic.request import File
from sanic.response import json, raw, redirect

from bot.channels.web import cookie
from bot.channels.web.chat import CONFLICTS, Chat
from bot.channels.web.page import nonce
from bot.channels.web.reading import read_id
from bot.conversation import photos
from bot.conversation.photos import Shown
from bot.conversation.receive import WEB, BadMessage, Received
from bot.refusals import Problem, wants_page

TOO_LARGE = "photo_large"
PRIVATE = {"cache-control": "private, max-age=600"}


class PhotoApi:
    def __init__(self, chat: Chat, secure: bool) -> None:
        self._chat, self._secure = chat, secure

    def blueprint(self) -> Blueprint:
        routes = Blueprint("chat_photos")
        routes.add_route(self.send, "/chat/photos", methods=["POST"], name="send")
        routes.add_route(self.show, "/chat/photos/<photo:str>", methods=["GET"], name="show")
        routes.add_route(
            self.public,
            "/media/<photo:str>/<until:int>/<signature:str>",
            methods=["GET"],
            name="public",
        )
        return routes

    async def send(self, request: Request) -> HTTPResponse:
        """With a cookie, or from the page's form without JavaScript, which may begin a chat."""
        page = wants_page(request)
        secret = cookie.read_secret(request)
        resumed = await to_thread(self._chat.resume, secret) if secret else None
        opened = None
        if page and (resumed is None or not resumed.open):
            opened = await to_thread(self._chat.begin)
        elif resumed is None:
            resumed = await to_thread(self._chat.require, secret)
        conversation = (
            opened.conversation_id if opened else str(resumed and resumed.conversation_id)
        )
        client_id = read_id(request.form.get("client_id") or (page and nonce()), "client_id")
        received = await to_thread(self._keep, conversation, photo_of(request), client_id)
        if not page:
            return json({"seq": received.seq}, status=202)
        answer = redirect(f"/chat#m{received.seq}", status=303)
        if opened:
            cookie.give(answer, opened.secret, self._secure)
        return answer

    def _keep(self, conversation: str, data: bytes, client_id: str) -> Received:
        try:
            key = f"{WEB}:{conversation}:{client_id}"
            return photos.keep(self._chat.parts, conversation, data, key)
        except BadMessage as fault:
            status = 409 if fault.code in CONFLICTS else 413 if fault.code == TOO_LARGE else 400
            raise Problem(status, fault.code, fault.detail) from fault

    async def show(self, request: Request, photo: str) -> HTTPResponse:
        resumed = await to_thread(self._chat.require, cookie.read_secret(request))
        parts = self._chat.parts
        found = await to_thread(photos.of_conversation, parts, resumed.conversation_id, photo)
        return shown(found)

    async def public(
        self, request: Request, photo: str, until: int, signature: str
    ) -> HTTPResponse:
        name = signature.removesuffix(".jpg")
        return shown(await to_thread(photos.signed, self._chat.parts, photo, until, name))


def photo_of(request: Request) -> bytes:
    files = request.files or {}
    given = files.get("photo")
    if not isinstance(given, File) or not given.body:
        raise Problem(400, "photo_none", "The form has no file called photo.")
    return bytes(given.body)


def shown(found: Shown | None) -> HTTPResponse:
    if found is None:
        raise NotFound("There is no such photo.")
    return raw(found.data, content_type=found.kind, headers=PRIVATE)
