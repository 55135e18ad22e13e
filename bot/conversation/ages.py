"""Whether somebody under 18 writes. Who has said so once is spoken to as a child in every later
danger of the conversation, whatever that message says."""

from actions.emergencies.service import Case
from actions.young import says_young
from integrations.store import safety
from integrations.store.models import Conversation
from integrations.store.session import Transaction


def note(tx: Transaction, conversation: Conversation, said: str) -> None:
    """Keeps it when a message says so."""
    known = safety.of(conversation)
    if not known.young and says_young(said):
        known.young = True
        safety.keep(tx, conversation, known, conversation.awaiting)


def meant(conversation: Conversation, found: Case) -> Case:
    """A danger, or what may be one, as this person is to be spoken to."""
    return found.for_a_child() if safety.of(conversation).young else found
