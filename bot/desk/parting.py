"""How an adviser's part in a conversation ends: another team, the assistant again, or its end."""

from bot.conversation import outgoing
from bot.conversation.parts import Parts
from bot.desk import given as read
from bot.desk import holding
from bot.desk.claiming import Given, Result, deed_of
from bot.desk.holding import Held
from bot.desk.safety import is_danger
from bot.desk.sessions import Who
from bot.desk.words import codes
from bot.refusals import Problem
from integrations.store import audit, claims, conversations, notes, queue, steps
from integrations.store.models import QueueItem
from integrations.store.session import Moment, Transaction

HOME = "/desk"


def transfer(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """To another team's queue, at the place it had, with a reason that the team reads."""
    version, reason = read.version(given), read.needed(given, "reason")
    team, moment = read.one_of(given, "team", tuple(parts.council.teams)), parts.moment()
    with parts.store.begin() as tx:
        held = holding.mine(tx, who, item_id, version, moment)
        before = held.item.team
        moved = {"from": before, "reason": reason, "by": who.name, "at": moment.at}
        claims.to_team(tx, held.item, team, moved, moment)
        keep_reason(tx, who, held, reason, moment)
        say(tx, parts, held, "adviser_moved", moment, team=parts.council.teams[team])
        deed = deed_of(
            who, held.item, "moved", before={"team": before}, after={"team": team}, reason=reason
        )
        audit.write(tx, deed, moment)
    parts.bells.ring(held.conversation.id, "deliveries")
    return {"go": f"{HOME}?done=moved"}


def close(parts: Parts, who: Who, item_id: int, given: Given) -> Result:
    """Never without saying how it ended; a danger never without its outcome."""
    code, note = wrap_up(given)
    moment = parts.moment()
    with parts.store.begin() as tx:
        item = holding.find(tx, who, item_id)
        if item.status == queue.CLOSED and item.adviser == who.id and item.wrap_up is None:
            return _say_how(tx, who, item, code, note, moment)
        held = holding.mine(tx, who, item_id, read.version(given), moment)
        check_outcome(tx, held.item)
        if note:
            keep_reason(tx, who, held, note, moment)
        if given.get("tell"):
            say(tx, parts, held, "adviser_closed", moment)
        claims.end(tx, held.item, conversations.CLOSED, code, moment)
        audit.write(tx, deed_of(who, held.item, "closed", after={"wrap_up": code}), moment)
    parts.bells.ring(held.conversation.id, "deliveries")
    return {"go": f"{HOME}?done=closed"}


def _say_how(
    tx: Transaction, who: Who, item: QueueItem, code: str, note: str, moment: Moment
) -> Result:
    """The resident ended it; who had it says how it went."""
    conversation = conversations.lock(tx, item.conversation_id, moment)
    check_outcome(tx, item)
    if conversation is not None and note:
        keep_reason(tx, who, Held(item, conversation), note, moment)
    claims.wrap_up(tx, item.id, code)
    audit.write(tx, deed_of(who, item, "wrapped_up", after={"wrap_up": code}), moment)
    return {"go": f"{HOME}?done=closed"}


def wrap_up(given: Given) -> tuple[str, str]:
    chosen = tuple(code for code, one in codes().items() if not one.get("hidden"))
    code = read.one_of(given, "wrap_up", chosen)
    note = read.optional(given, "note")
    if codes()[code].get("asks") and not note:
        raise Problem(422, "not_complete", "This ending needs a note.", missing=["note"])
    return code, note


def check_outcome(tx: Transaction, item: QueueItem) -> None:
    if is_danger(item) and not steps.has_outcome(tx, item.id):
        raise Problem(422, "no_outcome", "A danger has no outcome yet.", missing=["outcome"])


def keep_reason(tx: Transaction, who: Who, held: Held, text: str, moment: Moment) -> None:
    notes.add(
        tx,
        held.conversation,
        text,
        who.name,
        moment,
        staff_id=who.id,
        kind=notes.REASON,
    )


def say(
    tx: Transaction, parts: Parts, held: Held, key: str, moment: Moment, **facts: object
) -> None:
    outgoing.notice(tx, parts, held.conversation, parts.words.say(key, **facts), moment)
