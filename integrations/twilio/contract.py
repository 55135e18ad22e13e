"""Twilio's Messaging API (2010-04-01) for texts and WhatsApp, and its signed web hooks."""

from dataclasses import dataclass
from typing import Any

from twilio.request_validator import RequestValidator

from integrations.errors import Unreadable

SYSTEM = "twilio"
API = "2010-04-01"
LONGEST = 1_600
OPTED_OUT = "21610"
WINDOW = "63016"
# Alone in a text, each of these makes Twilio block ours to that number until they send START.
STOP_WORDS = {"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"}
STATUSES = {
    "queued": "sent",
    "accepted": "sent",
    "scheduled": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "read": "read",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}


@dataclass(frozen=True)
class Created:
    sid: str
    status: str


def from_answer(answer: Any) -> Created:
    try:
        return Created(str(answer["sid"]), str(answer.get("status") or "queued"))
    except (KeyError, TypeError, AttributeError) as fault:
        raise Unreadable(SYSTEM, "a message without a sid") from fault


class Fields(dict[str, list[str]]):
    """A form with repeated fields, as Twilio's own validator reads one."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def is_signed(token: str, url: str, fields: dict[str, list[str]], signature: str) -> bool:
    """By Twilio's own library, over the address it called and every field, known to us or not."""
    return bool(RequestValidator(token).validate(url, Fields(fields), signature))
