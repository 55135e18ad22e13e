"""Tells whoever runs the service how it is: alive, ready, and in figures.

Live touches nothing, so that a slow database never gets the process killed. Ready tries every part.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json, text

from bot.metrics import Metrics
from integrations.errors import Unavailable
from integrations.store import conversations, messages
from integrations.store.session import Moment, Store

OPENAPI = Path(__file__).parent / "openapi.yml"
MORE = (
    "channels/web/openapi.yml",
    "webhooks/openapi.yml",
    "desk/openapi.yml",
    "desk/openapi_supervisor.yml",
)
# The road hands a conversation over after 60 seconds. One that waits longer is seen by no worker.
TOO_OLD_SECONDS = 90
CHECK_SECONDS = 1.5

Check = Callable[[], bool]
Warn = Callable[[], list[str]]


def health(
    store: Store, checks: Mapping[str, Check], metrics: Metrics, warn: Warn = list
) -> Blueprint:
    routes = Blueprint("health")
    document = described()

    @routes.get("/health/live")
    async def live(_: Request) -> HTTPResponse:
        return json({"live": True})

    @routes.get("/health/ready")
    async def ready(_: Request) -> HTTPResponse:
        every = {"database": lambda: can_write(store), **checks}
        results = await asyncio.gather(*(passes(check) for check in every.values()))
        found = dict(zip(every, results, strict=True))
        age = await asyncio.to_thread(oldest_unanswered, store) if found["database"] else None
        found["answers"] = age is None or age < TOO_OLD_SECONDS
        body = {
            "ready": all(found.values()),
            "checks": found,
            "oldest_unanswered_seconds": age,
            "warnings": await asyncio.to_thread(warn),
        }
        return json(body, status=200 if body["ready"] else 503)

    @routes.get("/metrics")
    async def figures(_: Request) -> HTTPResponse:
        written = await asyncio.to_thread(metrics.write, store)
        return text(written, content_type="text/plain; version=0.0.4; charset=utf-8")

    @routes.get("/openapi.json")
    async def openapi(_: Request) -> HTTPResponse:
        return json(document)

    return routes


def described() -> Any:
    """The whole interface: each face describes its own calls."""
    document = yaml.safe_load(OPENAPI.read_text(encoding="utf-8"))
    for name in MORE:
        more = yaml.safe_load((OPENAPI.parent / name).read_text(encoding="utf-8"))
        document["paths"] |= more["paths"]
        for kind, named in more.get("components", {}).items():
            document["components"].setdefault(kind, {}).update(named)
    return document


async def passes(check: Check) -> bool:
    try:
        return await asyncio.wait_for(asyncio.to_thread(check), CHECK_SECONDS)
    except TimeoutError:
        return False


def can_write(store: Store) -> bool:
    """Takes the lock of a conversation there is not: a write that changes nothing."""
    try:
        if not store.ready():
            return False
        with store.begin() as tx:
            conversations.lock(tx, "", Moment(time.time(), ""))
    except Unavailable:
        return False
    return True


def oldest_unanswered(store: Store) -> float | None:
    now = time.time()
    with store.read() as tx:
        waiting = messages.overdue(tx, now)
    return round(now - waiting[0].since, 1) if waiting else None
