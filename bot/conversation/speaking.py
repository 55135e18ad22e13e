"""Someone who writes in another language than English is asked, in that language, whether they want
a person with an interpreter. Nothing changes before they answer; nothing they wrote is lost.

Which language it is says py3langid, held back where English is short, slangy or full of names.
"""

import re
import secrets
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from bot.conversation import handover, outgoing
from bot.conversation.parts import Parts
from integrations.store import conversations, events, messages
from integrations.store.messages import NewMessage
from integrations.store.models import Conversation, Message
from integrations.store.queue import Handover
from integrations.store.session import Moment, Transaction

FILE = Path(__file__).parents[2] / "data/conversation/languages.yml"
ENGLISH, PERSON = "en", "person"
PAYLOAD = "language:"
EVENT = REASON = "language"
LONGEST = 1_000
OTHER_SCRIPT = re.compile(r"[\u0370-\u1cff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
FEWEST_LETTERS = 4
FEWEST_SMALL = 2
"""Words that do not begin with a capital: a row of names says nothing of a language."""
FEWEST_TO_BE_SURE = 6
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
# Words of English that are no words of the other languages: with one of them it is read as English.
COMMON = frozenset(
    WORD.findall(
        "about all an and any are at bin bins but can does for from get go got has have"
        " hello help hi how i im in is its my near need not of on our out please pls"
        " road street that the there this to u ur want was we what when where who why with you"
        " your"
    )
)
# Words of English and of another language: in a longer message they are no sign of English.
SHARED = frozenset({"an", "do", "i", "in", "is", "on", "to", "u"})


@cache
def data() -> dict[str, Any]:
    return dict(yaml.safe_load(FILE.read_text(encoding="utf-8")))


@cache
def identifier() -> LanguageIdentifier:
    """Only between English and the languages there are words for."""
    found = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    found.set_languages([ENGLISH, *data()["languages"]])
    return found


def language(text: str) -> str | None:
    """The language a message is surely written in, when it is not English."""
    written = WORD.findall(text[:LONGEST])
    letters = "".join(written)
    foreign = len(OTHER_SCRIPT.findall(letters))
    in_other_script = foreign >= FEWEST_LETTERS and foreign * 2 >= len(letters)
    if not in_other_script and _may_be_english(written):
        return None
    code, sure = identifier().classify(text[:LONGEST])
    return str(code) if code != ENGLISH and sure >= data()["sure"] else None


def _may_be_english(written: list[str]) -> bool:
    """Whether it is too short to tell, holds a word of English, or is all names."""
    small = [word for word in written if word[0].islower()]
    shouted = all(word.isupper() for word in written)
    few = len(written) < data()["fewest_words"] or (len(small) < FEWEST_SMALL and not shouted)
    english = COMMON - SHARED if len(written) >= FEWEST_TO_BE_SURE else COMMON
    return few or bool(english & {word.lower() for word in written})


def met(
    tx: Transaction, parts: Parts, conversation: Conversation, message: Message, moment: Moment
) -> bool:
    """True when the message is dealt with here, and the assistant need not read it."""
    payload = message.payload or ""
    if payload.startswith(PAYLOAD):
        message.unanswered = False
        if payload == f"{PAYLOAD}{PERSON}":
            _fetch(tx, parts, conversation, moment)
        else:
            _go_on(tx, parts, conversation, moment)
        return True
    code = language(message.text) if not payload and message.location is None else None
    if code is None:
        return False
    before = events.after(tx, conversation.id, 0, (EVENT,), 1)
    if before and conversation.locale == ENGLISH:
        return False  # asked, and wished to go on in English
    message.unanswered = False
    conversations.speaks(tx, conversation, code)
    if before:
        _fetch(tx, parts, conversation, moment)
    else:
        events.add(tx, conversation.id, EVENT, {"code": code}, moment)
        _ask(tx, parts, conversation, code, moment)
    return True


def _ask(
    tx: Transaction, parts: Parts, conversation: Conversation, code: str, moment: Moment
) -> None:
    words = data()
    own = words["languages"][code]
    offer = own["offer"].format(phone=parts.council.contact.phone)
    choices = [
        {"id": f"c{secrets.token_hex(4)}", "label": label, "payload": f"{PAYLOAD}{meaning}"}
        for label, meaning in ((own["person"], PERSON), (words["english"], ENGLISH))
    ]
    text = f"{offer}\n{words['in_english']}"
    new = NewMessage(sender=messages.NOTICE, text=text, choices=choices)
    outgoing.post(tx, parts, conversation, new, moment)


def _fetch(tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment) -> None:
    outgoing.notice(tx, parts, conversation, parts.words.say("queue_received"), moment)
    wanted = Handover(reason=REASON, team=handover.ANYONE, topic="conversation")
    handover.to_queue(tx, parts, conversation, wanted, moment)


def _go_on(tx: Transaction, parts: Parts, conversation: Conversation, moment: Moment) -> None:
    conversations.speaks(tx, conversation, ENGLISH)
    outgoing.notice(tx, parts, conversation, data()["go_on"], moment)
