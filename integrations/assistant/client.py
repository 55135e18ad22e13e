"""Our own Rasa, behind its own input channel. Sending a turn again is always safe: the engine
answers a turn it has already taken with the stored replies, and runs nothing."""

from typing import Any
from urllib.parse import quote

from integrations.assistant.contract import BotReply, Button, Second, Turn, TurnResult, Understood
from integrations.client import ApiClient, Budget, Reply
from integrations.errors import IntegrationError, Unavailable, Unreadable

SYSTEM = "assistant"


class Assistant:
    def __init__(self, api: ApiClient, token: str = "") -> None:
        self._api = api
        self._token = quote(token, safe="")

    def turn(self, turn: Turn) -> TurnResult:
        """Raises Unavailable when the turn was not taken, or when it would leave the resident
        without an answer."""
        return read_result(self._api.post_json("webhooks/doorstep/turns", turn.as_json()), turn)

    def parse(self, text: str) -> dict[str, Any]:
        """What the model makes of a message, without a conversation."""
        found = self._api.post_json(f"model/parse?token={self._token}", {"text": text}).json()
        if not isinstance(found, dict):
            raise Unreadable(SYSTEM, "a parsed message is not an object")
        return found

    def ready(self) -> bool:
        """Whether it would take a turn: a model is loaded, and its tracker store answers."""
        try:
            self._api.get("webhooks/doorstep/ready")
        except IntegrationError:
            return False
        return True


def connect(url: str, token: str) -> Assistant:
    bearer = {"Authorization": f"Bearer {token}"}
    return Assistant(ApiClient(SYSTEM, url, Budget.ENGINE, headers=bearer), token)


def read_result(reply: Reply, turn: Turn) -> TurnResult:
    answer = reply.json()
    try:
        if answer["turn"] != turn.turn:
            raise Unreadable(SYSTEM, "the answer is to another turn")
        result = TurnResult(
            replies=tuple(one for one in map(_reply, answer["replies"]) if one),
            active_task=answer.get("active_loop"),
            slots=dict(answer.get("slots") or {}),
            again=bool(answer.get("again")),
            later=tuple(
                Second(str(one["text"]), str(one["intent"])) for one in answer.get("later") or ()
            ),
            heard=_understood(answer.get("heard") or {}),
        )
    except (KeyError, TypeError, AttributeError, ValueError) as fault:
        raise Unreadable(SYSTEM, f"not a turn's answer ({type(fault).__name__})") from fault
    if not result.replies:
        raise Unavailable(SYSTEM, "no reply", sent=True)
    return result


def _understood(found: dict[str, Any]) -> Understood | None:
    if not found.get("intent"):
        return None
    return Understood(
        intent=str(found["intent"]),
        confidence=float(found.get("confidence") or 0.0),
        guesses=tuple(str(one) for one in found.get("guesses") or ()),
        pressed=bool(found.get("pressed")),
    )


def _reply(found: dict[str, Any]) -> BotReply:
    buttons = found.get("buttons") or []
    return BotReply(
        text=found.get("text") or None,
        buttons=tuple(Button(str(one["title"]), str(one["payload"])) for one in buttons),
        image=found.get("image") or None,
        custom=dict(found.get("custom") or {}),
    )
