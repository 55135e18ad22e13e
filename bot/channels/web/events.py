"""The live stream of one conversation as server-sent events (WHATWG HTML, section 9.2).

A stream reads the database, so it may come from any process and miss nothing: it resumes from the
last event the browser saw. It ends when the conversation is over, and when the browser's session is
taken back, in whichever tab that happened.
"""

import json
import time
from asyncio import to_thread
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty

from bot.channels.web import cookie
from bot.channels.web.chat import Chat, News
from bot.channels.web.reading import read_after
from bot.conversation.pulse import LOOK_ALL_THE_SAME, LOOK_IN_THE_QUEUE, Watch
from bot.conversation.view import NOTHING
from bot.metrics import Metrics
from integrations.errors import Unavailable

HEARTBEAT_SECONDS = 15.0  # proxies close what is silent for long
RETRY_MILLISECONDS = 1000
CONTENT_TYPE = "text/event-stream; charset=utf-8"
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Streams:
    """The open streams. They do not end by themselves, so a process that stops ends them."""

    def __init__(self, chat: Chat, metrics: Metrics) -> None:
        self._chat = chat
        self._metrics = metrics
        self._stopping = False

    async def serve(self, request: Request) -> HTTPResponse | None:
        secret = cookie.read_secret(request)
        given = request.headers.get("last-event-id") or request.args.get("after")
        after = read_after(given, "Last-Event-ID")
        resumed = await to_thread(self._chat.require, secret)
        with self._counted(), self._watching(resumed.conversation_id) as watch:
            news = await to_thread(self._chat.news, secret, after)
            if news is None or news.is_last:
                return empty()  # 204 tells the browser not to come back
            sender = Sender(after, news.state)
            request.stream.keep_alive = False  # or an ended stream would hold up a stop
            response = await request.respond(content_type=CONTENT_TYPE, headers=HEADERS)
            await response.send(f"retry: {RETRY_MILLISECONDS}\n\n")
            while news and not news.is_last and not self._stopping:
                watch.seen = news.newest
                if text := sender.write(news):
                    await response.send(text)
                if not news.more:
                    waits = news.state["queue"] is not None
                    await watch.wait(LOOK_IN_THE_QUEUE if waits else LOOK_ALL_THE_SAME)
                news = await self._look(secret, sender.last_id, news)
        await response.eof()
        return None

    def stop(self) -> None:
        self._stopping = True
        self._chat.parts.pulse.wake()

    async def _look(self, secret: str | None, after: int, before: News) -> News | None:
        """While the database is away nothing is new: the stream stays, and looks again."""
        try:
            return await to_thread(self._chat.news, secret, after)
        except Unavailable:
            return replace(before, events=[])

    @contextmanager
    def _watching(self, conversation_id: str) -> Iterator[Watch]:
        parts = self._chat.parts
        with (
            parts.bells.listen(conversation_id) as bell,
            parts.pulse.watch(conversation_id, bell) as watch,
        ):
            yield watch

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._metrics.streams += 1
        try:
            yield
        finally:
            self._metrics.streams -= 1


class Sender:
    """Turns news into the text of the stream, and knows what the browser has by now."""

    def __init__(self, last_id: int, state: dict[str, Any]) -> None:
        self.last_id = last_id
        self._state = state
        self._doing = dict(NOTHING)
        self.sent_at = time.monotonic()

    def write(self, news: News) -> str:
        parts = []
        for event in news.events:
            self.last_id = event["id"]
            parts.append(write_event(event["id"], event["event"], event["data"]))
        # A place in the queue changes when others leave it, which is no event of this conversation.
        told = any(event["event"] == "state" for event in news.events)
        if news.state != self._state and not told:
            parts.append(write_event(self.last_id, "state", news.state))
        self._state = news.state
        if news.doing != self._doing:
            parts.append(write_event(self.last_id, "doing", news.doing))
        self._doing = news.doing
        if parts:
            self.sent_at = time.monotonic()
        elif time.monotonic() - self.sent_at >= HEARTBEAT_SECONDS:
            self.sent_at = time.monotonic()
            parts.append(": still here\n\n")
        return "".join(parts)


def write_event(number: int, name: str, data: object) -> str:
    """JSON has no line breaks of its own, so one data line holds it."""
    return f"id: {number}\nevent: {name}\ndata: {json.dumps(data)}\n\n"


def chat_events(streams: Streams) -> Blueprint:
    events = Blueprint("chat_events", url_prefix="/chat")
    events.add_route(streams.serve, "/events", methods=["GET"], name="events")
    return events
