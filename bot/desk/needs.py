"""How somebody wants to be dealt with: asked of them, kept with their yes, then obeyed."""

from collections.abc import Sequence
from typing import Any

from bot.conversation.parts import Parts
from bot.desk import given as read
from bot.desk import holding
from bot.desk.claiming import Given, Result, deed_of
from bot.desk.sessions import Who
from bot.desk.words import source
from bot.refusals import Problem
from integrations.store import audit, conversations, events, needs
from integrations.store.models import Conversation
from integrations.store.session import Transaction


def keep(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """In the place of what was known; nothing ticked takes it back, and that needs no consent."""
    named = read.several(given, "needs", tuple(source("needs")["needs"]))
    known = tuple(source("queue")["languages"])
    language, moment = read.one_of(given, "language", known), parts.moment()
    if named and not given.get("consent"):
        raise Problem(422, "no_consent", "They have not agreed.", missing=["consent"])
    with parts.store.begin() as tx:
        held = holding.mine(tx, who, item_id, None, moment)
        if language != held.conversation.locale.split("-")[0]:
            conversations.speaks(tx, held.conversation, language)
            held.item.language = language
        if named:
            needs.keep(tx, held.conversation, named, who.id, moment)
        else:
            needs.forget(tx, held.conversation)
        events.add(tx, held.conversation.id, "needs", {}, moment)
        deed = deed_of(who, held.item, "needs_kept" if named else "needs_forgotten")
        audit.write(tx, deed, moment)
    parts.bells.ring(held.conversation.id)
    return {"go": f"/desk/items/{item_id}"}


def known(tx: Transaction, conversation: Conversation) -> list[dict[str, Any]]:
    """What is kept, with what each asks of staff."""
    found = needs.of(tx, conversation)
    every = source("needs")["needs"]
    return [{"slug": one, **every[one]} for one in (found.needs if found else ()) if one in every]


def line(found: Sequence[dict[str, Any]]) -> str:
    """For another team, or another system: what they must know before they answer."""
    if not found:
        return ""
    told = "; ".join(one["name"] for one in found)
    return str(source("needs")["line"]).format(needs=told)
