"""The question after a chat: whether it is asked, and its answer, from a form or a program."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, redirect

from bot.channels.web import cookie
from bot.channels.web.chat import Chat
from bot.channels.web.reading import bad, read_form, read_object
from bot.conversation import rating
from bot.refusals import Problem, wants_page


def chat_rating(chat: Chat) -> Blueprint:
    routes = Blueprint("chat_rating")

    @routes.get("/chat/rating")
    async def ask(request: Request) -> HTTPResponse:
        resumed = await to_thread(chat.require, cookie.read_secret(request))
        return json({"ask": await to_thread(rating.asks, chat.parts, resumed.conversation_id)})

    @routes.post("/chat/rating")
    async def answer(request: Request) -> HTTPResponse:
        resumed = await to_thread(chat.require, cookie.read_secret(request))
        page, kind = wants_page(request), request.headers.get("content-type", "")
        given = read_form(request.body, kind) if page else read_object(request.body)
        score = str(given.get("score") or "")
        if score not in map(str, rating.SCORES):
            bad("score is a number from 1 to 5.")
        kept = await to_thread(rating.rate, chat.parts, resumed.conversation_id, int(score))
        if page:
            return redirect("/chat?thanks=1" if kept else "/chat", status=303)
        if not kept:
            raise Problem(409, "not_asked", "It is not asked, or was answered.")
        return json({}, status=202)

    return routes
