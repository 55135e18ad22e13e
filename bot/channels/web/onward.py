"""Going on by phone: a code brings the conversation to the phone that sends it, or somebody who
waits is called instead."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, redirect

from bot.channels.web import cookie
from bot.channels.web.chat import Chat
from bot.channels.web.reading import read_form, read_object
from bot.conversation import calling, moving
from bot.refusals import Problem, wants_page


def chat_onward(chat: Chat) -> Blueprint:
    routes = Blueprint("chat_onward")

    @routes.post("/chat/phone")
    async def phone(request: Request) -> HTTPResponse:
        resumed = await to_thread(chat.require, cookie.read_secret(request))
        number = chat.parts.council.texting.number
        page = wants_page(request)
        code = await to_thread(moving.offer, chat.parts, resumed.conversation_id, say=page)
        if code is None:
            raise Problem(409, "closed", "This chat cannot go on by text.")
        if page:
            return redirect("/chat", status=303)
        return json({"code": code, "number": number})

    @routes.post("/chat/call-back")
    async def call_back(request: Request) -> HTTPResponse:
        resumed = await to_thread(chat.require, cookie.read_secret(request))
        page, form = wants_page(request), request.headers.get("content-type", "")
        given = read_form(request.body, form) if page else read_object(request.body)
        number = str(given.get("number") or "")
        wrong = await to_thread(calling.ask, chat.parts, resumed.conversation_id, number)
        if wrong is not None:
            status = 409 if wrong == "not_waiting" else 400
            raise Problem(status, wrong, "Nobody can be called on that now.")
        return redirect("/chat", status=303) if page else json({}, status=202)

    return routes
