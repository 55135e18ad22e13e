"""The chat as JSON, for our own page and for any other front end (design.md, HTTP interface)."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot.channels.web import cookie
from bot.channels.web.chat import Chat
from bot.channels.web.reading import read_after, read_session


def chat_api(chat: Chat, secure: bool) -> Blueprint:
    api = Blueprint("chat_api", url_prefix="/chat")

    @api.post("/session")
    async def session(request: Request) -> HTTPResponse:
        locale = read_session(request.body)
        resumed = await to_thread(chat.resume, cookie.read_secret(request))
        if resumed is None or not resumed.open:
            opened = await to_thread(chat.begin, locale)
            answer = await conversation(chat, opened.conversation_id)
            cookie.give(answer, opened.secret, secure)
            return answer
        return await conversation(chat, resumed.conversation_id)

    @api.get("/messages")
    async def messages(request: Request) -> HTTPResponse:
        after = read_after(request.args.get("after"))
        return json(await to_thread(chat.read, cookie.read_secret(request), after))

    @api.post("/messages")
    async def send(request: Request) -> HTTPResponse:
        received = await to_thread(chat.take, cookie.read_secret(request), request.body)
        return json({"seq": received.seq}, status=202)

    return api


async def conversation(chat: Chat, conversation_id: str) -> HTTPResponse:
    found = await to_thread(chat.update, conversation_id)
    return json({"conversation": conversation_id, **found}, status=201)
