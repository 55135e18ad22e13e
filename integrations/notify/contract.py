"""GOV.UK Notify's public API v2: a text or an e-mail from a template, and what became of it.

Notify sends no free words: the council makes one template for texts whose whole body is ((body)),
and one for e-mails whose subject is ((subject)) and whose body is ((body)).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from integrations.errors import Unavailable, Unreadable

SYSTEM = "notify"
FIELD = "body"
SUBJECT = "subject"
# How far a text came, in the words of integrations/store/receipts.py. "pending" is Notify's for a
# phone that is switched off.
STATUSES = {
    "created": "sent",
    "sending": "sent",
    "pending": "sent",
    "sent": "delivered",
    "delivered": "delivered",
    "permanent-failure": "failed",
    "temporary-failure": "failed",
    "technical-failure": "failed",
}


@dataclass(frozen=True)
class Sent:
    id: str
    status: str = "created"


class SendLimit(Unavailable):
    """The service's own limit for today is used up: nothing was sent, nor will be today."""


def from_sent(answer: Any) -> Sent:
    try:
        return Sent(str(answer["id"]), str(answer.get("status") or "created"))
    except (KeyError, TypeError, AttributeError) as fault:
        raise Unreadable(SYSTEM, "a text without an id") from fault


def from_list(answer: Any) -> list[Mapping[str, Any]]:
    found = answer.get("notifications") if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise Unreadable(SYSTEM, "no list of notifications")
    return found
