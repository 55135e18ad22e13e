"""Reads what a provider posted: tolerant of what is new, strict where it must be right."""

import json
from asyncio import gather, get_running_loop
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.conversation.phones import Replayed
from bot.conversation.rush import Rush
from bot.refusals import Problem

TAKEN_AT_ONCE = 2
"""More threads would only wait for each other: for the database, and for the interpreter."""

_takers = ThreadPoolExecutor(TAKEN_AT_ONCE, "hooks")


def read_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise Problem(400, "bad_request", "The body is not JSON.") from fault
    if not isinstance(value, dict):
        raise Problem(400, "bad_request", "The body is not a JSON object.")
    return value


def text_in(told: dict[str, Any], name: str) -> str:
    value = told.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= 200 or not value.isprintable():
        raise Problem(400, "bad_request", f"{name} is not a text.")
    return value


async def take_each(rush: Rush, works: Iterable[Callable[[], object]]) -> None:
    """One that cannot be kept loses none of the others. The provider is told that something went
    wrong and brings all of them again; what is here already is taken for what it is."""
    failed: BaseException | None = None
    loop = get_running_loop()
    for work in works:
        with rush.arriving():
            (outcome,) = await gather(loop.run_in_executor(_takers, work), return_exceptions=True)
        failed = outcome if isinstance(outcome, BaseException) else failed
    if isinstance(failed, Replayed):
        raise Problem(403, "forbidden", "This was brought to us long ago.") from failed
    if failed is not None:
        raise failed
