"""The engine's only door: `POST /webhooks/doorstep/turns`, spoken by integrations/assistant.

A turn already in the tracker answers with the replies it had and runs nothing. A turn that fails
leaves no trace and may be sent again. Resident text is never a command; a choice arrives as the
payload we stored when we offered it, and is taken as understood.
"""

import asyncio
import hmac
import logging
from typing import Any
from weakref import WeakValueDictionary

from rasa.core.channels.channel import InputChannel
from rasa.core.processor import MessageProcessor
from sanic import Blueprint, HTTPResponse, Request, json
from sanic.exceptions import BadRequest, PayloadTooLarge

from bot.engine import clean
from bot.engine.patches import TurnFailed
from bot.engine.turn import BadTurn, Turn, heard, later, replies, run, slots

log = logging.getLogger(__name__)


class TurnInput(InputChannel):
    """Takes turns, one at a time for each conversation."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._taking: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    @classmethod
    def name(cls) -> str:
        """Names the address: /webhooks/doorstep."""
        return "doorstep"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> "TurnInput":
        """Made from what credentials.yml says."""
        token = (credentials or {}).get("token")
        if not token:
            cls.raise_missing_credentials_exception()
        return cls(token)

    def blueprint(self, on_new_message: Any) -> Blueprint:
        """The routes of the channel."""
        routes = Blueprint("doorstep")
        routes.post("/turns")(self._turns)
        routes.get("/ready")(self._ready)
        routes.exception(BadTurn, BadRequest)(_bad_turn)
        routes.exception(clean.TooLong, PayloadTooLarge)(_too_long)
        routes.exception(Exception)(_failed)
        return routes

    async def _turns(self, request: Request) -> HTTPResponse:
        if not authorised(request, self._token):
            return json({"error": "unauthorised"}, 401)
        turn = read_turn(request)
        lock = self._taking.setdefault(turn.conversation, asyncio.Lock())
        try:
            async with lock:
                return await _take(request.app.ctx.agent.processor, turn)
        except TurnFailed as error:
            return _failed(request, error)

    async def _ready(self, request: Request) -> HTTPResponse:
        if not authorised(request, self._token):
            return json({"error": "unauthorised"}, 401)
        request.app.ctx.agent.tracker_store.ping()
        return json({"ready": True})


async def _take(processor: MessageProcessor, turn: Turn) -> HTTPResponse:
    tracker = await processor.get_tracker(turn.conversation)
    said = replies(tracker, turn.id)
    again = said is not None
    if not again:
        tracker = await run(processor, tracker, turn)
    body = {
        "turn": turn.id,
        "again": again,
        "replies": replies(tracker, turn.id) or [],
        "active_loop": tracker.active_loop_name,
        "slots": slots(tracker),
        "later": later(tracker, turn.id),
        "heard": heard(tracker, turn.id),
    }
    return json(body)


def read_turn(request: Request) -> Turn:
    """The turn in a request's body.

    Raises:
        BadTurn: it is not one.
        TooLong: its text is longer than the engine reads.
    """
    body = request.json
    if not isinstance(body, dict):
        raise BadTurn("the body is not a JSON object")
    for name in ("conversation", "turn", "channel"):
        if not isinstance(body.get(name), str) or not clean.NAME.fullmatch(body[name]):
            raise BadTurn(f"{name} is missing or is not a name")
    said, payload = body.get("text"), body.get("payload")
    if isinstance(said, str) == isinstance(payload, str):
        raise BadTurn("a turn has either a text or a payload")
    messages = body.get("messages") or []
    if not isinstance(messages, list) or not all(type(each) is int for each in messages):
        raise BadTurn("messages is not a list of numbers")
    text = "" if isinstance(payload, str) else clean.text(said)
    names = (body["conversation"], body["turn"], body["channel"])
    question, meant = read_question(body.get("question")), body.get("meant")
    if meant is not None and not isinstance(meant, str):
        raise BadTurn("meant is not the name of an intent")
    safe = body.get("safe") is True
    return Turn(*names, text, payload, tuple(messages), safe, question, meant)


def read_question(given: Any) -> dict[str, Any] | None:
    """What news asked the resident last: the form and the slot to take the answer by.

    Raises:
        BadTurn: it is no such thing.
    """
    if given is None:
        return None
    named = isinstance(given, dict) and all(
        isinstance(given.get(name), str) and clean.NAME.fullmatch(given[name])
        for name in ("form", "slot")
    )
    if not named or not isinstance(given.get("slots"), dict):
        raise BadTurn("question is no form, slot and slots")
    return dict(given)


def authorised(request: Request, token: str) -> bool:
    """Whether the caller has the engine's token, as a bearer or, as Rasa has it, in `?token=`."""
    given = request.token or request.args.get("token") or ""
    return hmac.compare_digest(given.encode(), token.encode())


def _bad_turn(_request: Request, error: Exception) -> HTTPResponse:
    detail = str(error) if isinstance(error, BadTurn) else "the body is not JSON"
    return json({"error": "bad_turn", "detail": detail}, 422)


def _too_long(_request: Request, _error: Exception) -> HTTPResponse:
    return json({"error": "too_long", "detail": "over 1,000 characters or 200 words"}, 413)


def _failed(_request: Request, error: BaseException) -> HTTPResponse:
    log.error("A turn failed; nothing of it was kept.", exc_info=error)
    detail = str(error) if isinstance(error, TurnFailed) else type(error).__name__
    return json({"error": "turn_failed", "detail": detail}, 503)
