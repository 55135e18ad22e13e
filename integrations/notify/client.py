"""Sends texts and e-mails through GOV.UK Notify with its own Python client, on our one way out.

The official client makes the token and the bodies; our ApiClient keeps the time and names what went
wrong. Notify has no idempotency key, so a text whose fate is not known is looked for by reference.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from notifications_python_client.authentication import create_jwt_token
from notifications_python_client.notifications import NotificationsAPIClient

from integrations.client import ApiClient, Budget
from integrations.errors import Unavailable
from integrations.notify.contract import (
    FIELD,
    SUBJECT,
    SYSTEM,
    SendLimit,
    Sent,
    from_list,
    from_sent,
)

DAILY_LIMIT = "TooManyRequestsError"


class Wire(NotificationsAPIClient):
    """The official client, sending through ours."""

    def __init__(self, api_key: str, api: ApiClient) -> None:
        super().__init__(api_key, base_url="https://unused.invalid")  # type: ignore[no-untyped-call]
        self._api = api

    def request(self, method: str, url: str, data: Any = None, params: Any = None) -> Any:
        # The token is good for 30 seconds, so each call makes its own.
        headers = self.generate_headers(create_jwt_token(self.api_key, self.service_id))
        headers.pop("User-agent")
        if method == "POST":
            return self._api.post_json(url, data, headers).json()
        pairs = [(name, str(value)) for name, value in (params or {}).items() if value is not None]
        return self._api.get(url, pairs, headers).json()


class Notify:
    """`template_id` is the texts'; `email_template_id` the e-mails', for who sends any."""

    def __init__(
        self, base_url: str, api_key: str, template_id: str, email_template_id: str = ""
    ) -> None:
        self._wire = Wire(api_key, ApiClient(SYSTEM, base_url, Budget.WORKER, refusal=refusal))
        self._template_id = template_id
        self._email_template_id = email_template_id

    def send(self, number: str, body: str, reference: str) -> Sent:
        """Raises SendLimit when the day's texts are used up; `sent` of an error tells whether the
        text may have gone out."""
        with limit_named():
            answer = self._wire.send_sms_notification(
                number, self._template_id, {FIELD: body}, reference
            )
        return from_sent(answer)

    def email(self, address: str, subject: str, body: str, reference: str) -> Sent:
        """The same for an e-mail."""
        told = {SUBJECT: subject, FIELD: body}
        with limit_named():
            answer = self._wire.send_email_notification(
                address, self._email_template_id, told, reference
            )
        return from_sent(answer)

    def find(self, reference: str) -> Sent | None:
        """The text or e-mail with our reference, if Notify has it."""
        found = from_list(self._wire.get_all_notifications(reference=reference))
        return from_sent(found[0]) if found else None


@contextmanager
def limit_named() -> Iterator[None]:
    """The day's limit is told apart from other reasons to come later."""
    try:
        yield
    except Unavailable as fault:
        if fault.reason == DAILY_LIMIT:
            raise SendLimit(SYSTEM, fault.detail) from fault
        raise


def refusal(status: int, body: str) -> str:
    """Notify's own kind of error and its words, or the status when it is not its shape."""
    try:
        first = json.loads(body)["errors"][0]
        return f"{first['error']}: {first['message']}"
    except (ValueError, KeyError, IndexError, TypeError):
        return f"status {status}"
