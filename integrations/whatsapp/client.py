"""Sends through WhatsApp Cloud API, and fetches the photos residents send.

Meta has no idempotency key and no look-up, so what may have gone out is never sent again.
"""

import hashlib
import json
from typing import Any
from urllib.parse import urlsplit

from integrations.client import ApiClient, Budget
from integrations.errors import Refused, Unavailable, Unreadable, WindowClosed
from integrations.whatsapp.contract import CLOSED, LATER, SYSTEM, from_media, from_sent

LARGEST_PHOTO = 5 * 1024 * 1024
MEDIA_HOSTS = ("fbsbx.com", "whatsapp.net", "facebook.com")


class WhatsApp:
    def __init__(self, base_url: str, token: str, phone_number_id: str) -> None:
        self._bearer = {"Authorization": f"Bearer {token}"}
        self._api = ApiClient(
            SYSTEM, base_url, Budget.WORKER, headers=self._bearer, refusal=refusal
        )
        self._host = urlsplit(base_url).netloc
        self._path = f"{phone_number_id}/messages"

    def send(self, number: str, content: dict[str, Any], reference: str) -> str:
        """Raises WindowClosed after 24 hours; Unavailable when Meta says "later"."""
        body = {
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": number.removeprefix("+"),
            "biz_opaque_callback_data": reference,
            **content,
        }
        try:
            return from_sent(self._api.post_json(self._path, body).json())
        except Refused as fault:
            code = fault.detail.partition(":")[0]
            if code in {str(one) for one in CLOSED}:
                raise WindowClosed(SYSTEM, fault.detail, status=fault.status) from fault
            if code in {str(one) for one in LATER}:
                raise Unavailable(SYSTEM, fault.detail, sent=False, reason=code) from fault
            raise

    def photo(self, media_id: str) -> bytes:
        """Raises Unreadable when it is not what Meta said it would be."""
        told = from_media(self._api.get(media_id).json())
        if not self._trusted(told.url):
            raise Unreadable(SYSTEM, "a file at a strange address")
        if told.size > LARGEST_PHOTO:
            raise Refused(SYSTEM, "too large", status=413)
        files = ApiClient(SYSTEM, told.url, Budget.WORKER, headers=self._bearer)
        data = files.fetch().body
        if told.sha256 and hashlib.sha256(data).hexdigest() != told.sha256.lower():
            raise Unreadable(SYSTEM, "a file that was changed on its way")
        return data

    def _trusted(self, url: str) -> bool:
        """Our token goes to Meta's own addresses and nowhere else."""
        parts = urlsplit(url)
        if parts.netloc == self._host:
            return True
        host = parts.hostname or ""
        return parts.scheme == "https" and any(
            host == known or host.endswith(f".{known}") for known in MEDIA_HOSTS
        )


def refusal(status: int, body: str) -> str:
    """Meta's own code and words, or the status when it is not its shape."""
    try:
        told = json.loads(body)["error"]
        return f"{told['code']}: {told['error_data']['details'] or told['message']}"
    except (ValueError, KeyError, TypeError):
        return f"status {status}"
