"""WhatsApp through Twilio: free messages hold words only there, so choices are numbered as in
texts, and after 24 hours only the approved content may go."""

from collections.abc import Callable

from bot.channels.sms import LONGEST, fitted, numbered
from bot.conversation.parts import CannotLook, Pushed
from bot.conversation.phone_words import PhoneWords
from integrations.errors import WindowClosed
from integrations.store.models import Message
from integrations.twilio.client import Twilio
from integrations.whatsapp.contract import WINDOW_HOURS


class ByTwilioWhatsApp:
    looks_up = False

    def __init__(
        self, twilio: Twilio, words: PhoneWords, template: str, now: Callable[[], float]
    ) -> None:
        self._twilio, self._words, self._template, self._now = twilio, words, template, now

    def send(self, number: str, message: Message, reference: str, heard_at: float) -> Pushed:
        if self._now() - heard_at < WINDOW_HOURS * 3600:
            listed = numbered(message.choices or [], self._words)
            text = fitted(message.text.strip(), LONGEST - len(listed) - 1)
            body = f"{text}\n{listed}" if listed else text
            made = self._twilio.send(number, body, reference, whatsapp=True)
        elif self._template:
            made = self._twilio.send(number, "", reference, whatsapp=True, content=self._template)
        else:
            raise WindowClosed("twilio", "window_closed", status=0)
        return Pushed(made.sid)

    def find(self, reference: str) -> Pushed | None:
        raise CannotLook
