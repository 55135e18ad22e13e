"""The desk's lists as JSON, for its own pages and for other programs.

A program has one token for all of them; somebody who is signed in needs none.
"""

import asyncio
import hmac

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot.conversation import view
from bot.desk.gate import Gate, Handler
from bot.desk.roles import READ
from bot.refusals import Problem
from integrations.store.session import Store


def desk_api(gate: Gate) -> Blueprint:
    desk = Blueprint("desk", url_prefix="/desk/api")
    store, token = gate.parts.store, gate.parts.settings.desk_token

    def for_both(handler: Handler) -> Handler:
        signed_in = gate.api(READ, handler)

        async def authorised(request: Request) -> HTTPResponse | None:
            if "authorization" not in request.headers and gate.cookies.read(request):
                return await signed_in(request)
            # Bytes, because compare_digest takes only ASCII text and a stranger may send any.
            given = bearer(request.headers.get("authorization", "")).encode(errors="replace")
            if not token or not hmac.compare_digest(given, token.encode()):
                said = "Sign in, or send the desk's token: Authorization: Bearer ..."
                raise Problem(401, "not_authorised", said)
            return await handler(request)

        return authorised

    async def queue(_: Request, **__: object) -> HTTPResponse:
        return json(await asyncio.to_thread(waiting, store))

    async def morning(_: Request, **__: object) -> HTTPResponse:
        return json(await asyncio.to_thread(not_closed, store))

    desk.add_route(for_both(queue), "/queue", methods=["GET"], name="queue")
    desk.add_route(for_both(morning), "/morning", methods=["GET"], name="morning")
    return desk


def bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def waiting(store: Store) -> list[dict[str, object]]:
    with store.read() as tx:
        return view.queue_items(tx)


def not_closed(store: Store) -> list[dict[str, object]]:
    with store.read() as tx:
        return view.morning_list(tx)
