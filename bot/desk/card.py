"""The card beside a conversation: what was said and done so far, so that nobody has to ask again.

Nothing here is written by a model. Each fact names the message it came from, and whether the
resident confirmed it.
"""

from typing import Any

from bot.conversation import facts, offers
from bot.desk import needs
from bot.desk.shown import Names, clock_time
from integrations.store import callers, conversations, messages, photos, requests
from integrations.store.models import Conversation, Message, QueueItem, Request
from integrations.store.session import Transaction

SHORT = 160
MOST_EARLIER = 5
Card = dict[str, Any]


def of(tx: Transaction, item: QueueItem, conversation: Conversation, names: Names) -> Card:
    known = facts.shown(conversation.facts) or [dict(one) for one in item.facts]
    offered = offers.data()["fact"]
    logged = requests.of_conversation(tx, conversation.id)
    card = {
        "facts": [one for one in known if one["name"] != offered],
        "offers": [one for one in known if one["name"] == offered],
        "requests": [_request(one, names) for one in logged],
        "earlier": _earlier(tx, conversation),
        "moved": _moved(item, names),
        "call_back": item.call_back is not None,
        "caller": _caller(tx, conversation),
        "needs": needs.known(tx, conversation),
    }
    return {**card, "summary": _summary(tx, item, conversation, card, names)}


def _request(one: Request, names: Names) -> dict[str, Any]:
    states = vars(names.words.card.request_states)
    return {
        "reference": one.reference,
        "kind": names.of("topics", f"report_{one.kind}"),
        "place": one.place.get("line", ""),
        "status": one.status,
        "state": states.get(one.status, one.status),
        "council_reference": one.council_reference,
        "notice": one.notice,
    }


def _earlier(tx: Transaction, conversation: Conversation) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "began": _first_at(tx, one),
            "sensitive": conversations.had_alarm(tx, one.id),
            "requests": [found.reference for found in requests.of_conversation(tx, one.id)],
        }
        for one in conversations.earlier(tx, conversation, MOST_EARLIER)
    ]


def _first_at(tx: Transaction, conversation: Conversation) -> str:
    said = messages.visible(tx, conversation.id)
    return clock_time(said[0].at, dated=True) if said else ""


def _caller(tx: Transaction, conversation: Conversation) -> dict[str, Any] | None:
    """Who rang, came in or wrote, and whether they may be texted."""
    found = callers.of(tx, conversation.id)
    return found and {"name": found.name, "texts": found.mobile, "number": bool(found.sealed)}


def _moved(item: QueueItem, names: Names) -> dict[str, str] | None:
    if not item.moved:
        return None
    team = names.of("team", item.moved["from"])
    return {"team": team, "name": item.moved["by"], "reason": item.moved["reason"]}


def _summary(
    tx: Transaction, item: QueueItem, conversation: Conversation, card: Card, names: Names
) -> str:
    """One paragraph. A sentence is there only when there is something to say in it."""
    said = [one for one in messages.visible(tx, conversation.id) if one.sender == messages.RESIDENT]
    sentence = vars(names.words.card.sentences)
    alarm = next((one for one in said if item.alarm and one.seq == item.alarm["message"]), None)
    logged = [f"{one['kind']} ({one['reference']})" for one in card["requests"]]
    pictures = photos.count(tx, conversation.id)
    told = [
        sentence["about"].format(
            channel=names.of("channels", item.channel),
            language=names.of("languages", item.language.split("-")[0]),
            topic=lower(names.of("topics", item.topic)),
        ),
        alarm and sentence["danger"].format(seq=alarm.seq, text=_short(alarm)),
        said and alarm is not said[0] and sentence["first"].format(text=_short(said[0])),
        card["facts"] and sentence["facts"].format(facts=facts.in_words(card["facts"])),
        logged and sentence["logged"].format(requests=", ".join(logged)),
        card["offers"]
        and sentence["offered"].format(offers=", ".join(one["value"] for one in card["offers"])),
        pictures and sentence["photos"].format(count=pictures),
        sentence["asked"].format(
            messages=_before(said, item), reason=lower(names.of("reasons", item.reason))
        ),
        len(said) > 1 and sentence["last"].format(text=_short(said[-1])),
    ]
    return " ".join(one for one in told if one)


def _before(said: list[Message], item: QueueItem) -> int:
    return sum(one.received_at <= item.waiting_since for one in said)


def _short(message: Message) -> str:
    text = " ".join(message.text.split())
    return text if len(text) <= SHORT else f"{text[: SHORT - 1].rsplit(None, 1)[0]}…"


def lower(name: str) -> str:
    """In the middle of a sentence; a name such as Welsh or Blue Badge keeps its capitals."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
