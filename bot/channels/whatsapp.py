"""WhatsApp: what Meta posts becomes arrivals, and a message becomes buttons, a list or numbers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.channels.sms import fitted
from bot.conversation import longlists
from bot.conversation.parts import CannotLook, Pushed
from bot.conversation.phone_words import PhoneWords
from bot.conversation.phones import PHOTO, Arrival
from integrations.errors import WindowClosed
from integrations.store.models import Items, Message
from integrations.whatsapp import contract
from integrations.whatsapp.client import WhatsApp

CHANNEL = "whatsapp"
KINDS = {"image": PHOTO, "audio": "voice", "sticker": "sticker", "contacts": "contact",
         "document": "document", "video": "document", "reaction": "reaction",
         "revoke": "deleted", "request_welcome": "opened"}  # fmt: skip
IGNORED = ("system",)
MEDIA = ("image",)
LONGEST_ID = 190
LONGEST_STAMP = 12


@dataclass(frozen=True)
class Status:
    id: str
    status: str
    reason: str | None


@dataclass
class Batch:
    arrivals: list[Arrival] = field(default_factory=list)
    statuses: list[Status] = field(default_factory=list)


def read(body: dict[str, Any], phone_number_id: str) -> Batch:
    """Every element of every change that is about our number."""
    batch = Batch()
    for value in changes(body):
        if dig(value, "metadata", "phone_number_id") != phone_number_id:
            continue
        for message in dicts(value.get("messages")):
            if (arrival := read_message(message)) is not None:
                batch.arrivals.append(arrival)
        for told in dicts(value.get("statuses")):
            status = contract.STATUSES.get(str(told.get("status")))
            if status and is_id(told.get("id")):
                batch.statuses.append(Status(told["id"], status, why(told)))
    return batch


def changes(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in dicts(body.get("entry")):
        for change in dicts(entry.get("changes")):
            if change.get("field") == "messages" and isinstance(change.get("value"), dict):
                yield change["value"]


def read_message(message: dict[str, Any]) -> Arrival | None:
    sender, provider_id, kind = (message.get(name) for name in ("from", "id", "type"))
    if not isinstance(sender, str) or not is_id(provider_id) or kind in IGNORED:
        return None
    stamp = str(message.get("timestamp", ""))
    stamped = stamp.isdecimal() and len(stamp) <= LONGEST_STAMP
    return Arrival(
        channel=CHANNEL,
        number=sender,
        provider_id=str(provider_id),
        sent_at=float(stamp) if stamped else None,
        about=quoted if is_id(quoted := dig(message, "context", "id")) else None,
        **read_content(str(kind), within(message, str(kind))),
    )


def read_content(kind: str, told: dict[str, Any]) -> dict[str, Any]:
    if kind == "edit":  # what it says now, as a message of its own
        new = within(told, "message")
        kind = str(new.get("type"))
        told = within(new, kind)
    if kind == "text":
        return {"text": str(told.get("body") or "")}
    if kind == "button":  # a template's own button: its words, never its payload
        return {"text": str(told.get("text") or "")}
    if kind == "interactive":
        pressed = within(told, str(told.get("type")))
        words, key = str(pressed.get("title") or ""), str(pressed.get("id") or "")
        return {"text": words, "choice": key} if key else {"text": words, "kind": "unknown"}
    if kind == "location":
        where, name = place(told), named(told.get("name"), told.get("address"))
        return {"location": where, "place": name} if where else {"kind": "unknown", "text": name}
    found = {"kind": KINDS.get(kind, "unknown"), "text": str(told.get("caption") or "")}
    if kind in MEDIA:
        return {**found, "media": told["id"]} if is_id(told.get("id")) else {"kind": "unknown"}
    return found


def named(*names: object) -> str:
    """What a pin is called by whoever sent it."""
    return ", ".join(str(one) for one in names if one)


def is_id(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()


def within(told: dict[str, Any], name: str) -> dict[str, Any]:
    inner = told.get(name)
    return inner if isinstance(inner, dict) else {}


def place(told: dict[str, Any]) -> tuple[float, float] | None:
    try:
        return float(told["latitude"]), float(told["longitude"])
    except (KeyError, TypeError, ValueError):
        return None


def why(told: dict[str, Any]) -> str | None:
    first = next(dicts(told.get("errors")), None)
    return f"{first.get('code')}: {first.get('title')}" if first else None


def dicts(value: Any) -> Iterator[dict[str, Any]]:
    yield from (one for one in value if isinstance(one, dict)) if isinstance(value, list) else ()


def dig(value: dict[str, Any], *names: str) -> Any:
    for name in names:
        value = value.get(name, {}) if isinstance(value, dict) else {}
    return value


class ByCloud:
    """Sends through Meta. After 24 hours only the approved template may go; it asks for a reply."""

    looks_up = False

    def __init__(self, whatsapp: WhatsApp, words: PhoneWords, template: str, now: Any) -> None:
        self._whatsapp, self._words, self._template, self._now = whatsapp, words, template, now

    def send(self, number: str, message: Message, reference: str, heard_at: float) -> Pushed:
        if self._now() - heard_at < contract.WINDOW_HOURS * 3600:
            content = rendered(message, self._words)
        elif self._template:
            content = contract.template(self._template)
        else:
            raise WindowClosed(contract.SYSTEM, "window_closed", status=0)
        return Pushed(self._whatsapp.send(number, content, reference))

    def find(self, reference: str) -> Pushed | None:
        raise CannotLook


def rendered(message: Message, words: PhoneWords) -> dict[str, Any]:
    """Up to three short choices are buttons, up to ten rows a list, of which one may ask for the
    next page; what no row can hold is numbered."""
    choices, text = message.choices or [], message.text.strip()
    if not choices:
        return contract.text(fitted(text, contract.TEXT))
    page, more = longlists.shown(choices), longlists.has_more(choices)
    body = fitted(text, contract.BODY)
    few = len(page) <= contract.BUTTONS and not more
    if few and all(len(one["label"]) <= contract.BUTTON_TITLE for _, one in page):
        return contract.buttons(body, [(one["id"], one["label"]) for _, one in page])
    if len(page) + more <= contract.ROWS and (listed := rows([one for _, one in page])):
        last = [(longlists.MORE, words.label("more"), "")] if more else []
        return contract.rows(body, words.label("list_button"), [*listed, *last])
    lines = [f"{at} {one['label']}" for at, one in page]
    listed_text = "\n".join([*lines, words.label("more_line")] if more else lines)
    whole = f"{fitted(text, contract.TEXT - len(listed_text) - 1)}\n{listed_text}"
    return contract.text(fitted(whole, contract.TEXT))


def rows(choices: Items) -> list[tuple[str, str, str]] | None:
    """Titles cut at 24 with the rest below; None when two would look alike."""
    found = []
    for one in choices:
        title, rest = split(one["label"])
        if len(rest) > contract.ROW_DETAIL:
            return None
        found.append((one["id"], title, rest))
    return found if len({(title, rest) for _, title, rest in found}) == len(found) else None


def split(label: str) -> tuple[str, str]:
    if len(label) <= contract.ROW_TITLE:
        return label, ""
    return f"{label[: contract.ROW_TITLE - 1].rstrip()}…", label
