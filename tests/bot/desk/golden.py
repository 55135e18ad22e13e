"""Three hundred conversations whose every figure is known by hand: a log to count against."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from integrations.store.models import Conversation, Delivery, Event, Message, QueueItem, Request
from integrations.store.session import Store

# Monday 5 January 2026, 09:30, and ten days later, when all but the open ones are over.
BEGAN = datetime(2026, 1, 5, 9, 30, tzinfo=UTC).timestamp()
NOW = BEGAN + 10 * 86400
DAY = 86400
BOT_TALK = 12 * 60
FIVE_TO_CLOSING = datetime(2026, 1, 5, 16, 55, tzinfo=UTC).timestamp()
TWENTY_TO_NINE = datetime(2026, 1, 6, 8, 40, tzinfo=UTC).timestamp()

HEARD_TIP = ("heard", {"intent": "report_fly_tipping"})
HEARD_HOLE = ("heard", {"intent": "report_pothole"})
HEARD_TAX = ("heard", {"intent": "council_tax_query"})
BEGUN = ("task", {"name": "report_form", "step": "begun"})
DONE = ("task", {"name": "report_form", "step": "done"})
MISSED = ("missed", {"seq": 2})
WITH_SAM = {"status": "closed", "adviser": "sam", "wrap_up": "resolved"}


class Log:
    def __init__(self, store: Store) -> None:
        self.store, self.numbers = store, count(1)

    def holds(self, times: int, **given: Any) -> None:
        for _ in range(times):
            self.one(**given)

    def one(
        self,
        channel: str = "web",
        identity: str | None = None,
        began: float = BEGAN,
        steps: tuple[tuple[str, dict[str, Any]], ...] = (),
        area: str | None = None,
        fragments: int = 0,
        wait: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        number = next(self.numbers)
        key = f"c{number}"
        values = {"owner": "closed", "closed_at": began + 60, "updated_at": began + 60, **more}
        with self.store.begin() as tx:
            tx.add(Conversation(id=key, channel=channel, identity=identity or key,
                                last_seq=3, created_at=began, **values))  # fmt: skip
            tx.flush()
            for kind, data in steps:
                tx.add(Event(conversation_id=key, kind=kind, data=data, at=began))
                tx.flush()
            if area is not None:
                place = {"locality": area}
                tx.add(Request(reference=f"R{number}", conversation_id=key, task="t", kind="hole",
                               service_code="P", place=place, created_at=began))  # fmt: skip
            if fragments:
                self.text(tx, key, number, fragments)
            if wait is not None:
                tx.add(self.stay(key, channel, began, wait))

    def text(self, tx: Any, key: str, number: int, fragments: int) -> None:
        message = Message(conversation_id=key, seq=1, sender="assistant", received_at=BEGAN, at="")
        tx.add(message)
        tx.flush()
        tx.add(Delivery(message_id=message.id, conversation_id=key, channel="sms", status="sent",
                        reference=f"d{number}", next_at=0.0, fragments=fragments))  # fmt: skip

    def stay(self, key: str, channel: str, began: float, wait: dict[str, Any]) -> QueueItem:
        since = wait.get("waiting_since", began + BOT_TALK)
        usual = {"priority": "normal", "team": "contact_centre", "reason": "requested",
                 "topic": "report_pothole", "language": "en"}  # fmt: skip
        at = datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        own = {**usual, **wait, "waiting_since": since, "since": at}
        for name in ("claimed_at", "answered_at", "closed_at"):
            if name in wait:
                own[name] = since + wait[name]
        return QueueItem(conversation_id=key, channel=channel, **own)


def rated(score: int) -> tuple[str, dict[str, Any]]:
    return ("rated", {"score": score})


def fill(store: Store) -> None:
    log = Log(store)
    tipped = (HEARD_TIP, BEGUN, DONE)
    log.holds(67, steps=tipped, area="Heaton Moor")
    log.holds(24, steps=(*tipped, rated(4)), area="Heaton Moor")
    log.holds(6, steps=(*tipped, rated(2)), area="Heaton Moor")
    log.holds(3, steps=tipped, area="Reddish")
    for number in range(10):
        for day in (0, 2):
            log.one(channel="sms", identity=f"p{number}", began=BEGAN + day * DAY,
                    steps=(HEARD_HOLE, BEGUN, DONE), area="Bredbury", fragments=2)  # fmt: skip
    log.holds(40, steps=(HEARD_TAX,))
    log.holds(20, steps=(HEARD_TIP, BEGUN))
    log.holds(10, steps=(HEARD_TIP, BEGUN, MISSED, MISSED))
    soon = {**WITH_SAM, "claimed_at": 10, "answered_at": 15, "closed_at": 610}
    log.holds(10, wait=soon)
    log.holds(6, wait=soon, steps=(rated(5),))
    log.holds(4, wait=soon, steps=(rated(1),))
    overnight = TWENTY_TO_NINE - FIVE_TO_CLOSING
    log.holds(20, wait={**WITH_SAM, "reason": "not_understood", "waiting_since": FIVE_TO_CLOSING,
                        "claimed_at": overnight, "answered_at": overnight,
                        "closed_at": overnight + 300})  # fmt: skip
    log.holds(10, wait={"status": "closed", "closed_at": 100})
    log.holds(10, channel="whatsapp", wait={**WITH_SAM, "wrap_up": "no_answer", "claimed_at": 40,
                                            "answered_at": 50, "closed_at": 140})  # fmt: skip
    log.holds(30, owner="assistant", closed_at=None, updated_at=NOW - 60)
    rang = {**WITH_SAM, "reason": "contact", "claimed_at": 0, "closed_at": 120}
    log.holds(16, channel="phone", wait=rang)
    log.holds(4, channel="letter", wait={**rang, "wrap_up": "no-code-timeout"})
