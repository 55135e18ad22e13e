"""What a resident does just now, for the adviser who has the conversation: typing, and how far they
have read. While nobody has it these are taken and kept nowhere."""

from asyncio import to_thread

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty

from bot.channels.web import cookie
from bot.channels.web.chat import Chat
from bot.channels.web.reading import bad, read_object
from integrations.store import conversations, signs

TYPING_FOR = 6.0
MOST = 10**9


def chat_signs(chat: Chat) -> Blueprint:
    routes = Blueprint("chat_signs", url_prefix="/chat")

    @routes.post("/typing")
    async def typing(request: Request) -> HTTPResponse:
        await to_thread(_put, chat, cookie.read_secret(request), signs.TYPING, 0)
        return empty()

    @routes.post("/seen")
    async def seen(request: Request) -> HTTPResponse:
        seq = read_object(request.body).get("seq")
        if not isinstance(seq, int) or isinstance(seq, bool) or not 0 < seq < MOST:
            bad("seq is the number of a message.")
        await to_thread(_put, chat, cookie.read_secret(request), signs.SEEN, seq)
        return empty()

    return routes


def _put(chat: Chat, secret: str | None, kind: str, seq: int) -> None:
    conversation_id, parts = chat.require(secret).conversation_id, chat.parts
    with parts.store.begin() as tx:
        conversation = conversations.get(tx, conversation_id)
        if conversation is None or conversation.owner != conversations.ADVISER:
            return
        until = signs.ALWAYS if kind == signs.SEEN else parts.now() + TYPING_FOR
        value = min(seq, conversation.last_seq)
        signs.put(tx, conversation_id, signs.RESIDENT, kind, until, value)
    parts.bells.ring(conversation_id)
