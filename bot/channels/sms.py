"""A message as a text: its choices numbered under it, in as few fragments as Notify would count.

Is this the right place?
1 Yes 2 No 0 Person
"""

from bot.conversation import longlists
from bot.conversation.parts import CannotLook, Pushed
from bot.conversation.phone_words import PhoneWords
from integrations.notify.client import Notify
from integrations.notify.fragments import LONGEST, count, downgraded
from integrations.store.models import Items, Message
from integrations.twilio.client import Twilio

FEW_WORDS = 2
TO_PERSON = "/speak_to_human"
CUT = "..."


class ByNotify:
    looks_up = True

    def __init__(self, notify: Notify, words: PhoneWords) -> None:
        self._notify, self._words = notify, words

    def send(self, number: str, message: Message, reference: str, heard_at: float) -> Pushed:
        body = rendered(message, self._words)
        return Pushed(self._notify.send(number, body, reference).id, count(body))

    def find(self, reference: str) -> Pushed | None:
        found = self._notify.find(reference)
        return Pushed(found.id) if found else None


class ByTwilio:
    looks_up = False

    def __init__(self, twilio: Twilio, words: PhoneWords) -> None:
        self._twilio, self._words = twilio, words

    def send(self, number: str, message: Message, reference: str, heard_at: float) -> Pushed:
        body = rendered(message, self._words)
        return Pushed(self._twilio.send(number, body, reference).sid, count(body))

    def find(self, reference: str) -> Pushed | None:
        raise CannotLook


def rendered(message: Message, words: PhoneWords) -> str:
    """One text, never over what Notify takes. Words are cut before choices are."""
    listed = numbered(message.choices or [], words)
    text = downgraded(tight(message.text))
    if not listed:
        return fitted(text, LONGEST)
    return f"{fitted(text, LONGEST - len(listed) - 1)}\n{listed}"


def numbered(choices: Items, words: PhoneWords) -> str:
    """1 Missed bin 2 Pothole 0 Person; a line each where they would run together."""
    if not choices:
        return ""
    page = [(at, downgraded(tight(one["label"]))) for at, one in longlists.shown(choices)]
    listed = [f"{at} {label}" for at, label in page]
    if not any(one.get("payload") == TO_PERSON for one in choices):
        listed.append(f"0 {words.label('person_choice')}")
    apart = any(label[:1].isdecimal() or len(label.split()) > FEW_WORDS for _, label in page)
    if longlists.has_more(choices):
        listed.append(words.label("more_line"))
        apart = True
    return ("\n" if apart else " ").join(listed)


def tight(text: str) -> str:
    """Blank lines and doubled spaces cost as much as letters."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)


def fitted(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    whole = text[: most - len(CUT)].rsplit(None, 1)[0]
    return f"{whole}{CUT}"
