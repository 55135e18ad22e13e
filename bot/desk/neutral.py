"""One item as the neutral hand-over document: what any desk needs to take a conversation over."""

from bot.conversation.parts import Parts
from bot.desk import card, holding
from bot.desk.sessions import Who
from bot.desk.shown import Names
from bot.desk.words import source
from integrations.handover.contract import (
    Case,
    Conversation,
    Handover,
    Line,
    Person,
    Reason,
    Routing,
)
from integrations.store import conversations, messages
from integrations.store.session import Transaction

AUTHORS = {"adviser": "agent"}


def document(parts: Parts, names: Names, who: Who, item_id: int) -> Handover:
    with parts.store.read() as tx:
        item = holding.find(tx, who, item_id)
        conversation = conversations.get(tx, item.conversation_id)
        if conversation is None:
            raise LookupError(item.conversation_id)
        known = card.of(tx, item, conversation, names)
        said = transcript(tx, conversation.id)
        return Handover(
            handover_id=f"HO-{item.id}",
            idempotency_key=f"{conversation.id}:{item.id}",
            created_at=item.since,
            tenant=parts.council.gss_code,
            conversation=Conversation(
                id=conversation.id,
                channel=conversation.channel,
                language=conversation.locale,
                started_at=said[0].at if said else item.since,
            ),
            reason=Reason(code=item.reason, detail=names.of("reasons", item.reason)),
            routing=Routing(queue=item.team, priority=item.priority, skills=(item.team,)),
            person=Person(),
            case=Case(
                type=item.topic,
                references=tuple(one["reference"] for one in known["requests"]),
                data={one["name"]: str(one["value"]) for one in [*known["facts"], *_needs(known)]},
            ),
            summary=known["summary"],
            transcript=said,
            status="requested" if item.adviser is None else "accepted",
        )


def _needs(known: card.Card) -> list[dict[str, str]]:
    """How they want to be dealt with goes where the conversation goes."""
    told = ", ".join(one["name"] for one in known["needs"])
    return [{"name": source("needs")["title"], "value": told}] if told else []


def transcript(tx: Transaction, conversation_id: str) -> tuple[Line, ...]:
    """What both sides have seen: notes of colleagues are not among it."""
    return tuple(
        Line(one.at, AUTHORS.get(one.sender, one.sender), one.text)
        for one in messages.visible(tx, conversation_id)
    )
