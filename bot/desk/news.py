"""What is new on a page of the desk since it last looked: for its stream, and for a script that
asks again and again where there is none."""

import threading
import time
from typing import Any

from bot.conversation.parts import Parts
from bot.desk import entries, holding, item
from bot.desk.lists import Floor, floor, lists
from bot.desk.rendering import Pages
from bot.desk.sessions import Who
from bot.desk.shown import Names
from integrations.store import claims, conversations, events, presence, queue, signs
from integrations.store.models import Event, QueueItem
from integrations.store.session import Transaction

KINDS = ("message", "note", "step", "state", "delivery", "request", "alarm", "needs", "alert")
MOST = 200
"""More than this at once, and the page is better loaded again."""
LOOKS_FOR = 25.0
SAME_MOMENT = 0.25
News = dict[str, Any]


class Newsroom:
    def __init__(self, parts: Parts, pages: Pages, names: Names) -> None:
        self.parts, self._pages, self._names = parts, pages, names
        self._lock, self._known_mark, self._known_at = threading.Lock(), -1, 0.0
        self._known: Floor | None = None

    def queue(self, who: Who, before: object = None) -> News:
        """All of the queue; it is small, and its order changes without any event. What looks the
        same as `before` is not made into a page again."""
        found = lists(who, self._floor())
        shown_now = (
            {} if found.same == before else {"html": self._pages.show("lists", who, lists=found)}
        )
        return {
            **shown_now,
            "count": len(found.waiting),
            "waiting": [
                {"id": one["id"], "topic": one["topic"], "channel": one["channel"]}
                for one in found.waiting
            ],
            "same": found.same,
            "newest": self._known_mark,
        }

    def _floor(self) -> Floor:
        """Read once for all open pages of this process that ask within the same moment."""
        with self._lock:
            mark, now = self.parts.pulse.of(None), time.monotonic()
            old = mark != self._known_mark or now - self._known_at >= SAME_MOMENT
            if self._known is None or old:
                self._known_mark, self._known_at = mark, now
                self._known = floor(self.parts, self._names)
            return self._known

    def item(self, who: Who, item_id: int, after: int) -> News:
        """`reload`: too much has happened, or what the page knows is not ours."""
        parts, names = self.parts, self._names
        with parts.store.read() as tx:
            one = holding.find(tx, who, item_id)
            conversation = conversations.get(tx, one.conversation_id)
            happened = events.after(tx, one.conversation_id, after, KINDS, MOST + 1)
            last = events.last_id(tx, one.conversation_id)
            if conversation is None or len(happened) > MOST or after > last:
                return {"reload": True, "event": after}
            found = item.short(tx, parts, names, who, one, conversation)
            if happened:
                found |= item.whole(tx, parts, names, who, one, conversation)
        status = self._pages.show("status", who, item=found["item"], state=found["state"])
        news = {
            "event": happened[-1].id if happened else after,
            "newest": last,
            "state": found["state"],
            "doing": found["doing"],
            "status": status,
            "entries": [],
        }
        if happened:
            news["entries"] = self._changed(found["entries"], happened)
            news["card"] = self._pages.show("card", who, **found)
        return news

    def conversation_of(self, who: Who, item_id: int) -> str:
        """What rings when something happens to an item."""
        with self.parts.store.read() as tx:
            return holding.find(tx, who, item_id).conversation_id

    def _changed(self, every: list[entries.Entry], happened: list[Event]) -> list[News]:
        """Rows that are new, or whose delivery has gone on."""
        said = [event for event in happened if event.kind in ("message", "delivery")]
        seqs = {event.data.get("seq") for event in said}
        keys = {
            f"{event.kind[0]}{event.data['id']}"
            for event in happened
            if event.kind in ("note", "step")
        }
        if not seqs and not keys:
            return []
        return [
            {"key": entry["key"], "from": entry["from"], "name": entry["name"],
             "text": entry["text"], "kind": entry["kind"],
             "html": self._pages.show("entry", None, entry=entry)}
            for entry in every
            if entry["key"] in keys or (entry["seq"] is not None and entry["seq"] in seqs)
        ]  # fmt: skip

    def here(self, who: Who, item_id: int | None = None) -> None:
        """Their page is open: they are at the desk, and keep what they have."""
        parts, moment = self.parts, self.parts.moment()
        with parts.store.begin() as tx:
            presence.seen(tx, who.id, moment)
            if item_id is not None:
                one = queue.get(tx, item_id)
                if one is not None and one.adviser == who.id and one.status == queue.CLAIMED:
                    claims.renew(tx, item_id, who.id, moment.now + holding.LEASE)
                elif one is not None:
                    look(tx, one, who, moment.now)


def look(tx: Transaction, one: QueueItem, who: Who, now: float) -> None:
    """Colleagues see who else is reading."""
    signs.put(tx, one.conversation_id, who.id, signs.LOOKING, now + LOOKS_FOR)
