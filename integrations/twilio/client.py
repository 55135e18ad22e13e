"""Sends texts and WhatsApp messages through Twilio. It has no idempotency key and cannot be asked
by our reference, so a message that may have gone out is never sent again."""

import base64
import json
from urllib.parse import urlencode, urlsplit

from integrations.client import ApiClient, Budget
from integrations.errors import OptedOut, Refused, Unreadable, WindowClosed
from integrations.twilio.contract import (
    API,
    OPTED_OUT,
    SYSTEM,
    WINDOW,
    Created,
    from_answer,
)

ON_WHATSAPP = "whatsapp:"
FILES = (".twilio.com", ".twiliocdn.com", ".amazonaws.com")


class Twilio:
    def __init__(self, base_url: str, sid: str, token: str, sender: str, status_url: str) -> None:
        key = base64.b64encode(f"{sid}:{token}".encode()).decode()
        self._key = {"Authorization": f"Basic {key}"}
        self._host = urlsplit(base_url).netloc
        self._api = ApiClient(SYSTEM, base_url, Budget.WORKER, headers=self._key, refusal=refusal)
        self._sid, self._sender, self._status_url = sid, sender, status_url

    def send(
        self, number: str, body: str, reference: str, *, whatsapp: bool = False, content: str = ""
    ) -> Created:
        """Raises OptedOut when Twilio holds the resident's STOP, WindowClosed after 24 hours."""
        prefix = ON_WHATSAPP if whatsapp else ""
        called = f"{self._status_url}?{urlencode({'reference': reference})}"
        fields = [
            ("To", f"{prefix}{number}"),
            ("From", f"{prefix}{self._sender}"),
            ("ContentSid", content) if content else ("Body", body),
            ("StatusCallback", called),
        ]
        try:
            answer = self._api.post_form(f"{API}/Accounts/{self._sid}/Messages.json", fields)
        except Refused as fault:
            code = fault.detail.partition(":")[0]
            kind = {OPTED_OUT: OptedOut, WINDOW: WindowClosed}.get(code)
            if kind is not None:
                raise kind(SYSTEM, fault.detail, status=fault.status) from fault
            raise
        return from_answer(answer.json())

    def photo(self, url: str) -> bytes:
        """The file at an address of a web hook; our key goes to Twilio and nowhere else."""
        if urlsplit(url).netloc != self._host:
            raise Unreadable(SYSTEM, "a file at a strange address")
        found = ApiClient(SYSTEM, url, Budget.WORKER, headers=self._key).fetch()
        if found.location:  # a short-lived address that needs no key
            parts = urlsplit(found.location)
            host = parts.hostname or ""
            if parts.scheme != "https" or not host.endswith(FILES):
                raise Unreadable(SYSTEM, "a file at a strange address")
            found = ApiClient(SYSTEM, found.location, Budget.WORKER).fetch()
        if not found.body:
            raise Unreadable(SYSTEM, "an empty file")
        return found.body


def refusal(status: int, body: str) -> str:
    """Twilio's own code and words, or the status when it is not its shape."""
    try:
        told = json.loads(body)
        return f"{told['code']}: {told['message']}"
    except (ValueError, KeyError, TypeError):
        return f"status {status}"
