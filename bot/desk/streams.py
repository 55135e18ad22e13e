"""The live pages of the desk as server-sent events (WHATWG HTML, section 9.2), and the same news
for a script that has to ask for it.

A stream reads the database, so it may come from any process and misses nothing. While it is open
its reader is at the desk, and keeps what they have; their session ends all the same when they have
done nothing for too long.
"""

import json
import time
from asyncio import to_thread
from collections.abc import Callable
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json as json_answer

from bot.channels.web.events import CONTENT_TYPE, HEADERS, HEARTBEAT_SECONDS
from bot.channels.web.reading import read_after
from bot.conversation.pulse import LOOK_ALL_THE_SAME
from bot.desk import sessions
from bot.desk.gate import Gate
from bot.desk.news import News, Newsroom
from bot.desk.roles import READ
from bot.desk.sessions import Who
from bot.refusals import Problem
from integrations.errors import Unavailable

HERE_SECONDS = 9.0  # below what an open page waits, so that each look may say it
IDLE_SOON = 120.0
EVERYBODY = "desk"

Look = Callable[[Who, int], News]


class Streams:
    def __init__(self, gate: Gate, news: Newsroom) -> None:
        self._gate, self._news = gate, news
        self._stopping = False

    def blueprint(self) -> Blueprint:
        routes = Blueprint("desk_streams", url_prefix="/desk/api")
        for name, handler in (
            ("events", self.queue),
            ("news", self.queue_news),
            ("queue/<item_id:int>/events", self.item),
            ("queue/<item_id:int>/news", self.item_news),
        ):
            guarded = self._gate.api(READ, handler, idle=True)
            label = handler.__name__
            routes.add_route(guarded, f"/{name}", methods=["GET"], name=label)
        here = self._gate.api(READ, self.here)
        routes.add_route(here, "/here", methods=["POST"], name="here")
        return routes

    async def here(self, request: Request, who: Who) -> HTTPResponse:
        """Somebody typed or pressed something: the session goes on."""
        await to_thread(sessions.stay, self._gate.parts, who)
        return json_answer({})

    def stop(self) -> None:
        self._stopping = True
        self._gate.parts.pulse.wake()

    async def queue(self, request: Request, who: Who) -> HTTPResponse | None:
        before: dict[str, Any] = {}

        def look(one: Who, _: int) -> News:
            found = self._news.queue(one, before.get("same"))
            before["same"] = found["same"]
            return found

        return await self._serve(request, who, None, EVERYBODY, look)

    async def item(self, request: Request, who: Who, item_id: int) -> HTTPResponse | None:
        bell = await to_thread(self._news.conversation_of, who, item_id)
        look: Look = lambda one, after: self._news.item(one, item_id, after)  # noqa: E731
        return await self._serve(request, who, item_id, bell, look)

    async def queue_news(self, request: Request, who: Who) -> HTTPResponse:
        await to_thread(self._news.here, who, None)
        return json_answer({**await to_thread(self._news.queue, who), **idle(self._gate, who)})

    async def item_news(self, request: Request, who: Who, item_id: int) -> HTTPResponse:
        after = read_after(request.args.get("after"))
        await to_thread(self._news.here, who, item_id)
        found = await to_thread(self._news.item, who, item_id, after)
        return json_answer({**found, **idle(self._gate, who)})

    async def _serve(
        self, request: Request, who: Who, item_id: int | None, bell_name: str, look: Look
    ) -> HTTPResponse | None:
        given = request.headers.get("last-event-id") or request.args.get("after")
        sender = Sender(read_after(given, "Last-Event-ID"))
        secret, here_at = self._gate.cookies.read(request), 0.0
        parts = self._gate.parts
        watched = None if item_id is None else bell_name
        with parts.bells.listen(bell_name) as bell, parts.pulse.watch(watched, bell) as watch:
            request.stream.keep_alive = False  # or an ended stream would hold up a stop
            response = await request.respond(content_type=CONTENT_TYPE, headers=HEADERS)
            await response.send("retry: 1000\n\n")
            now = who
            while not self._stopping:
                known = await self._who(secret, now)
                if known is None:
                    await response.send("event: signed_out\ndata: {}\n\n")
                    break
                now = known
                found: News | None = await to_thread(self._quietly, look, now, sender.last_id)
                watch.seen = found.get("newest", watch.seen) if found else watch.seen
                if time.monotonic() - here_at >= HERE_SECONDS:
                    here_at = time.monotonic()
                    await to_thread(self._quietly, self._news.here, now, item_id)
                if text := sender.write(found, idle(self._gate, now)):
                    await response.send(text)
                if found is not None and found.get("gone"):
                    break
                await watch.wait(LOOK_ALL_THE_SAME)
        await response.eof()
        return None

    async def _who(self, secret: str | None, before: Who) -> Who | None:
        """While the database is away nobody is signed out."""
        try:
            return await to_thread(sessions.look, self._gate.parts, secret, use=False)
        except Unavailable:
            return before

    def _quietly(self, work: Callable[..., Any], *given: Any) -> Any:
        try:
            return work(*given)
        except Unavailable:
            return None
        except Problem:
            return {"gone": True}


class Sender:
    """Turns news into the text of the stream: what is new, and now and then that we are here."""

    def __init__(self, last_id: int) -> None:
        self.last_id = last_id
        self._before: dict[str, Any] = {}
        self._sent_at = time.monotonic()

    def write(self, news: News | None, more: dict[str, Any]) -> str:
        if news is None:
            return self._still_here()
        news = {**news, **more}
        changed = {name: value for name, value in news.items() if self._is_new(name, value)}
        if news.get("same", 0) == self._before.get("same", 1):
            changed.pop("html", None)  # it differs only in the time that has passed
        self._before |= news
        self.last_id = news.get("event", self.last_id)
        for ours in ("same", "event", "newest"):
            changed.pop(ours, None)
        if not changed:
            return self._still_here()
        self._sent_at = time.monotonic()
        data = json.dumps({**changed, "event": self.last_id})
        return f"id: {self.last_id}\nevent: news\ndata: {data}\n\n"

    def _is_new(self, name: str, value: Any) -> bool:
        return bool(value) if name == "entries" else self._before.get(name) != value

    def _still_here(self) -> str:
        if time.monotonic() - self._sent_at < HEARTBEAT_SECONDS:
            return ""
        self._sent_at = time.monotonic()
        return ": still here\n\n"


def idle(gate: Gate, who: Who) -> dict[str, Any]:
    """Told only when it matters: a session about to end."""
    left = who.idle_at - gate.parts.now()
    return {"idle": left < IDLE_SOON}
