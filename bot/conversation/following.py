"""News of requests: the council's feed of updates is read and its pushes are taken, and whoever
asked or follows is told on the channel they used. Once, whichever way it comes; the newest by the
council's clock, whatever order it comes in.
"""

import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from actions.track import service as track
from bot.conversation import news
from bot.conversation.news import News, Outcome
from bot.conversation.parts import Parts
from integrations.errors import IntegrationError
from integrations.open311.contract import REFERENCE_LINE, SYSTEM, Update
from integrations.store import conversations, messages, requests, subscriptions, updates
from integrations.store.follow_models import Subscription
from integrations.store.models import Items, Request
from integrations.store.session import Conflict, Moment, Transaction
from integrations.store.updates import NewUpdate

EVERY = 10.0
AFTER_A_FAILURE = 60.0
LEASE = 60.0
LOOKED_BACK = timedelta(days=80)
OVERLAP = timedelta(days=2)
"""A council may enter a thing late, with the time at which it happened."""
AHEAD = timedelta(days=1)
MOST_AT_ONCE = 50
BUSY_FOR = 900.0


def feed_due(parts: Parts) -> list[str]:
    with parts.store.read() as tx:
        due = updates.feed_due(tx, SYSTEM, parts.now()) and updates.anything_to_follow(tx)
    return [SYSTEM] if due else []


def read_feed(parts: Parts, name: str) -> bool:
    """Reads what is new in the feed. False: another worker does."""
    now, there = parts.now(), parts.clock.now()
    try:
        with parts.store.begin() as tx:
            mine, seen_to = updates.claim_feed(tx, name, now, now + LEASE)
    except Conflict:
        return False
    if not mine:
        return False
    start = max(there - LOOKED_BACK, _instant(seen_to) - OVERLAP) if seen_to else None
    try:
        found = parts.open311.updates(start or there - LOOKED_BACK, there + AHEAD)
    except IntegrationError as fault:
        with parts.store.begin() as tx:
            updates.read_to(tx, name, parts.now() + AFTER_A_FAILURE, None, str(fault))
        return False
    keep(parts, found, only_followed=True)
    with parts.store.begin() as tx:
        updates.read_to(tx, name, parts.now() + EVERY, updates.as_text(there))
    return False


def keep(parts: Parts, found: Iterable[Update], *, only_followed: bool = False) -> int:
    """Keeps the entries that are new, and tells how many. One whose number is nobody's here waits:
    the council may be quicker than its answer to us."""
    every = list(found)
    numbers = sorted({one.service_request_id for one in every})
    with parts.store.read() as tx:
        wanted = updates.followed(tx, numbers) if only_followed else {*numbers}
        known = updates.known_ids(tx, numbers)
    fresh = [
        one
        for one in every
        if one.service_request_id in wanted and (one.service_request_id, one.update_id) not in known
    ]
    moment = parts.moment()
    for one in fresh:
        try:
            with parts.store.begin() as tx:
                updates.keep(tx, _new(parts, one), moment)
        except Conflict:
            continue
    if fresh:
        parts.bells.ring("news")
    return len(fresh)


def due(parts: Parts) -> list[str]:
    with parts.store.read() as tx:
        return updates.to_tell(tx, MOST_AT_ONCE)


def run(parts: Parts, council_reference: str) -> bool:
    """Tells everyone whom a request concerns what it has come to, in one transaction."""
    moment, told = parts.moment(), []
    with parts.store.begin() as tx:
        fresh = updates.settle(tx, council_reference)
        if fresh is None:
            return False
        for request in requests.by_council_reference(tx, council_reference):
            told += to_maker(tx, parts, request, fresh, moment)
        for one in subscriptions.followers(tx, council_reference):
            told += to_follower(tx, parts, one, fresh, moment)
    parts.bells.ring(*told, "deliveries")
    return True


def to_maker(
    tx: Transaction, parts: Parts, request: Request, fresh: updates.News, moment: Moment
) -> list[str]:
    words, status = track.data()["news"], track.status(fresh.status)
    public = request.kind in track.public_kinds()
    facts = {"council": parts.council.short_name, "reference": request.reference}
    text = words["public" if public else "private"].format(**facts, status=status.says)
    key, choices = f"{request.reference}:{fresh.update_id}", None
    if public and status.ask and not _busy(tx, request.conversation_id, moment):
        opened = len(requests.additions(tx, request.reference, requests.REOPEN))
        key = f"fixed:{request.reference}:{opened}"
        text, choices = f"{text} {words['ask']}", _yes_or_no()
    one = News(key=key, text=text, choices=choices)
    return _posted(tx, parts, request.conversation_id, one, moment)


def to_follower(
    tx: Transaction, parts: Parts, one: Subscription, fresh: updates.News, moment: Moment
) -> list[str]:
    """Who follows is told of the report and never of who made it."""
    text = track.data()["news"]["followed"].format(
        council=parts.council.short_name,
        reference=one.council_reference,
        status=track.status(fresh.status).says,
    )
    told = News(key=f"{one.council_reference}:{fresh.update_id}", text=text)
    return _posted(tx, parts, one.conversation_id, told, moment)


def open_question(tx: Transaction, conversation_id: str, before: int) -> dict[str, Any] | None:
    """The question that news left open, for the engine to read the next message by: only while it
    is the last thing that was said to the resident."""
    last = messages.last_to_resident(tx, conversation_id, before)
    reference = asked_about(last.dedup_key) if last else None
    if reference is None:
        return None
    known = {"track_which": reference, "track_about": reference, "track_fixed": None}
    offered = [
        {"title": one["label"], "payload": one["payload"]} for one in (last and last.choices) or []
    ]
    return {"form": "track_form", "slot": "track_fixed", "slots": known, "offered": offered}


def asked_about(key: str | None) -> str | None:
    """The reference of the request that a message asks about, if it asks whether it is fixed."""
    head, _, rest = (key or "").partition(":fixed:")
    return rest.rpartition(":")[0] if head.startswith("news:") and rest else None


def _busy(tx: Transaction, conversation_id: str, moment: Moment) -> bool:
    """Whether the resident is in the middle of something: a question would cut across it."""
    conversation = conversations.get(tx, conversation_id)
    said = messages.last_of_resident(tx, conversation_id)
    if conversation is None or conversation.active_task is None or said is None:
        return False
    return moment.now - said.received_at < BUSY_FOR


def _posted(
    tx: Transaction, parts: Parts, conversation_id: str, one: News, moment: Moment
) -> list[str]:
    outcome = news.post(tx, parts, conversation_id, one, moment)
    return [conversation_id] if outcome is Outcome.POSTED else []


def _yes_or_no() -> Items:
    words = track.data()["news"]
    return [
        {"id": f"c{secrets.token_hex(4)}", "label": words["yes"], "payload": "/affirm"},
        {"id": f"c{secrets.token_hex(4)}", "label": words["no"], "payload": "/deny"},
    ]


def _new(parts: Parts, one: Update) -> NewUpdate:
    return NewUpdate(
        update_id=one.update_id,
        council_reference=one.service_request_id,
        status=one.status,
        at=updates.as_text(one.at or parts.clock.now()),
        # What a resident added may come back in the feed; it is no note of the council's.
        note="" if REFERENCE_LINE in one.description else one.description,
    )


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
