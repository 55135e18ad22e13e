"""The contact-centre desk as JSON: for now, who waits for a person.

Behind one token for the whole desk, until advisers sign in one by one.
"""

import asyncio
import hmac

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot.conversation import view
from bot.refusals import Problem
from integrations.store.session import Store


def desk_api(store: Store, token: str) -> Blueprint:
    desk = Blueprint("desk", url_prefix="/desk/api")

    @desk.on_request
    def authorise(request: Request) -> None:
        # Bytes, because compare_digest takes only ASCII text and a stranger may send any.
        given = bearer(request.headers.get("authorization", ""))
        if not token or not hmac.compare_digest(given.encode(errors="replace"), token.encode()):
            raise Problem(401, "not_authorised", "Send the desk's token: Authorization: Bearer ...")

    @desk.get("/queue")
    async def queue(_: Request) -> HTTPResponse:
        return json(await asyncio.to_thread(waiting, store))

    return desk


def bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def waiting(store: Store) -> list[dict[str, object]]:
    with store.read() as tx:
        return view.queue_items(tx)
