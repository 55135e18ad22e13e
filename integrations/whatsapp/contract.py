"""WhatsApp Cloud API v23.0 (Meta): what may be sent, its limits, and its error codes."""

from dataclasses import dataclass
from typing import Any

from integrations.errors import Unreadable

SYSTEM = "whatsapp"
TEXT, BODY = 4_096, 1_024
BUTTONS, BUTTON_TITLE = 3, 20
ROWS, ROW_TITLE, ROW_DETAIL = 10, 24, 72
LIST_BUTTON = 20
WINDOW_HOURS = 24
CLOSED = (131047,)
LATER = (130429, 131056, 131048, 80007, 4)
STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "failed": "failed"}


@dataclass(frozen=True)
class Media:
    url: str
    kind: str
    sha256: str
    size: int


def from_sent(answer: Any) -> str:
    """The id Meta gave the message."""
    try:
        return str(answer["messages"][0]["id"])
    except (KeyError, IndexError, TypeError) as fault:
        raise Unreadable(SYSTEM, "a message without an id") from fault


def from_media(answer: Any) -> Media:
    try:
        return Media(
            str(answer["url"]),
            str(answer.get("mime_type", "")),
            str(answer.get("sha256", "")),
            int(answer.get("file_size", 0)),
        )
    except (KeyError, ValueError, TypeError) as fault:
        raise Unreadable(SYSTEM, "a file without its address") from fault


def text(body: str) -> dict[str, Any]:
    return {"type": "text", "text": {"preview_url": False, "body": body}}


def buttons(body: str, choices: list[tuple[str, str]]) -> dict[str, Any]:
    replies = [{"type": "reply", "reply": {"id": key, "title": title}} for key, title in choices]
    asked = {"type": "button", "body": {"text": body}, "action": {"buttons": replies}}
    return {"type": "interactive", "interactive": asked}


def rows(body: str, button: str, choices: list[tuple[str, str, str]]) -> dict[str, Any]:
    """Each choice is its id, its title, and what does not fit into the title."""
    shown: list[dict[str, str]] = []
    for key, title, detail in choices:
        shown.append({"id": key, "title": title, **({"description": detail} if detail else {})})
    action = {"button": button, "sections": [{"title": button, "rows": shown}]}
    asked = {"type": "list", "body": {"text": body}, "action": action}
    return {"type": "interactive", "interactive": asked}


def template(name: str, language: str = "en_GB") -> dict[str, Any]:
    return {"type": "template", "template": {"name": name, "language": {"code": language}}}
