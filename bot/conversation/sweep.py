"""What must happen when nothing does: late answers are owned up to, then given to a person; a
danger that no adviser met gets its safe words.

It looks at the clock only, so no stuck worker can hold it up.
"""

from typing import Any

from bot.conversation import danger, handover, outgoing
from bot.conversation.parts import Parts
from integrations.store import conversations, messages, queue

SAY_SORRY_AFTER = 8.0
GIVE_UP_AFTER = 60.0

Task = tuple[str, Any]


def due(parts: Parts) -> list[Task]:
    now = parts.now()
    with parts.store.read() as tx:
        late = messages.overdue(tx, now - SAY_SORRY_AFTER)
        alarms = queue.alarms_due(tx, now)
    found: list[Task] = [("alarm", item.id) for item in alarms]
    for one in late:
        # A process that has just started gives its own workers a chance first.
        if now - max(one.since, parts.started_at) >= GIVE_UP_AFTER:
            found.append(("give_up", one.conversation_id))
        elif one.noticed_at is None:
            found.append(("sorry", one.conversation_id))
    return found


def run(parts: Parts, task: Task) -> bool:
    what, key = task
    return {"alarm": danger.unanswered_alarm, "sorry": say_sorry, "give_up": give_up}[what](
        parts, key
    )


def say_sorry(parts: Parts, conversation_id: str) -> bool:
    """One notice for each wait, whoever sweeps."""
    moment = parts.moment()
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, conversation_id, moment)
        since = messages.unanswered_since(tx, conversation_id)
        if conversation is None or since is None or since > moment.now - SAY_SORRY_AFTER:
            return False
        if not conversations.notice_once(tx, conversation_id, moment):
            return False
        outgoing.notice(tx, parts, conversation, parts.words.say("slow"), moment)
    parts.bells.ring(conversation_id)
    return True


def give_up(parts: Parts, conversation_id: str) -> bool:
    moment = parts.moment()
    with parts.store.begin() as tx:
        conversation = conversations.lock(tx, conversation_id, moment)
        since = messages.unanswered_since(tx, conversation_id)
        if conversation is None or conversation.owner != conversations.ASSISTANT:
            return False
        if since is None or since > moment.now - GIVE_UP_AFTER:
            return False
        handover.because_of_failure(tx, parts, conversation, moment)
    parts.bells.ring(conversation_id)
    return True
