"""E-mails at the stand-in for GOV.UK Notify: what it accepts, and the shapes it answers in."""

import re
import uuid
from collections.abc import Mapping
from typing import Any

from sanic import Request

from integrations.clock import Clock
from integrations.notify import rules
from integrations.notify.rules import bad

KEYS = {
    "email_address",
    "template_id",
    "personalisation",
    "reference",
    "email_reply_to_id",
    "one_click_unsubscribe_url",
    "sanitise_content_for",
}
ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
# What becomes of e-mails to these, as at the real one with a test key.
FAILS = {
    "perm-fail@simulator.notify": "permanent-failure",
    "temp-fail@simulator.notify": "temporary-failure",
}
LONGEST = 2_000_000
SENDER = "council@notifications.service.gov.uk"


def template() -> dict[str, str]:
    """The council's one template: everything in it is filled in by the sender."""
    return {"subject": "((subject))", "body": "((body))"}


def read(request: Request, template_id: str) -> dict[str, Any]:
    """The body of a send, checked, with the subject and the body that will go out."""
    body = request.json
    if not isinstance(body, dict):
        raise bad("Invalid JSON supplied in POST data")
    for name in ("email_address", "template_id"):
        if not isinstance(body.get(name), str):
            raise bad(f"{name} is a required property")
    if unknown := sorted(set(body) - KEYS):
        raise bad(f"Additional properties are not allowed ({unknown[0]} was unexpected)")
    if not ADDRESS.fullmatch(body["email_address"]):
        raise bad("email_address Not a valid email address")
    rules.check_uuid("template_id", body["template_id"])
    if len(str(body.get("reference") or "")) > rules.LONGEST_REFERENCE:
        raise bad("reference is too long")
    if not template_id or body["template_id"] != template_id:
        raise bad("Template not found")
    made = {name: rules.filled(text, body) for name, text in template().items()}
    if len(made["body"]) > LONGEST:
        raise bad("Your message is too long. Emails cannot be longer than 2000000 bytes.")
    return {**body, **made}


def made(body: Mapping[str, Any], clock: Clock) -> dict[str, Any]:
    """An e-mail that was taken; what becomes of it is known at once."""
    address = str(body["email_address"])
    return {
        "id": str(uuid.uuid4()),
        "type": "email",
        "reference": body.get("reference"),
        "email_address": address,
        "subject": body["subject"],
        "body": body["body"],
        "status": FAILS.get(address, "delivered"),
        "created_at": rules.stamp(clock),
        "template": body["template_id"],
    }


def answer(email: Mapping[str, Any]) -> dict[str, Any]:
    base = "https://api.notifications.service.gov.uk/v2"
    used = email["template"]
    return {
        "id": email["id"],
        "reference": email["reference"],
        "content": {
            "subject": email["subject"],
            "body": email["body"],
            "from_email": SENDER,
            "one_click_unsubscribe_url": None,
        },
        "uri": f"{base}/notifications/{email['id']}",
        "template": {"id": used, "version": 1, "uri": f"{base}/template/{used}"},
        "scheduled_for": None,
    }


def shown(email: Mapping[str, Any]) -> dict[str, Any]:
    names = ("id", "type", "reference", "email_address", "status", "subject", "body", "created_at")
    return {name: email[name] for name in names} | {
        "template": {"id": email["template"], "version": 1, "uri": ""},
        "completed_at": None,
        "sent_at": email["created_at"],
    }


def receipt(email: Mapping[str, Any], now: str) -> dict[str, Any]:
    return {
        "id": email["id"],
        "reference": email["reference"],
        "to": email["email_address"],
        "status": email["status"],
        "created_at": email["created_at"],
        "completed_at": now,
        "sent_at": email["created_at"],
        "notification_type": "email",
        "template_id": email["template"],
        "template_version": 1,
    }
