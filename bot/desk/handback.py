"""Back to the assistant: it goes on with what it had, and does not ask what the adviser settled."""

from dataclasses import asdict
from typing import Any

from actions.conversation.given_back import task_of, tasks
from actions.places import Place
from actions.report.kinds import load_kinds
from bot.conversation import resuming
from bot.conversation.parts import Parts
from bot.desk import given as read
from bot.desk import holding, requesting, written
from bot.desk.claiming import Given, Result, deed_of
from bot.desk.parting import check_outcome, keep_reason, say
from bot.desk.sessions import Who
from integrations.store import audit, claims, conversations
from integrations.store.models import Conversation, QueueItem
from integrations.store.session import Moment, Transaction

RETURNED = "returned"
KIND = "report_kind"


def give_back(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    version, note = read.version(given), read.optional(given, "note")
    place_told, details = read.optional(given, "place", 200), read.optional(given, "details")
    about = about_what(parts, who, item_id, given)
    place = where(parts, place_told, given, home=at_home(about)) if place_told else None
    moment = parts.moment()
    with parts.store.begin() as tx:
        held = holding.mine(tx, who, item_id, version, moment)
        check_outcome(tx, held.item)
        if note:
            keep_reason(tx, who, held, note, moment)
        label = place.label if place else place_told
        facts = {"about": choices().get(about, ""), "place": label, "details": details}
        said = {name: facts[name] for name in ("place", "details") if facts[name]}
        add_facts(tx, held, {"about": facts["about"], **said} if said else {}, moment)
        claims.end(tx, held.item, conversations.ASSISTANT, RETURNED, moment)
        say(tx, parts, held, "adviser_returned", moment)
        told = {"place": place and asdict(place), "details": details}
        found = {name: value for name, value in told.items() if value}
        name = "task" if about in tasks() else "kind"
        chosen = {name: about} if about and (found or given.get("kind")) else {}
        resuming.owe(tx, held.conversation, item_id, {**chosen, **found} if chosen else {}, moment)
        audit.write(tx, deed_of(who, held.item, RETURNED, after={"facts": [*said]}), moment)
    parts.bells.ring(held.conversation.id, "deliveries", "turns")
    return {"go": "/desk?done=returned"}


def choices() -> dict[str, str]:
    """What a conversation may be given back for, and what each is called."""
    named = {slug: one.name for slug, one in load_kinds().items()}
    return named | {slug: one.name for slug, one in tasks().items()}


def about_what(parts: Parts, who: Who, item_id: int, given: Given) -> str:
    """What they say it is, or what the assistant had begun; empty where it is neither."""
    if read.optional(given, "kind"):
        return read.one_of(given, "kind", tuple(choices()))
    with parts.store.read() as tx:
        item = holding.find(tx, who, item_id)
        conversation = conversations.get(tx, item.conversation_id)
        return in_hand(conversation, item) if conversation else ""


def at_home(about: str) -> bool:
    """Whether its place is somebody's address, and not a spot in a street."""
    if about in tasks():
        return tasks()[about].at_home
    return bool(about) and load_kinds()[about].at_home


def in_hand(conversation: Conversation, item: QueueItem) -> str:
    """The task that the assistant had begun, or what the report is about, if there was one."""
    if task := task_of(item.topic):
        return task
    named = [fact["value"] for fact in conversation.facts if fact["slot"] == KIND]
    return next((one.kind for one in load_kinds().values() if one.name in named[-1:]), "")


def where(parts: Parts, text: str, given: Given, *, home: bool) -> Place | None:
    """The place that is meant, as it would be for a resident; None where none can be looked up, and
    the words are kept as they are. Raises a Problem when it is unknown, or more than one."""
    if parts.addresses is None or parts.postcodes is None:
        return None
    told = written.mention(text)
    asked: dict[str, Any] = {
        "postcode": told.postcode or "",
        "number": told.number or "",
        "street": " ".join(told.street),
        "which": given.get("which"),
    }
    return requesting.find(parts, asked, home=home)


def add_facts(tx: Transaction, held: holding.Held, found: dict[str, str], moment: Moment) -> None:
    """What an adviser knows is a fact, and confirmed: they have asked."""
    new = [
        {"slot": None, "name": name.capitalize(), "value": value, "staff": True,
         "message": held.conversation.last_seq, "confirmed": True, "logged": 0}
        for name, value in found.items()
        if value
    ]  # fmt: skip
    held.conversation.facts = [*held.conversation.facts, *new]
    tx.flush()
