"""The council's push of updates: the entries of its `servicerequestupdates` feed, as they happen.

Taken as a form, as mySociety's receivers take them, or as JSON in the shape of the feed: one entry
or a list. Everything is stored before the 200; the same entry again is a no-op, so a council that
is not sure may send it again.
"""

import hmac
from asyncio import to_thread
from json import loads
from typing import Any
from urllib.parse import parse_qs

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from bot.conversation import following
from bot.conversation.parts import Parts
from bot.refusals import Problem
from integrations.errors import Unreadable
from integrations.open311 import contract
from integrations.open311.contract import Update

MOST_ENTRIES = 1000
MOST_FIELDS = 100
Body = dict[str, Any] | list[Any]


def open311_webhooks(parts: Parts) -> Blueprint:
    hooks = Blueprint("open311_webhooks", url_prefix="/webhooks/open311")
    key = parts.settings.open311_updates_key
    jurisdiction = parts.settings.open311_jurisdiction

    @hooks.post("/updates")
    async def updates(request: Request) -> HTTPResponse:
        body = read(request)
        check(request, body, key)
        given = body.get("jurisdiction_id") if isinstance(body, dict) else None
        if jurisdiction and given and given != jurisdiction:
            raise Problem(404, "not_found", "This jurisdiction is not ours.")
        found = entries(body)
        await to_thread(following.keep, parts, found)
        return json([{"update_id": one.update_id} for one in found])

    return hooks


def check(request: Request, body: Body, key: str) -> None:
    """The key, as `api_key` in the form, the object or the query, or as a bearer token. It is
    compared in constant time; without one set nobody may call."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    named = body.get("api_key") if isinstance(body, dict) else None
    given = str(named or request.args.get("api_key") or "")
    if scheme.lower() == "bearer":
        given = given or bearer
    if not key or not hmac.compare_digest(given.encode(), key.encode()):
        raise Problem(403, "forbidden", "This key is not ours.")


def read(request: Request) -> Body:
    if "json" in request.headers.get("content-type", ""):
        try:
            found = loads(request.body.decode("utf-8"))
        except (ValueError, RecursionError) as fault:
            raise Problem(400, "bad_request", "The body is not JSON.") from fault
        if not isinstance(found, dict | list):
            raise Problem(400, "bad_request", "The body is no update.")
        return found
    try:
        text = request.body.decode("utf-8")
        form = parse_qs(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as fault:
        raise Problem(400, "bad_request", "The body is not a form.") from fault
    return {name: values[0] for name, values in form.items()}


def entries(body: Body) -> list[Update]:
    """All of them, or none when one cannot be read: then the sender is told."""
    wrapped = body.get("service_requests_updates") if isinstance(body, dict) else None
    rows = body if isinstance(body, list) else wrapped if isinstance(wrapped, list) else [body]
    if not 0 < len(rows) <= MOST_ENTRIES or not all(isinstance(one, dict) for one in rows):
        raise Problem(400, "bad_request", "The body is no list of updates.")
    try:
        return [contract.update(one) for one in rows]
    except Unreadable as fault:
        raise Problem(400, "bad_request", fault.detail) from fault
